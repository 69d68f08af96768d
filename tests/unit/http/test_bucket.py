"""A bucket of tokens a caller: never more than it holds and gets back, against a bucket that is counted out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from libs.http.bucket import CALLERS, Buckets


class Hand:
    """A clock that is moved by hand, in eighths of a second."""

    def __init__(self) -> None:
        self.eighths = 0

    def __call__(self) -> float:
        return self.eighths / 8


@given(
    rate=st.sampled_from([1, 2, 4, 8]),
    burst=st.integers(1, 10),
    asked=st.lists(st.tuples(st.integers(0, 40), st.sampled_from("ab")), max_size=80),
)
def test_it_lets_through_what_a_bucket_lets_through(rate: int, burst: int, asked: list[tuple[int, str]]) -> None:
    clock = Hand()
    buckets = Buckets(rate, burst, clock)
    left, seen = dict.fromkeys("ab", 8 * burst), dict.fromkeys("ab", 0)  # in eighths of a token
    for eighths, caller in asked:
        clock.eighths += eighths
        left[caller] = min(8 * burst, left[caller] + (clock.eighths - seen[caller]) * rate)
        seen[caller] = clock.eighths
        wait = buckets.wait(caller)
        assert wait == max(0.0, (8 - left[caller]) / 8 / rate)
        if not wait:
            left[caller] -= 8


def test_it_says_how_long_to_wait_and_is_right() -> None:
    clock = Hand()
    buckets = Buckets(2, 3, clock)
    assert [buckets.wait("door") for _ in range(5)] == [0, 0, 0, 0.5, 0.5]
    clock.eighths += 4
    assert [buckets.wait("door"), buckets.wait("door")] == [0, 0.5]


def test_who_has_not_asked_for_a_while_is_forgotten() -> None:
    clock = Hand()
    buckets = Buckets(1, 2, clock)
    for n in range(CALLERS):
        buckets.wait(f"10.0.0.{n}")
    clock.eighths += 8
    buckets.wait("10.1.0.0")
    assert set(buckets._full_at) == {"10.1.0.0"}
