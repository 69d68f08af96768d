"""Whatever dies while a checkpoint is written, and whoever takes over, leaves the file whole."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import eventlet
import pytest
from pymongo.errors import PyMongoError

from libs.audit import Kept
from libs.audit.checkpoint import hash_of_line, read_line
from libs.store import FenceLost, Store
from libs.testing.crash import HOWS, CrashPort, How, Killed, break_each_step
from libs.testing.running import Parts
from libs.testing.walk import Walk
from tests.integration.audit.house import House


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


class SlowDisk(Kept):
    """It takes a line when something else has gone on."""

    gone_on = threading.Event()

    def append(self, line: bytes) -> None:
        assert self.gone_on.wait(10)
        super().append(line)


def test_a_disk_that_takes_its_time_holds_up_nobody_else(house: House) -> None:
    house.write("first")
    house.checkpoints.kept = disk = SlowDisk(house.folder / "audit", "walk", house.kept.keys)
    eventlet.spawn(disk.gone_on.set)
    assert house.sign()
    assert house.audit() == (True, 1, None)


def test_the_disk_is_full(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is logged and counted; the relay goes on."""
    house.write("first")
    house.kept.path.parent.write_text("a file where the folder belongs")
    house.checkpoints.try_turn()
    assert house.walk.source.sometimes["checkpoint_missed"] == 1
