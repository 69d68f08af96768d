"""Histories of real runs, kept for ever: the good ones stay good, and what was once found is found again.

`tests/histories/*.jsonl` are good. `tests/histories/spoiled/<fault>.jsonl` have the breach that they are named after.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from libs.testing.history import check, from_json

HISTORIES = Path(__file__).parents[2] / "histories"
GOOD, SPOILED = sorted(HISTORIES.glob("*.jsonl")), sorted(HISTORIES.glob("spoiled/*.jsonl"))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_one(path: Path) -> None:
    assert check(from_json(path.read_bytes())) == []


@pytest.mark.parametrize("path", SPOILED, ids=lambda path: path.stem)
def test_a_spoiled_one(path: Path) -> None:
    fault = path.stem.partition("-")[0]
    assert fault in {str(breach.kind) for breach in check(from_json(path.read_bytes()))}


def test_there_are_some() -> None:
    assert GOOD
    assert SPOILED
