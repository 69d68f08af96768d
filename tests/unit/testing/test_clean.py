"""What may befall a history that is right all the same: nothing is reported of it."""

from __future__ import annotations

from tests.unit.testing.tale import breaches


def test_nothing_happened() -> None:
    assert breaches("") == []


def test_a_quiet_day() -> None:
    tale = """
        09:00  answered  u1          a1 b1
        09:00  committed u1          a1 b1
        09:01  answered  u2          a2
        09:01  committed u2          a2
        09:02  numbered  e1          1=a1 2=b1 3=a2
        09:03  published e1          1=a1 2=b1 3=a2
        09:04  applied   ledger[1,4) 1=a1 2=b1 3=a2
        09:05  stood     ledger      4
    """
    assert breaches(tale) == []


def test_sent_again_by_the_living_and_by_the_dead() -> None:
    tale = """
        09:00  answered  u1          a1 b1
        09:00  committed u1          a1 b1
        09:01  numbered  e1          1=a1 2=b1
        09:02  published e1          1=a1 2=b1
        09:03  published e1          1=a1 2=b1   -- the ack was lost
        09:04  answered  u2          a2
        09:04  committed u2          a2
        09:05  numbered  e2          3=a2        -- another relay has the lease,
        09:05  published e2          2=b1 3=a2   -- and goes on from the last watermark
        09:06  published e1          1=a1 2=b1   -- the first one wakes: same numbers, same bytes
        09:07  applied   ledger[1,3) 1=a1 2=b1
        09:08  applied   ledger[3,4) 3=a2        -- a rebalance: another member committed this
        09:09  stood     ledger      4
    """
    assert breaches(tale) == []


def test_an_abort_and_its_retry() -> None:
    tale = """
        09:00  intended  u1          a1 b1       -- conflicted, aborted
        09:01  answered  u2          a1          -- tried again in a new unit, and what is a1 is another now
        09:01  committed u2          a1
        09:02  numbered  e1          1=a1/u2
        09:03  published e1          1=a1/u2
        09:04  applied   ledger[1,2) 1=a1/u2
        09:05  stood     ledger      2
    """
    assert breaches(tale) == []


def test_an_answer_that_never_came() -> None:
    tale = """
        09:00  intended  u1          a1          -- committed, and the reply was lost
        09:00  committed u1          a1
        09:02  numbered  e1          1=a1
        09:03  published e1          1=a1
        09:04  applied   ledger      1=a1
        09:05  stood     ledger      2
    """
    assert breaches(tale) == []


def test_an_append_that_stays_open_while_later_ones_commit() -> None:
    tale = """
        09:00  intended  u1          a1
        09:01  answered  u2          b1
        09:01  committed u2@2        b1
        09:02  numbered  e1          1=b1
        09:03  committed u1@1        a1          -- a lower stamp, a higher number: of another key
        09:04  numbered  e1          2=a1
        09:05  published e1          1=b1 2=a1
        09:06  applied   ledger[1,3) 1=b1 2=a1
        09:07  stood     ledger      3
    """
    assert breaches(tale) == []


def test_a_wiped_broker_is_filled_from_the_tail() -> None:
    tale = """
        09:00  committed u1          a1 a2 a3
        09:01  numbered  e1          1=a1 2=a2 3=a3
        09:02  published e1          1=a1 2=a2
        09:03  wiped     broker
        09:04  published e1          2=a2 3=a3
        09:05  applied   ledger      1=a1 2=a2 3=a3
        09:06  stood     ledger      4
    """
    assert breaches(tale) == []


def test_the_broker_loses_records_that_it_took() -> None:
    tale = """
        09:00  committed u1          a1 a2 a3 a4
        09:01  numbered  e1          1=a1 2=a2 3=a3 4=a4
        09:02  published e1          1=a1 3=a3
        09:02  removed   broker      2 4
        09:03  applied   ledger      1=a1 2=a2 3=a3 4=a4   -- from the source's record
        09:04  stood     ledger      5
    """
    assert breaches(tale) == []


def test_what_has_expired_is_applied_or_passed_over() -> None:
    tale = """
        09:00  committed u1          a1 a2 a3
        09:01  numbered  e1          1=a1 2=a2 3=a3
        09:02  published e1          1=a1 2=a2 3=a3
        09:03  applied   ledger      1=a1
        09:04  expired   source      1 2
        09:05  applied   ledger      3=a3
        09:06  stood     ledger      4
    """
    assert breaches(tale) == []


def test_letters_wait_are_applied_in_order_or_discarded() -> None:
    tale = """
        09:00  committed u1          a1 a2 b1 c1 c2
        09:01  numbered  e1          1=a1 2=a2 3=b1 4=c1 5=c2
        09:02  published e1          1=a1 2=a2 3=b1 4=c1 5=c2
        09:03  kept      ledger      1=a1
        09:03  kept      ledger      2=a2        -- behind it
        09:03  kept      ledger      3=b1        -- waits still
        09:03  discarded ledger      4=c1
        09:03  applied   ledger[1,6) 5=c2
        09:04  applied   ledger      1=a1        -- sent again by a person
        09:04  applied   ledger      2=a2
        09:05  stood     ledger      6
    """
    assert breaches(tale) == []


def test_two_consumers_each_hear_everything_once() -> None:
    tale = """
        09:00  committed u1          a1 a2
        09:01  numbered  e1          1=a1 2=a2
        09:02  published e1          1=a1 2=a2
        09:03  applied   ledger      1=a1 2=a2
        09:03  applied   console     1=a1 2=a2
        09:04  stood     ledger      3
        09:04  stood     console     3
    """
    assert breaches(tale) == []
