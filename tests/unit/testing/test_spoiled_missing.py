"""What is not there, or not as it was: lost, gap, other bytes, torn, unseen.

One history spoiled on purpose for each way in which each fault can show: it is found, and nothing else is said.
"""

from __future__ import annotations

import pytest

from tests.unit.testing.tale import breaches, by_name

LOST = {
    "acknowledged, and not committed": (
        """
        09:00  answered  u1          a1
        09:01  stood     ledger      1
        """,
        [("lost", "a:1")],
    ),
    "acknowledged, overwritten by another unit": (
        """
        09:00  answered  u1          a1
        09:00  answered  u2          a1          -- read before u1 committed
        09:00  committed u2          a1
        09:01  numbered  e1          1=a1
        09:02  published e1          1=a1
        """,
        [("lost", "a:1")],
    ),
    "the entity says it has changed twice, the outbox once": (
        """
        09:00  committed u1          a1
        09:00  committed u3          a3
        09:01  numbered  e1          1=a1 2=a3
        09:02  published e1          1=a1 2=a3
        09:03  applied   ledger      1=a1 2=a3
        09:04  stood     ledger      3
        """,
        [("lost", "a:2")],
    ),
    "passed over by a consumer": (
        """
        09:00  committed u1          a1 b1
        09:01  numbered  e1          1=a1 2=b1
        09:02  published e1          1=a1 2=b1
        09:03  applied   ledger      2=b1
        09:04  stood     ledger      3
        """,
        [("lost", "/0#1")],
    ),
    "passed over beside what has expired, and what has expired not come to": (
        """
        09:00  committed u1          a1 a2 a3
        09:01  numbered  e1          1=a1 2=a2 3=a3
        09:02  published e1          1=a1 2=a2 3=a3
        09:04  expired   source      1 3
        09:05  stood     ledger      3
        """,
        [("lost", "/0#2"), ("unseen", "/0#3")],
    ),
    "a position moved without its batch": (
        """
        09:00  committed u1          a1 b1
        09:01  numbered  e1          1=a1 2=b1
        09:02  published e1          1=a1 2=b1
        09:03  applied   ledger[1,2) 1=a1
        09:04  stood     ledger      3
        """,
        [("lost", "/0#2")],
    ),
    "by one of two consumers": (
        """
        09:00  committed u1          a1
        09:01  numbered  e1          1=a1
        09:02  published e1          1=a1
        09:03  applied   ledger      1=a1
        09:04  stood     ledger      2
        09:04  stood     console     2
        """,
        [("lost", "/0#1")],
    ),
}

GAP = {
    "a number given to nobody": (
        """
        09:00  committed u1          a1 b1
        09:01  numbered  e1          1=a1 4=b1
        09:02  published e1          1=a1 4=b1
        09:03  applied   ledger      1=a1 4=b1
        09:04  stood     ledger      5
        """,
        [("gap", "/0#2-3")],
    ),
    "a record gone from the log, which the consumer had from the source's record": (
        """
        09:00  committed u1          a1 b1 c1
        09:01  numbered  e1          1=a1 2=b1 3=c1
        09:02  published e1          1=a1 3=c1
        09:03  applied   ledger[1,4) 1=a1 2=b1 3=c1
        09:04  stood     ledger      4
        """,
        [("gap", "/0#2")],
    ),
    "the first record gone": (
        """
        09:00  committed u1          a1 b1
        09:01  numbered  e1          1=a1 2=b1
        09:02  published e1          2=b1
        09:03  applied   ledger      1=a1 2=b1
        09:04  stood     ledger      3
        """,
        [("gap", "/0#1")],
    ),
    "one left out after a wipe": (
        """
        09:00  committed u1          a1 b1 c1
        09:01  numbered  e1          1=a1 2=b1 3=c1
        09:02  published e1          1=a1 2=b1 3=c1
        09:03  wiped     broker
        09:04  published e1          1=a1 3=c1
        09:05  applied   ledger      1=a1 2=b1 3=c1
        09:06  stood     ledger      4
        """,
        [("gap", "/0#2")],
    ),
}

