"""What is there and should not be, or elsewhere: duplicated, phantom, reordered; and all faults at once.

One history spoiled on purpose for each way in which each fault can show: it is found, and nothing else is said.
"""

from __future__ import annotations

import pytest

from tests.unit.testing.tale import breaches, by_name

DUPLICATED = {
    "applied twice": (
        """
        09:00  committed u1          a1 b1
        09:01  numbered  e1          1=a1 2=b1
        09:02  published e1          1=a1 2=b1 1=a1
        09:03  applied   ledger      1=a1 2=b1 1=a1
        09:04  stood     ledger      3
        """,
        [("duplicated", "/0#1")],
    ),
    "applied by a zombie whose fence held nothing": (
        """
        09:00  committed u1          a1 b1
        09:01  numbered  e1          1=a1 2=b1
        09:02  published e1          1=a1 2=b1
        09:03  applied   ledger[1,3) 1=a1 2=b1
        09:04  applied   ledger[1,2) 1=a1
        09:05  stood     ledger      3
        """,
        [("duplicated", "/0#1")],
    ),
    "a command whose reply was lost is decided again": (
        """
        09:00  intended  u1          a1
        09:00  committed u1          a1
        09:01  intended  u2          a1
        09:01  committed u2          a1
        09:02  numbered  e1          1=a1
        09:03  published e1          1=a1
        """,
        [("duplicated", "a:1")],
    ),
    "two numbers": (
        """
        09:00  committed u1          a1
        09:01  numbered  e1          1=a1
        09:01  numbered  e2          2=a1
        09:02  published e1          1=a1 2=a1
        09:03  applied   ledger      1=a1
        09:04  stood     ledger      3
        """,
        [("duplicated", "/0#2")],
    ),
}

PHANTOM = {
    "applied from an aborted unit": (
        """
        09:00  intended  u1          a1
        09:01  applied   ledger      a1
        """,
        [("phantom", "a:1")],
    ),
    "applied from an aborted unit, though its retry was committed": (
        """
        09:00  intended  u1          a1
        09:01  answered  u2          a1
        09:01  committed u2          a1
        09:02  numbered  e1          1=a1/u2
        09:03  published e1          1=a1/u2
        09:04  applied   ledger      1=a1/u1
        09:04  applied   ledger      1=a1/u2
        09:05  stood     ledger      2
        """,
        [("phantom", "/0#1")],
    ),
    "numbered, published and applied before its unit was aborted": (
        """
        09:00  intended  u1          a1
        09:01  numbered  e1          1=a1
        09:02  published e1          1=a1
        09:03  applied   ledger      1=a1
        09:04  stood     ledger      2
        """,
        [("phantom", "/0#1"), ("phantom", "/0#1"), ("phantom", "/0#1")],
    ),
    "applied from nowhere, though it was committed": (
        """
        09:00  committed u1          a1 b1
        09:01  numbered  e1          1=b1
        09:02  published e1          1=b1
        09:03  applied   ledger      1=b1 a1
        """,
        [("phantom", "a:1"), ("unseen", "a:1")],
    ),
    "a forged record": (
        """
        09:00  committed u1          a1
        09:01  numbered  e1          1=a1
        09:02  published e1          1=a1 9=z1
        09:03  applied   ledger      1=a1
        09:04  stood     ledger      2
        """,
        [("phantom", "/0#9")],
    ),
    "a forged record that a consumer believed": (
        """
        09:00  committed u1          a1
        09:01  numbered  e1          1=a1
        09:02  published e1          1=a1
        09:03  applied   ledger      1=a1
        09:04  stood     ledger      10
        """,
        [("phantom", "/0#9")],
    ),
    "a command that took effect twice": (
        """
        09:00  answered  u1          a1
        09:00  committed u1          a1
        09:01  committed u2          a2          -- asked for once
        09:02  numbered  e1          1=a1 2=a2
        09:03  published e1          1=a1 2=a2
        """,
        [("phantom", "a:2")],
    ),
}

REORDERED = {
    "applied": (
        """
        09:00  committed u1          a1 b1 a2
        09:01  numbered  e1          1=a1 2=b1 3=a2
        09:02  published e1          1=a1 2=b1 3=a2
        09:03  applied   ledger      3=a2 2=b1 1=a1
        09:04  stood     ledger      4
        """,
        [("reordered", "/0#1")],
    ),
    "numbered": (
        """
        09:00  committed u1          a1
        09:00  committed u2          a2
        09:01  numbered  e1          1=a2 2=a1
        09:02  published e1          1=a2 2=a1
        """,
        [("reordered", "/0#2")],
    ),
    "stamped": (
        """
        09:00  committed u1@7        a1
        09:00  committed u2@6        a2
        09:01  numbered  e1          1=a1 2=a2
        09:02  published e1          1=a1 2=a2
        """,
        [("reordered", "a:2")],
    ),
    "published: 2, 3, 1": (
        """
        09:00  committed u1          a1 a2 a3
        09:01  numbered  e1          1=a1 2=a2 3=a3
        09:02  published e1          2=a2 3=a3 1=a1
        """,
        [("reordered", "/0#1")],
    ),
    "a letter overtaken": (
        """
        09:00  committed u1          a1 a2
        09:01  numbered  e1          1=a1 2=a2
        09:02  published e1          1=a1 2=a2
        09:03  kept      ledger      1=a1
        09:03  applied   ledger      2=a2
        09:04  stood     ledger      3
        """,
        [("reordered", "/0#1")],
    ),
}

SPOILED = by_name({"duplicated": DUPLICATED, "phantom": PHANTOM, "reordered": REORDERED})


@pytest.mark.parametrize("how", SPOILED)
def test_the_fault_is_found_and_nothing_else(how: str) -> None:
    tale, expected = SPOILED[how]
    assert breaches(tale) == expected


def test_all_faults_of_a_history_are_told_at_once() -> None:
    tale = """
        09:00  answered  u1          a1
        09:00  intended  u2          b1 c1
        09:00  committed u2          b1
        09:00  committed u3          d1 d2 e1
        09:01  numbered  e1          1=b1 3=d1 4=d2 5=e1
        09:02  published e1          1=b1 3=d1! 4=d2 5=e1
        09:03  applied   ledger      1=b1 1=b1 4=d2 3=d1 f1
        09:04  stood     ledger      5
    """
    assert breaches(tale) == [
        ("duplicated", "/0#1"),
        ("gap", "/0#2"),
        ("lost", "a:1"),
        ("other bytes", "/0#3"),
        ("phantom", "f:1"),
        ("reordered", "/0#3"),
        ("torn", "unit u2"),
        ("unseen", "/0#5"),
    ]
