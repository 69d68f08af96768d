"""What the commands read and print, as far as it needs no platform."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from libs.runtime.ask import Answer
from libs.runtime.cli import main
from libs.runtime.commands.dead_letters import table, tell
from libs.runtime.commands.events import messages
from libs.runtime.commands.status import why_not_ready


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


def letter(place: int, key: str, **other: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "id": f"fire:zone:{place}", "service": "fire", "state": "waiting", "lane": "record", "stream": "zone/0",
        "place": place, "key": key, "type": "fr.chapelle.access.zone-registered.v1", "reason": "poison",
        "behind": False, "at": "2026-03-02T09:00:00.000Z",
    }  # fmt: skip
    return {**plain, **other}


def test_letters_that_only_wait_are_counted_with_the_one_they_wait_for(capsys: pytest.CaptureFixture[str]) -> None:
    behind = [letter(place, "hall-a", behind=True) for place in (2, 5)]

    table([letter(1, "hall-a"), *behind, letter(3, "hall-b", state="requested"), letter(4, "hall-c")], 2)

    assert capsys.readouterr().out.splitlines() == [
        "fire:zone:1  and 2 behind it",
        "    2026-03-02T09:00:00.000Z  fr.chapelle.access.zone-registered.v1  hall-a: poison",
        "fire:zone:3  requested",
        "    2026-03-02T09:00:00.000Z  fr.chapelle.access.zone-registered.v1  hall-b: poison",
        "… and 1 more: --limit 0 shows all, --service and --state fewer",
        "3 letters (fire 3), 2 behind them",
    ]


def test_what_follows_a_letter_that_was_applied_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    tell(letter(1, "hall-a", state="applied"), [letter(2, "hall-a"), letter(5, "hall-a", behind=True)], "applied")
    tell(letter(1, "hall-a", reason="ArithmeticError: no"), [], "applied")

    assert capsys.readouterr().out.splitlines() == [
        "fire:zone:1: applied",
        "fire:zone:2: comes next, and 1 behind it: poison",
        "fire:zone:1: fails again: ArithmeticError: no",
    ]


@pytest.mark.parametrize(
    ("row", "said", "why"),
    [
        ({"alive": False}, {}, "it has ended and is being started again"),
        ({"alive": True}, {}, "it does not answer"),
        ({"alive": True}, {"joined": False}, "it has not found its topics yet"),
        ({"alive": True}, {"database": "not primary"}, "not primary"),
        ({"alive": True}, {"joined": True, "unsent_age_seconds": 45.2}, "events are not sent for 45 s"),
    ],
)
def test_why_a_process_is_not_ready(row: dict[str, object], said: dict[str, object], why: str) -> None:
    assert why_not_ready(row, said) == why
