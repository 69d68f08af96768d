"""How an operator says on how many brokers each record is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from libs.runtime.cli import main
from libs.runtime.up import Wish


@pytest.mark.parametrize(
    ("broker", "said", "copies"),
    [
        ("", 0, 1),
        ("a:9092", 0, 1),
        ("a:9092,b:9092", 0, 2),
        ("a:9092,b:9092,c:9092", 0, 3),
        ("a:1,b:1,c:1,d:1,e:1", 0, 3),
        ("all:9092", 3, 3),
        ("a:1,b:1,c:1", 1, 1),
    ],
)
def test_one_on_each_broker_that_is_named(broker: str, said: int, copies: int) -> None:
    assert Wish(Path("data"), Path("site.yaml"), broker=broker, replication=said).copies == copies


def test_the_embedded_broker_has_one_copy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["up", "--replication", "3"]) == 2
    said = "--replication is for the Kafka of --broker; the embedded broker has one copy\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--broker", "a:9092,b"], "no address 'b'; write HOST:PORT, several with commas between them"),
        (["--replication", "0"], "there are between 1 and 9 copies"),
    ],
)
def test_what_cannot_be_is_refused(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["up", *arguments])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