OTHER_BYTES = {
    "sent again otherwise": (
        """
        09:00  committed u1          a1
        09:01  numbered  e1          1=a1
        09:02  published e1          1=a1
        09:03  published e1          1=a1!
        09:04  applied   ledger      1=a1
        09:05  stood     ledger      2
        """,
        [("other bytes", "/0#1")],
    ),
    "two relays give one number": (
        """
        09:00  committed u1          a1 b1
        09:01  numbered  e1          1=a1
        09:01  numbered  e2          1=b1
        09:02  published e1          1=a1
        09:03  applied   ledger      1=a1
        09:04  stood     ledger      2
        """,
        [("other bytes", "/0#1")],
    ),
    "a zombie publishes another fact under a number": (
        """
        09:00  committed u1          a1 b1
        09:01  numbered  e2          1=a1 2=b1
        09:02  published e2          1=a1 2=b1
        09:03  published e1          1=b1
        09:04  applied   ledger      1=a1 2=b1
        09:05  stood     ledger      3
        """,
        [("other bytes", "/0#1")],
    ),
    "applied otherwise": (
        """
        09:00  committed u1          a1
        09:01  numbered  e1          1=a1
        09:02  published e1          1=a1
        09:03  applied   ledger      1=a1!
        09:04  stood     ledger      2
        """,
        [("other bytes", "/0#1")],
    ),
    "applied under another number": (
        """
        09:00  committed u1          a1 b1
        09:01  numbered  e1          1=a1 2=b1
        09:02  published e1          1=a1 2=b1
        09:03  applied   ledger      1=a1 1=b1
        09:04  stood     ledger      3
        """,
        [("other bytes", "/0#2")],
    ),
}

TORN = {
    "half a unit": (
        """
        09:00  intended  u1          a1 b1
        09:00  committed u1          b1
        09:01  numbered  e1          1=b1
        09:02  published e1          1=b1
        """,
        [("torn", "unit u1")],
    ),
    "half a unit that was answered, with a hole where the other half was": (
        """
        09:00  answered  u1          a1 b1
        09:00  committed u1          b1
        09:01  answered  u2          a2
        09:01  committed u2          a2
        09:02  numbered  e1          1=b1 2=a2
        09:03  published e1          1=b1 2=a2
        """,
        [("torn", "unit u1")],
    ),
    "half a batch": (
        """
        09:00  committed u1          a1 b1 c1
        09:01  numbered  e1          1=a1 2=b1 3=c1
        09:02  published e1          1=a1 2=b1 3=c1
        09:03  applied   ledger[1,4) 1=a1 3=c1
        09:04  stood     ledger      4
        """,
        [("torn", "/0#2")],
    ),
    "effects without their position": (
        """
        09:00  committed u1          a1 b1
        09:01  numbered  e1          1=a1 2=b1
        09:02  published e1          1=a1 2=b1
        09:03  applied   ledger      1=a1 2=b1
        09:04  stood     ledger      2
        """,
        [("torn", "/0#2")],
    ),
    "an effect outside its fence": (
        """
        09:00  committed u1          a1 b1
        09:01  numbered  e1          1=a1 2=b1
        09:02  published e1          1=a1 2=b1
        09:03  applied   ledger[1,2) 1=a1 2=b1
        09:04  stood     ledger      3
        """,
        [("torn", "/0#2")],
    ),
}

UNSEEN = {
    "never numbered": (
        """
        09:00  committed u1          a1
        09:01  stood     ledger      1
        """,
        [("unseen", "a:1")],
    ),
    "never published": (
        """
        09:00  committed u1          a1 b1 c1
        09:01  numbered  e1          1=a1 2=b1 3=c1
        09:02  published e1          1=a1
        09:03  applied   ledger      1=a1
        09:04  stood     ledger      2
        """,
        [("unseen", "/0#2-3")],
    ),
    "never come to": (
        """
        09:00  committed u1          a1 b1
        09:01  numbered  e1          1=a1 2=b1
        09:02  published e1          1=a1 2=b1
        09:03  applied   ledger      1=a1
        09:04  stood     ledger      2
        """,
        [("unseen", "/0#2")],
    ),
    "never published again after a wipe": (
        """
        09:00  committed u1          a1
        09:01  numbered  e1          1=a1
        09:02  published e1          1=a1
        09:03  applied   ledger      1=a1
        09:04  wiped     broker
        09:05  stood     ledger      2
        """,
        [("unseen", "/0#1")],
    ),
}

SPOILED = by_name({"lost": LOST, "gap": GAP, "other bytes": OTHER_BYTES, "torn": TORN, "unseen": UNSEEN})


@pytest.mark.parametrize("how", SPOILED)
def test_the_fault_is_found_and_nothing_else(how: str) -> None:
    tale, expected = SPOILED[how]
    assert breaches(tale) == expected
