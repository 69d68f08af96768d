"""A day's peak, by the billing arithmetic of public-face.md."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.storage.domain.peak import levels_after, peak_of, tb, tb_months
from services.storage.domain.samples import VolumeDay

DAY = date(2026, 1, 15)


def clock(text: str) -> datetime:
    return datetime.fromisoformat(f"{DAY}T{text}+01:00")


def sampled(volume: str, **used: int) -> VolumeDay:
    """`sampled("hot", t0600=10)`: 10 bytes at 06:00 in Paris."""
    day = VolumeDay(f"{volume}.{DAY}", volume, "ap-hp", DAY)
    for name, value in used.items():
        day = day.with_sample(value, clock(f"{name[1:3]}:{name[3:]}"))
    return day


def test_one_volume_peaks_at_its_highest_sample() -> None:
    # 00:10   06:00   23:50
    #    10      70      20
    assert peak_of({}, [sampled("hot", t0010=10, t0600=70, t2350=20)]) == 70


def test_the_sum_counts_not_the_sum_of_peaks() -> None:
    #          06:00  12:00  18:00
    # hot         70     10     10
    # cold         5     40      5
    day = [sampled("hot", t0600=70, t1200=10, t1800=10), sampled("cold", t0600=5, t1200=40, t1800=5)]
    assert peak_of({}, day) == 75


def test_between_its_samples_a_volume_counts_with_its_last_one() -> None:
    #          06:00  09:00  12:00
    # hot         30            10
    # cold               45            → 09:00: 30 + 45
    assert peak_of({}, [sampled("hot", t0600=30, t1200=10), sampled("cold", t0900=45)]) == 75


def test_a_volume_sampled_later_that_day_does_not_count_before() -> None:
    #          yesterday  06:00  12:00
    # hot                    90     10
    # cold            50            20   → 06:00: 90, and not 140
    assert peak_of({"cold": 50}, [sampled("hot", t0600=90, t1200=10), sampled("cold", t1200=20)]) == 90


def test_a_volume_without_a_sample_that_day_counts_with_its_last_one_before() -> None:
    #          yesterday  06:00  12:00
    # hot                    90     10
    # cold            50
    assert peak_of({"cold": 50, "hot": 1_000}, [sampled("hot", t0600=90, t1200=10)]) == 140


def test_a_day_without_any_sample_is_as_the_day_before_ended() -> None:
    assert peak_of({"cold": 50, "hot": 7}, []) == 57
    assert levels_after({"cold": 50, "hot": 7}, []) == {"cold": 50, "hot": 7}


def test_the_next_day_begins_with_what_this_one_ended_with() -> None:
    day = [sampled("hot", t0600=90, t1200=10)]
    assert levels_after({"cold": 50, "hot": 7}, day) == {"cold": 50, "hot": 10}


def test_volumes_sampled_at_one_instant_are_summed_after_both() -> None:
    #          11:00  12:00
    # hot         80     10
    # cold               40   → 12:00: 10 + 40, never 80 + 40
    assert peak_of({}, [sampled("hot", t1100=80, t1200=10), sampled("cold", t1200=40)]) == 80


def test_terabytes_are_exact_decimal_digits() -> None:
    assert tb(1_500_000_000_000) == "1.5"
    assert tb(1) == "0.000000000001"
    assert tb(0) == "0"
    assert tb(300_000_000_000_000) == "300"


def test_a_month_is_the_mean_of_its_days_half_up_to_three_decimals() -> None:
    # 31 days of 1 TB, one of them 1.5 TB → 31.5 ÷ 31 = 1.01612… TB
    assert tb_months([10**12] * 30 + [15 * 10**11], 31) == Decimal("1.016")
    # 0.5 TB on one of 16 days = 0.03125 → 0.031; on 1 of 31 = 0.01612 → 0.016; exactly half goes up
    assert tb_months([5 * 10**8], 1) == Decimal("0.001")
    assert tb_months([], 31) == Decimal("0.000")


samples = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 23 * 60), st.integers(0, 1_000)), min_size=1, max_size=25
)
START = datetime(2026, 1, 14, 23, tzinfo=UTC)


def days_of(drawn: list[tuple[str, int, int]]) -> list[VolumeDay]:
    found: dict[str, VolumeDay] = {}
    for volume, minute, used in drawn:
        day = found.get(volume) or VolumeDay(f"{volume}.{DAY}", volume, "t", DAY)
        found[volume] = day.with_sample(used, START + timedelta(minutes=minute))
    return list(found.values())


@given(samples, st.dictionaries(st.sampled_from("abcd"), st.integers(0, 1_000)))
def test_the_peak_is_what_the_definition_says_word_by_word(
    drawn: list[tuple[str, int, int]], carried: dict[str, int]
) -> None:
    """The definition, read slowly: for each instant, for each volume, its last sample up to it."""
    known: dict[tuple[str, int], int] = {}
    for volume, minute, used in drawn:
        known[volume, minute] = max(used, known.get((volume, minute), 0))
    sums = []
    for instant in {minute for _, minute in known}:
        total = 0
        for volume in {*carried, *(volume for volume, _ in known)}:
            today = [minute for name, minute in known if name == volume]
            until = [minute for minute in today if minute <= instant]
            if until:
                total += known[volume, max(until)]
            elif not today:
                total += carried[volume]
        sums.append(total)

    assert peak_of(carried, days_of(drawn)) == max(sums)


@given(samples.flatmap(lambda drawn: st.tuples(st.just(drawn), st.permutations(drawn))))
def test_the_order_of_arrival_changes_nothing(
    orders: tuple[list[tuple[str, int, int]], list[tuple[str, int, int]]],
) -> None:
    one, other = (sorted(days_of(drawn), key=lambda day: day.id) for drawn in orders)
    assert one == other
