"""The proof of single events: made again from their page up to the checkpoint that covers them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from libs.audit import Proof, prove
from libs.events.expired import hash_left
from tests.integration.audit import house as attacks
from tests.integration.audit.house import House, Pages


def proofs(house: House, *numbers: int) -> list[Proof]:
    return prove(house.walk.source, house.kept, house.walk.topic.name, 0, numbers)


def test_each_names_the_first_checkpoint_that_covers_it(signed: House) -> None:
    signed.write("fourth", "fifth")
    signed.sign()
    signed.write("sixth")
    found = proofs(signed, 6, 1, 3, 4)
    assert [(proof.sequence, proof.checkpoint, proof.fault) for proof in found] == [
        (1, 1, None),
        (3, 3, None),
        (4, 4, None),
        (6, None, None),  # not signed yet
    ]
    rows = [row for page in signed.pages() for row in page["events"]]
    hashes = [hash_left(row["id"], row["type"], row["key"], row["time"], row["data"]).hex() for row in rows]
    assert [proof.hash for proof in found] == [hashes[number - 1] for number in (1, 3, 4, 6)]
    assert found[0].signed_at is not None
    assert found[0].signed_at < (found[1].signed_at or found[0].signed_at)


def test_a_number_that_was_never_given(signed: House) -> None:
    (proof,) = proofs(signed, 9)
    assert (proof.hash, proof.checkpoint) == ("", None)
    assert proof.fault == f"{signed.place}: 9 was never given"


@pytest.mark.parametrize(
    ("attack", "covered_up", "third", "fourth"),
    [
        (attacks.edit, False, False, True),  # the fourth says what it said
        (attacks.edit, True, False, False),  # and is chained to something else now
        (attacks.insert, False, False, True),
        (attacks.insert, True, False, False),
        (attacks.cut_tail, False, True, False),
        (attacks.pretend_it_expired, False, True, True),  # the hash stays; whether it was told is asked of `verify`
    ],
)
def test_what_was_changed_does_not_lead_to_what_was_signed(
    signed: House, attack: Callable[[Pages], None], covered_up: bool, third: bool, fourth: bool
) -> None:
    signed.write("fourth")
    signed.sign()
    pages = signed.pages()
    attack(pages)
    signed.put(pages)
    if covered_up:
        signed.cover_up()
    assert [proof.fault is None for proof in proofs(signed, 3, 4)] == [third, fourth]


def test_a_checkpoint_that_another_signed_counts_for_nothing(signed: House) -> None:
    lines = signed.lines()
    signed.put_lines([lines[0], *(line.replace(b'"signature":"', b'"signature":"AAAA') for line in lines[1:])])
    assert [proof.checkpoint for proof in proofs(signed, 1, 2, 3)] == [1, None, None]
