"""What is kept elsewhere: whoever changes it is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from libs.audit.checkpoint import Checkpoint, hash_of_line, read_line
from libs.events import replace
from libs.runtime.keys import private_key
from libs.runtime.secrets import Secrets
from tests.integration.audit.house import House


def test_they_follow_each_other(signed: House) -> None:
    found = [read_line(line[:-1]) for line in signed.lines()]
    assert [(one.number, one.heads[signed.place].last) for one in found] == [(1, 1), (2, 2), (3, 3)]
    assert [one.previous for one in found[1:]] == [hash_of_line(line[:-1]) for line in signed.lines()[:-1]]
    assert [sorted(one.heads) for one in found[1:]] == [[signed.place]] * 2  # what has moved
    assert signed.kept.path.stat().st_mode & 0o777 == 0o600


def test_those_of_a_key_that_was_replaced_are_good_as_long_as_it_is_believed(signed: House) -> None:
    signed.secrets.replace_key("audit-walk")
    signed.write("by the next")
    assert signed.sign()  # the worker that signed before, not started again
    signed.kept = signed.new_kept()
    assert signed.breach() == ""

    signed.secrets.believe_newest("audit-walk")
    signed.kept = signed.new_kept()
    assert signed.breach() == "checkpoint 1 is not signed by a key of walk"


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
    old = replace(read_line(lines[0][:-1]), service="fire")
    return [old.signed(key).line() + b"\n", *lines[1:]]


SPOILED: list[tuple[Callable[[House, list[bytes]], list[bytes]], str]] = [
    (edited, "checkpoint 2 is not signed by a key of walk"),
    (removed, "checkpoint 2 is missing: 3 of walk stands there"),
    (doubled, "checkpoint 3 is missing: 2 of walk stands there"),
    (swapped, "checkpoint 2 is missing: 3 of walk stands there"),
    (cut, "checkpoint 3 is missing; the database knows 3"),
    (cut_within, "checkpoint 3 is missing; the database knows 3"),
    (emptied, "checkpoint 1 is missing; the database knows 3"),
    (garbled, "checkpoint 2 cannot be read"),
    (spaced, "checkpoint 2 cannot be read: not written as a checkpoint is"),
    (forged, "checkpoint 3 is not signed by a key of walk"),
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
