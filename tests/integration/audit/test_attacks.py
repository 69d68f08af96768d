"""Whoever can write the database is found, clumsy or careful: who covers up all of it is found by the checkpoints."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.integration.audit.house import House, Pages, cut_tail, delete, edit, insert, pretend_it_expired, reorder

Attack = Callable[[Pages], None]

GONE = "as if it had expired: 1 of fr.chapelle.walk.counted.v1 are, and the record says so of 0"

CLUMSY: list[tuple[Attack, str]] = [
    (edit, "count/0: what is under 3 to 3 is not what was chained there"),
    (delete, "count/0: 3 to 3 are missing"),
    (reorder, "count/0: what is under 3 to 3 is not what was chained there"),
    (insert, "count/0: what is under 3 to 4 is not what was chained there"),
    (cut_tail, "count/0: the record ends at 3, checkpoint 2 says 4"),
    (pretend_it_expired, f"count/0: what was under 3 is gone {GONE}"),
]
CAREFUL: list[tuple[Attack, str]] = [
    (edit, "count/0: what is under 3 to 4 is not what checkpoint 2 says"),
    (delete, "count/0: what is under 3 to 4 is not what checkpoint 2 says"),
    (reorder, "count/0: what is under 3 to 4 is not what checkpoint 2 says"),
    (insert, "count/0: what is under 3 to 4 is not what checkpoint 2 says"),
    (cut_tail, "count/0: the record ends at 3, checkpoint 2 says 4"),
    (pretend_it_expired, f"count/0: what was under 3 is gone {GONE}"),
]


@pytest.fixture
def signed(house: House) -> House:
    """Five events of a page each: a checkpoint after two of them, one after four."""
    house.write("first", "second")
    house.sign()
    house.write("third", "fourth")
    house.sign()
    house.write("fifth")
    assert house.audit() == (True, 5, None)
    return house


@pytest.mark.parametrize(("attack", "found"), CLUMSY, ids=lambda one: getattr(one, "__name__", ""))
def test_who_changes_rows(signed: House, attack: Attack, found: str) -> None:
    pages = signed.pages()
    attack(pages)
    signed.put(pages)
    assert signed.breach() == found


@pytest.mark.parametrize(("attack", "found"), CAREFUL, ids=lambda one: getattr(one, "__name__", ""))
def test_who_makes_numbers_links_and_counter_again(signed: House, attack: Attack, found: str) -> None:
    pages = signed.pages()
    attack(pages)
    signed.put(pages)
    signed.cover_up()
    assert signed.breach() == found
    alone = str(signed.audit(signed=False).first_breach)
    assert alone.startswith("checkpoint 2: no folder") or attack is pretend_it_expired  # the chain does not know


def test_the_next_checkpoint_signs_it_and_hides_nothing(signed: House) -> None:
    """The service does not know; what it said before stands."""
    pages = signed.pages()
    edit(pages)
    signed.put(pages)
    signed.cover_up()
    signed.walk.restart()
    signed.write("sixth")
    signed.sign()
    assert signed.breach() == "count/0: what is under 3 to 4 is not what checkpoint 2 says"
    assert signed.audit().entries == 2


def test_a_relay_that_runs_goes_on_from_the_true_link(house: House) -> None:
    """What is changed while it runs, and before the next checkpoint, is found by what comes after it."""
    house.write("first", "second", "third")
    pages = house.pages()
    edit(pages)
    house.put(pages)
    house.cover_up()
    assert house.audit().ok
    house.write("fourth")
    assert house.breach() == "count/0: what is under 4 to 4 is not what was chained there"


def test_a_tail_cut_without_the_counter_needs_no_checkpoint(signed: House) -> None:
    pages = signed.pages()
    cut_tail(pages)
    signed.put(pages)
    audit = signed.audit(signed=False)
    assert str(audit.first_breach).endswith("/0: the record ends at 3, its counter says 5")


def test_what_was_put_behind_the_end(signed: House) -> None:
    pages = signed.pages()
    more = {**pages[4], "_id": "of nobody", "first": 6}
    signed.put([*pages, more])
    assert signed.breach() == "count/0: number 6 is in the record, and was not given"


def test_the_chain_begins_later(signed: House) -> None:
    """What came before it is in no chain, so that it could be changed: not where a checkpoint knows better."""
    signed.walk.source.db.relay.update_one({"_id": signed.place}, {"$set": {"chained_from": 4}})
    assert signed.breach().startswith("count/0: no page ends at 2, as checkpoint 1 says")


@pytest.mark.parametrize("signs", [True, False], ids=["signed", "not signed"])
def test_the_counter_knows_of_no_chain(signed: House, signs: bool) -> None:
    signed.walk.source.db.relay.update_one({"_id": signed.place}, {"$unset": {"link": ""}})
    known = "there is no chain of it; checkpoint 1 says that it is at 2"
    unknown = "number 5 is in a chain that the counter does not know"
    said = str(signed.audit(signs).first_breach)
    assert said == f"{signed.place}: {known if signs else unknown}"


def test_links_that_nobody_can_read(signed: House) -> None:
    pages = signed.pages()
    del pages[3]["events"][0]["type"]
    signed.put(pages)
    assert signed.breach() == "count/0: what is under 4 to 4 cannot be read: KeyError('type')"
