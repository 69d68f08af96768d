"""The pure parts of the chaos: a seed says all that is done; counts outlive the processes that counted."""

from __future__ import annotations

from pathlib import Path

from libs.store import envelopes
from libs.testing.chaos.books import rebuilt
from libs.testing.chaos.faults import ACTS, KINDS
from libs.testing.chaos.plan import CONDITIONS, ROUNDS, plan
from libs.testing.chaos.report import ELSEWHERE, LONG, SHORT, SURE, must_be_reached
from libs.testing.chaos.sometimes import Sometimes, branches, never, shown
from libs.testing.toys.ledger.store import Entry
from tests.unit.testing.test_remains import NINE, pages


def test_a_seed_says_all() -> None:
    assert plan(7, KINDS) == plan(7, KINDS)
    assert plan(7, KINDS).rounds != plan(8, KINDS).rounds
    assert len(plan(7, KINDS).rounds) == ROUNDS
    assert plan(7, KINDS).first(3).rounds == plan(7, KINDS).rounds[:3]


def test_stretches_take_the_conditions_in_turn() -> None:
    assert {plan(seed, KINDS).conditions.name for seed in range(4)} == {one.name for one in CONDITIONS}


def test_second_workers_are_hit_only_where_there_are_some() -> None:
    hit: dict[int, set[str]] = {1: set(), 2: set()}
    for stretch in (plan(seed, KINDS) for seed in range(80)):
        hit[stretch.conditions.workers] |= {round.target for round in stretch.rounds}
    assert "ledger worker-2" not in hit[1]
    assert "ledger worker-2" in hit[2]


def test_every_fault_happens() -> None:
    assert len(ACTS) == len(KINDS)
    happened = {(round.fault, round.target) for seed in range(80) for round in plan(seed, KINDS).rounds}
    assert {(kind.name, target) for kind in KINDS for target in kind.targets} == happened


def test_counts_outlive_those_who_counted() -> None:
    sometimes = Sometimes()
    sometimes.see(("ledger worker", 1), {"stalled": 2})
    sometimes.see(("ledger worker", 1), {"stalled": 3})
    sometimes.see(("ledger worker", 2), {"stalled": 1, "fence_lost": 1})
    assert sometimes.total() == {"stalled": 4, "fence_lost": 1}
    assert never(sometimes.total(), ["stalled", "batch_split"]) == ["batch_split"]


def test_what_metrics_show() -> None:
    text = """# TYPE chapelle_sometimes gauge\nchapelle_lag 3.0\nchapelle_sometimes{branch="stalled"} 2.0\n"""
    assert shown(text) == {"stalled": 2}


def test_branches_are_read_from_the_code(tmp_path: Path) -> None:
    (tmp_path / "relay.py").write_text('self.store.count("broker_wiped")\nx = "a.b".count("b")\n')
    assert branches(tmp_path) == {"broker_wiped"}
    assert branches() >= {"conflict_decided_again", "fence_lost", "silent_gap_healed", *SURE}


def test_the_longer_a_run_the_more_it_must_reach() -> None:
    assert must_be_reached(1) == set()
    assert must_be_reached(SHORT) == set(SURE)
    assert must_be_reached(LONG) | ELSEWHERE.keys() == branches()
    assert must_be_reached(LONG).isdisjoint(ELSEWHERE)


def test_books_from_the_record() -> None:
    record = [
        event for page in pages("u1", 1, ("hall", 1), ("rack", 1), ("hall", 2), first=1) for event in envelopes(page)
    ]
    assert rebuilt(record) == {"hall": Entry("hall", 2, (1, 2)), "rack": Entry("rack", 1, (1,))}
    assert record[0].time == NINE
