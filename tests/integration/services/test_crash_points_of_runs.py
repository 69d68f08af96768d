"""A run is broken at each step of its I/O, in five ways: numbers stay gapless, and nobody is invoiced twice."""

from __future__ import annotations

from collections import Counter

import pytest

from libs.testing.crash import HOWS, How, break_each_step
from tests.integration.services.office import Office, once

STEPS = Counter({"store.read": 14, "store.write": 1, "store.commit": 1})
"""Reads of a run's decision, then the writes of its collections, then the commit: a new one shows here, in review."""


def test_the_steps_are_so_many(office: Office) -> None:
    office.opens("a", "b")
    office.port.steps.clear()
    office.runs("a", "b")
    assert Counter(office.port.steps) == STEPS


@pytest.mark.parametrize("how", HOWS)
def test_a_run_may_break_at_any_step(office: Office, how: How) -> None:
    def broken_at(at: int) -> bool:
        tenants = (f"a{at}", f"b{at}")
        office.opens(*tenants)
        office.port.crash_at(at, how)
        once(office.runs, *tenants)
        hit, broken = office.port.hit, office.port.steps[at - 1 : at]
        office.port.at = None
        # -- whoever asks again gets one invoice each, whatever became of the first
        named = office.runs(*tenants).invoices
        assert named == (f"2026-{2 * at - 1:06}", f"2026-{2 * at:06}"), f"{how} at step {at}, {broken}"
        assert office.runs(*tenants).issued == ()
        assert office.breaches() == [], f"{how} at step {at}, {broken}"
        return hit

    assert break_each_step(broken_at) > STEPS.total()


@pytest.mark.parametrize("how", HOWS)
def test_a_credit_note_may_break_at_any_step(office: Office, how: How) -> None:
    def broken_at(at: int) -> bool:
        office.opens(f"a{at}")
        (number,) = office.runs(f"a{at}").issued
        office.port.crash_at(at, how)
        once(office.credits, number)
        hit, broken = office.port.hit, office.port.steps[at - 1 : at]
        office.port.at = None
        note = office.credits(number)
        assert (number, note) == (f"2026-{2 * at - 1:06}", f"2026-{2 * at:06}"), f"{how} at step {at}, {broken}"
        assert office.breaches() == [], f"{how} at step {at}, {broken}"
        return hit

    assert break_each_step(broken_at) > 1
