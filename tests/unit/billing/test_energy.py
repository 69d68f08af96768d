"""Energy is the register at the end less the register at the start, as far as hours are closed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.energy import EnergyDay, Hour, Registers, day_id, energy
from services.billing.domain.month import PARIS, Month, Span
from tests.unit.billing.story import Billing, utc

MARCH, OCTOBER = Month.parse("2026-03"), Month.parse("2026-10")


def read(billing: Billing, source: str, span: Span) -> Registers:
    days = [d for d in billing.unit.values(billing.unit.collections()["energy_days"]) if d.source == source]
    return energy(source, days, span.start, span.end)


def test_a_month_with_a_23_hour_day() -> None:
    billing = Billing()
    billing.month_of_hours("rack-1-a", "2026-03", register="5000", each="0.5")
    march = read(billing, "rack-1-a", MARCH.whole)
    assert (march.hours, march.expected, march.complete) == (743, 743, True)
    assert (march.register_from, march.register_until) == (Decimal(5000), Decimal("5371.5"))
    assert march.kwh == Decimal("371.5")  # 743 x 0.5


def test_a_month_with_a_25_hour_day() -> None:
    billing = Billing()
    billing.month_of_hours("rack-1-a", "2026-10", register="0", each="0.5")
    october = read(billing, "rack-1-a", OCTOBER.whole)
    assert (october.hours, october.kwh) == (745, Decimal("372.5"))


def test_the_hours_on_either_side_of_a_month_are_not_its_own() -> None:
    billing = Billing()
    billing.hour("rack-1-a", utc("2026-01-31T22:00"), "100", "101")  # 23:00 to midnight in Paris
    billing.hour("rack-1-a", utc("2026-01-31T23:00"), "101", "103")  # the first hour of February
    assert read(billing, "rack-1-a", Month.parse("2026-01").whole).kwh == 1
    assert read(billing, "rack-1-a", Month.parse("2026-02").whole).kwh == 2


def test_hours_that_are_missing_are_bridged_by_the_register_and_said() -> None:
    billing = Billing()
    billing.hour("rack-1-a", utc("2026-03-02T08:00"), "100", "101")
    billing.hour("rack-1-a", utc("2026-03-02T11:00"), "104", "105")
    march = read(billing, "rack-1-a", MARCH.whole)
    assert (march.kwh, march.hours, march.complete) == (Decimal(5), 2, False)


def test_a_register_that_rolled_over_within_an_hour() -> None:
    at = utc("2026-03-02T08:00")
    day = EnergyDay.blank("rack-1-a", at)
    hours = {"08": Hour(Decimal("99999.5"), Decimal("0.5"), Decimal("1.0"), False)}
    march = energy("rack-1-a", [EnergyDay(day.id, day.source, day.day, hours)], MARCH.start, MARCH.end)
    assert march.kwh == Decimal("1.0")


def test_a_meter_exchanged_on_the_hour_is_no_energy() -> None:
    billing = Billing()
    billing.hour("rack-1-a", utc("2026-03-02T08:00"), "100", "102")
    billing.hour("rack-1-a", utc("2026-03-02T09:00"), "900000", "900003")
    assert read(billing, "rack-1-a", MARCH.whole).kwh == 5


def test_a_register_that_went_back_over_missing_hours_adds_nothing() -> None:
    billing = Billing()
    billing.hour("rack-1-a", utc("2026-03-02T08:00"), "100", "102")
    billing.hour("rack-1-a", utc("2026-03-02T12:00"), "7", "8")
    march = read(billing, "rack-1-a", MARCH.whole)
    assert (march.kwh, march.complete) == (Decimal(3), False)


def test_an_hour_that_comes_again_replaces_itself_and_is_counted_as_a_correction() -> None:
    billing = Billing()
    billing.hour("rack-1-a", utc("2026-03-02T08:00"), "100", "101", estimated=True)
    billing.hour("rack-1-a", utc("2026-03-02T08:00"), "100", "101", estimated=True)
    assert billing.unit.corrections.get("rack-1-a/2026-03") is None
    billing.hour("rack-1-a", utc("2026-03-02T08:00"), "100", "103")
    march = read(billing, "rack-1-a", MARCH.whole)
    assert (march.kwh, march.estimated) == (Decimal(3), 0)
    correction = billing.unit.corrections.need("rack-1-a/2026-03")
    assert (correction.source, correction.count) == ("rack-1-a", 1)


def test_an_hour_is_kept_with_its_utc_day_whatever_its_offset() -> None:
    assert day_id("rack-1-a", utc("2026-03-02T23:30")) == "rack-1-a/2026-03-02"
    paris = utc("2026-03-02T23:00").astimezone(PARIS)
    billing = Billing()
    billing.hour("rack-1-a", paris, "1", "2")
    assert list(billing.unit.energy_days.need("rack-1-a/2026-03-02").hours) == ["23"]


@given(
    st.lists(st.integers(0, 5000), min_size=1, max_size=60),
    st.randoms(use_true_random=False),
)
def test_contiguous_hours_in_any_order_tell_the_register_difference(steps: list[int], rng: Random) -> None:
    start, registers = utc("2026-03-28T20:00"), [Decimal(0)]
    for step in steps:
        registers.append(registers[-1] + Decimal(step) / 1000)
    order = list(range(len(steps)))
    rng.shuffle(order)
    billing = Billing()
    for n in order:
        billing.hour("m", start + n * timedelta(hours=1), str(registers[n]), str(registers[n + 1]))
    end = start + len(steps) * timedelta(hours=1)
    days = billing.unit.values(billing.unit.collections()["energy_days"])
    told = energy("m", days, start, end)
    assert (told.kwh, told.complete) == (registers[-1] - registers[0], True)


def test_what_power_corrects_replaces_what_it_said_and_is_counted() -> None:
    billing = Billing()
    at = utc("2026-03-02T08:00")
    billing.hour("rack-1-a", at, "100", "103", estimated=True)
    billing.corrected("rack-1-a", at, "100", "101", "1")
    march = read(billing, "rack-1-a", MARCH.whole)
    assert (march.kwh, march.estimated) == (Decimal(1), 0)
    (counted,) = billing.unit.corrections.where()
    assert (counted.source, counted.count) == ("rack-1-a", 1)


def test_an_exchange_within_an_hour_counts_what_power_added_up() -> None:
    billing = Billing()
    billing.corrected("rack-1-a", utc("2026-03-02T08:00"), "5000", "8004", "7", exchanged=True)
    assert read(billing, "rack-1-a", MARCH.whole).kwh == 7
