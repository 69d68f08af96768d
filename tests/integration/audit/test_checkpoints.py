"""What is kept elsewhere: whoever changes it is found, whatever dies while it is written leaves it whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pymongo.errors import PyMongoError

from libs.audit.checkpoint import Checkpoint, hash_of_line, read_line
from libs.runtime.secrets import Secrets, private_key
from libs.store import FenceLost, Store
from libs.testing.crash import HOWS, CrashPort, How, Killed, break_each_step
from libs.testing.running import Parts
from libs.testing.walk import Walk
from tests.integration.audit.house import House


@pytest.fixture
def signed(house: House) -> House:
    """Three checkpoints, of an event each."""
    for text in ("first", "second", "third"):
        house.write(text)
        house.sign()
    assert house.audit() == (True, 3, None)
    return house


def test_they_follow_each_other(signed: House) -> None:
    found = [read_line(line[:-1]) for line in signed.lines()]
    assert [(one.number, one.heads[signed.place].last) for one in found] == [(1, 1), (2, 2), (3, 3)]
    assert [one.previous for one in found[1:]] == [hash_of_line(line[:-1]) for line in signed.lines()[:-1]]
    assert [sorted(one.heads) for one in found[1:]] == [[signed.place]] * 2  # what has moved
    assert signed.kept.path.stat().st_mode & 0o777 == 0o600


def edited(house: House, lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1].replace(b'"at":"2', b'"at":"1'), lines[2]]


def removed(house: House, lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[2]]


def doubled(house: House, lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1], *lines[1:]]


def swapped(house: House, lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[2], lines[1]]


def cut(house: House, lines: list[bytes]) -> list[bytes]:
    return lines[:2]


def cut_within(house: House, lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], lines[2][:50]]


def emptied(house: House, lines: list[bytes]) -> list[bytes]:
    return []


def garbled(house: House, lines: list[bytes]) -> list[bytes]:
    return [lines[0], b"\xff{\n", lines[2]]


def spaced(house: House, lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1].replace(b'","', b'", "'), lines[2]]


def forged(house: House, lines: list[bytes]) -> list[bytes]:
    """Signed again, by a key that is not the service's."""
    key = private_key(Secrets.of(house.folder / "forger").audit_key_file("walk"))
    old = read_line(lines[2][:-1])
    return [*lines[:2], Checkpoint(old.service, 3, old.at, old.heads, old.previous).signed(key).line() + b"\n"]


def of_another_service(house: House, lines: list[bytes]) -> list[bytes]:
    key = private_key(house.secrets.audit_key_file("walk"))
    old = msgspec.structs.replace(read_line(lines[0][:-1]), service="fire")
    return [old.signed(key).line() + b"\n", *lines[1:]]


SPOILED: list[tuple[Callable[[House, list[bytes]], list[bytes]], str]] = [
    (edited, "checkpoint 2 is not signed by the key of walk"),
    (removed, "checkpoint 2 is missing: 3 of walk stands there"),
    (doubled, "checkpoint 3 is missing: 2 of walk stands there"),
    (swapped, "checkpoint 2 is missing: 3 of walk stands there"),
    (cut, "checkpoint 3 is missing; the database knows 3"),
    (cut_within, "checkpoint 3 is missing; the database knows 3"),
    (emptied, "checkpoint 1 is missing; the database knows 3"),
    (garbled, "checkpoint 2 cannot be read"),
    (spaced, "checkpoint 2 cannot be read: not written as a checkpoint is"),
    (forged, "checkpoint 3 is not signed by the key of walk"),
    (of_another_service, "checkpoint 1 is missing: 1 of fire stands there"),
]


@pytest.mark.parametrize(("spoil", "found"), SPOILED, ids=lambda one: getattr(one, "__name__", ""))
def test_whoever_changes_the_file(
    signed: House, spoil: Callable[[House, list[bytes]], list[bytes]], found: str
) -> None:
    signed.put_lines(spoil(signed, signed.lines()))
    assert signed.breach().startswith(found)
    signed.write("fourth")
    new = signed.new_checkpoints()
    assert new.turn()  # they go on, and what was done to them stays to be seen
    assert signed.breach()


def test_the_file_is_gone(signed: House) -> None:
    signed.kept.path.unlink()
    assert signed.breach() == "checkpoint 1 is missing; the database knows 3"


def test_no_folder_is_set(signed: House) -> None:
    assert signed.audit(signed=False).first_breach == "checkpoint 3: no folder of checkpoints is set"


