"""What the commands read and print, as far as it needs no platform."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from libs.runtime.ask import Answer
from libs.runtime.cli import main
from libs.runtime.commands.events import messages


def test_server_sent_events_are_read_with_their_positions() -> None:
    stream = io.BytesIO(
        b": hello\n\n"
        b'id: 7\ndata: {"a": 1}\n\n'
        b'event: beat\ndata: {"behind": 0}\n\n'
        b"id: 8\r\ndata: one\r\ndata: two\r\n\r\n"
        b"id: 9\ndata: cut"
    )

    assert list(messages(stream, "6")) == [
        ("", '{"a": 1}', "7"),
        ("beat", '{"behind": 0}', "7"),
        ("", "one\ntwo", "8"),
    ]


def test_a_refusal_is_told_with_all_its_faults() -> None:
    problem = {"title": "Invalid", "errors": [{"at": "/door", "why": "no door x"}, {"at": "", "why": "too late"}]}

    assert Answer(422, problem).why == "/door no door x; too late"
    assert Answer(409, {"title": "Conflict", "detail": "it changed"}).why == "it changed"
    assert Answer(502, "Bad gateway").why == "HTTP 502"


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "fire-api.log").write_text(
        '{"timestamp": "2026-03-02T09:00:01.000Z", "level": "info", "event": "second"}\nTraceback: third\n'
    )
    (folder / "database.log").write_text(
        '{"t":{"$date":"2026-03-02T09:00:00.500+00:00"},"s":"I","c":"NETWORK","msg":"first","attr":{"port":8430}}\n'
        '{"t":{"$date":"2026-03-02T09:00:02.000+00:00"},"s":"I","c":"NETWORK","msg":"last"}\n'
    )
    return tmp_path


def test_logs_of_all_processes_come_in_the_order_of_their_time(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["logs", "--data", str(logs), "--json"]) == 0

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["process"], line["event"]) for line in lines] == [
        ("database", "first"),
        ("fire-api", "second"),
        ("fire-api", "Traceback: third"),
        ("database", "last"),
    ]


def test_logs_of_one_service_are_its_processes(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["logs", "fire", "--data", str(logs)]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "2026-03-02T09:00:01.000 fire-api         info     second",
        "2026-03-02T09:00:01.000 fire-api         info     Traceback: third",
    ]


def test_logs_of_nobody_name_those_there_are(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["logs", "water", "--data", str(logs)]) == 2

    assert capsys.readouterr().err == "no logs of 'water'; there are database, fire-api\n"
