"""What may happen to a history that is still right: nothing is reported of it."""

from __future__ import annotations

from tests.unit.testing.tale import breaches


def test_nothing_happened() -> None:
    assert breaches("") == []


def test_a_quiet_day() -> None:
    assert breaches("""
        09:00  answered  u1          a1 b1
        09:00  committed u1          a1 b1
        09:01  answered  u2          a2
        09:01  committed u2          a2
        09:02  numbered  e1          1=a1 2=b1 3=a2
        09:03  published e1          1=a1 2=b1 3=a2
        09:04  applied   ledger[1,4) 1=a1 2=b1 3=a2
        09:05  stood     ledger      4
    """) == []  # fmt: skip


def test_sent_again_taken_over_and_rebalanced() -> None:
    assert breaches("""
        09:00  answered  u1          a1 b1
        09:00  committed u1          a1 b1
        09:01  numbered  e1          1=a1 2=b1
        09:02  published e1          1=a1 2=b1
        09:03  published e1          1=a1 2=b1     the ack was lost
        09:04  answered  u2          a2
        09:04  committed u2          a2
        09:05  numbered  e2          3=a2          another relay has the lease
        09:05  published e2          2=b1 3=a2     from the last watermark
        09:06  published e1          1=a1 2=b1     the first relay, thought dead, goes on
        09:07  applied   ledger[1,3) 1=a1 2=b1
        09:08  applied   ledger[3,4) 3=a2          by the member that has the partition now
        09:09  stood     ledger      4
    """.replace("the ack was lost", "").replace("another relay has the lease", "")
       .replace("from the last watermark", "").replace("the first relay, thought dead, goes on", "")
       .replace("by the member that has the partition now", "")) == []  # fmt: skip