def test_the_database_forgets_what_it_knew(signed: House) -> None:
    signed.walk.source.db.relay.delete_one({"_id": "checkpoint"})
    assert signed.breach() == "checkpoint 3: the database knows 0 alone"


def test_the_database_knows_another(signed: House) -> None:
    signed.walk.source.db.relay.update_one({"_id": "checkpoint"}, {"$set": {"hash": "0" * 64}})
    assert signed.breach() == "checkpoint 3 is not the one that the database knows"


# -- whatever dies


def test_a_line_that_was_written_and_not_noted(signed: House) -> None:
    db = signed.walk.source.db
    second = read_line(signed.lines()[1][:-1])
    noted = {"number": second.number, "hash": hash_of_line(second.line())}
    db.relay.update_one({"_id": "checkpoint"}, {"$set": noted})
    assert signed.audit() == (True, 3, None)
    signed.write("fourth")
    assert signed.new_checkpoints().turn()
    assert len(signed.lines()) == 4
    assert signed.audit() == (True, 4, None)
    assert signed.walk.source.sometimes["checkpoint_noted_late"] == 1


def test_a_line_that_was_cut_off_in_writing(signed: House) -> None:
    signed.put_lines([*signed.lines(), signed.lines()[2][:80]])
    assert signed.audit() == (True, 3, None)
    signed.write("fourth")
    assert signed.new_checkpoints().turn()
    assert signed.audit() == (True, 4, None)
    assert signed.walk.source.sometimes["checkpoint_cut_off"] == 1


def test_the_first_line_was_cut_off_in_writing(house: House) -> None:
    house.write("first")
    with house.kept.held():
        house.put_lines([b'{"at":'])
    assert house.sign()
    assert house.audit() == (True, 1, None)


STEPS = ["audit.heads", "audit.append", "audit.note"]


@pytest.mark.parametrize("how", HOWS)
def test_any_step_may_break(parts: Parts, how: How, tmp_path: Path) -> None:
    port = CrashPort()
    house = House(Walk(parts, port), tmp_path)
    at = break_each_step(lambda at: _broken_at(house, port, at, how))
    house.walk.close()
    assert at > len(STEPS)


def _broken_at(house: House, port: CrashPort, at: int, how: How) -> bool:
    house.write(f"at {at}")
    port.crash_at(at, how)
    try:
        house.sign()
        if not port.hit:
            assert port.steps == STEPS
    except Killed:
        house.checkpoints = house.new_checkpoints()
    except (PyMongoError, OSError):
        pass
    hit, port.at = port.hit, None
    assert house.audit() == (True, 2 * at - 1, None), f"{how} at step {at}"
    house.write("after")
    assert house.sign()
    assert house.audit() == (True, 2 * at, None), f"{how} at step {at}"
    return hit


# -- two workers


def test_two_workers(house: House) -> None:
    """Only who has the lease adds one; who has it next goes on where the other was."""
    walk = house.walk
    other: Store[Any] = walk.store(0)
    holder = {"one": True}
    one = house.new_checkpoints(epoch=lambda: house.epoch() * holder["one"])
    two = house.new_checkpoints(other, lambda: house.epoch() * (not holder["one"]))
    for turn in range(4):
        holder["one"] = turn % 2 == 0
        house.write(f"turn {turn}")
        assert [one.turn(), two.turn()] == [turn % 2 == 0, turn % 2 == 1]
        walk.restart()
    assert len(house.lines()) == 4
    assert house.audit() == (True, 4, None)
    other.close()


def test_who_has_lost_the_lease_and_does_not_know(house: House) -> None:
    house.write("first")
    old = house.epoch()
    zombie = house.new_checkpoints(epoch=lambda: old)
    house.walk.restart()
    house.write("second")
    assert house.epoch() > old
    with pytest.raises(FenceLost, match=f"epoch {old} is over"):
        zombie.turn()
    assert house.lines() == []
    assert house.sign()


def test_one_is_adding_already(house: House) -> None:
    house.write("first")
    with house.kept.held() as free:
        assert free
        assert not house.sign()
    assert house.sign()


def test_the_disk_is_full(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is logged and counted; the relay goes on."""
    house.write("first")
    house.kept.path.parent.write_text("a file where the folder belongs")
    house.checkpoints.try_turn()
    assert house.walk.source.sometimes["checkpoint_missed"] == 1
