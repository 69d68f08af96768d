"""Of a history that is right nothing is said, whatever befell it; of one that is spoiled, what was spoiled alone."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from libs.testing.history import (
    Applied,
    Committed,
    Fault,
    Intended,
    Kept,
    Line,
    Numbered,
    Published,
    Stood,
    Wiped,
    check,
    from_json,
    to_json,
)
from tests.unit.testing.spoil import SPOILED
from tests.unit.testing.world import histories

chances = st.randoms(use_true_random=False)
at_leisure = settings(
    max_examples=50, deadline=None, suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much)
)


@at_leisure
@given(histories())
def test_a_right_history_is_clean(history: list[Line]) -> None:
    assert check(history) == []


@pytest.mark.parametrize("fault", Fault)
@at_leisure
@given(history=histories(), chance=chances)
def test_what_is_spoiled_is_found_and_nothing_else(fault: Fault, history: list[Line], chance: Random) -> None:
    spoiled = SPOILED[fault](history, chance)
    assert {breach.kind for breach in check(spoiled)} == {fault}


@at_leisure
@given(history=histories(), fault=st.sampled_from(Fault), chance=chances)
def test_how_the_stages_interleave_does_not_matter(history: list[Line], fault: Fault, chance: Random) -> None:
    """Processes write their lines when they can; within a stage the order holds."""
    spoiled = SPOILED[fault](history, chance)
    kinds: list[tuple[type, ...]]
    kinds = [(Intended,), (Committed,), (Numbered,), (Published, Wiped), (Applied,), (Kept,), (Stood,)]
    chance.shuffle(kinds)
    assert check([line for kind in kinds for line in spoiled if isinstance(line, kind)]) == check(spoiled)


@at_leisure
@given(histories())
def test_a_history_is_kept_as_json_lines(history: list[Line]) -> None:
    assert from_json(to_json(history)) == history
