"""Whose what is, among the workers that live: even, agreed upon without a word, and little moves."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from libs.bus.share import first_choice, share_out

ports = st.sets(st.integers(8400, 65535), min_size=1, max_size=6)
workers = ports.map(lambda ports: sorted(f"host:{port}" for port in ports))
numbers = st.integers(1, 24)


@given(workers, numbers)
def test_evenly(living: list[str], partitions: int) -> None:
    has = Counter(share_out(living, "topic", partitions))
    each = [has[worker] for worker in living]
    assert sum(each) == partitions
    assert max(each) - min(each) <= 1


@given(workers, numbers, numbers)
def test_who_has_seen_more_partitions_agrees_on_the_others(living: list[str], seen: int, more: int) -> None:
    assert share_out(living, "topic", seen + more)[:seen] == share_out(living, "topic", seen)


@given(workers, numbers)
def test_one_alone_has_all(living: list[str], partitions: int) -> None:
    assert share_out(living[:1], "topic", partitions) == [living[0]] * partitions


@given(workers.filter(lambda living: len(living) > 1))
def test_who_goes_leaves_the_others_with_what_they_have(living: list[str]) -> None:
    things = [f"timer:{n}" for n in range(50)]
    before = {thing: first_choice(living, thing) for thing in things}
    after = {thing: first_choice(living[1:], thing) for thing in things}
    assert {thing for thing in things if before[thing] != after[thing]} == {
        thing for thing in things if before[thing] == living[0]
    }


def test_of_partitions_at_most_twice_as_many_move_as_must() -> None:
    moved = must = 0
    for topic in (f"topic-{n}" for n in range(100)):
        before = share_out(["a", "b", "c"], topic, 8)
        after = share_out(["a", "b"], topic, 8)
        must += before.count("c")
        moved += sum(one != other for one, other in zip(before, after, strict=True))
    assert moved <= 2 * must
