"""When no power came: worked out of what each feed and the generator told, in whatever order it was heard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.times import NEVER, Stretch, common, joined, without
from services.billing.heard import (
    Activated,
    FeedLost,
    FeedRegistered,
    FeedRestored,
    GeneratorFailedToStart,
    GeneratorRetransferred,
    GeneratorStarted,
    GeneratorStopped,
    RackRegistered,
    ReturnedToQuiescent,
)
from services.billing.keeping import (
    close_credit_window,
    generator_carries,
    generator_carries_no_more,
    generator_does_not_carry,
    keep_feed,
    lose_feed,
    open_credit_window,
    place_rack,
    restore_feed,
)
from services.billing.trace import explain
from services.billing.unfit import Unfit
from tests.unit.billing.story import Billing, item, lines_of, stored_again, utc

RACKS = item("rack", "310.00", "rack-month", racks=["n01"])
CREDIT = item("service_credit", "40.00", "h")
Heard = Callable[[Billing], None]


def day(time: str) -> datetime:
    return utc(f"2026-03-02T{time}")


def site(*items: dict[str, object], now: str = "2026-03-05T00:00", zone: str | None = None) -> Billing:
    """Two feeds, one rack of AP-HP's; None: nobody says where it stands."""
    billing = Billing(now).tenant()
    for feed in "ab":
        keep_feed(FeedRegistered(time=utc("2026-01-01T00:00"), feed=feed), billing.unit)
    place_rack(RackRegistered(time=billing.unit.now, rack="n01", zone=zone, sources=()), billing.unit)
    billing.contract(*(items or (RACKS, CREDIT)))
    return billing


def lost(feed: str, at: str) -> Heard:
    return lambda billing: lose_feed(FeedLost(time=day(at), feed=feed), billing.unit)


def back(feed: str, since: str, at: str) -> Heard:
    event = FeedRestored(time=day(at), feed=feed, lost_at=day(since))
    return lambda billing: restore_feed(event, billing.unit)


def carries(at: str) -> Heard:
    return lambda billing: generator_carries(GeneratorStarted(time=day(at), generator="g"), billing.unit)


def carries_no_more(at: str, fact: type[GeneratorRetransferred | GeneratorStopped] = GeneratorStopped) -> Heard:
    return lambda billing: generator_carries_no_more(fact(time=day(at), generator="g"), billing.unit)


def failed(needed: str, at: str) -> Heard:
    event = GeneratorFailedToStart(time=day(at), generator="g", needed_at=day(needed))
    return lambda billing: generator_does_not_carry(event, billing.unit)


def dark(billing: Billing) -> list[tuple[str, str | None]]:
    found = Unfit(billing.unit).windows(billing.unit.contracts.where())
    assert all(one.zone is None for one in found)
    return [(f"{w.opened_at:%H:%M}", f"{w.closed_at:%H:%M}" if w.closed_at else None) for w in found]


def told(*heard: Heard) -> list[tuple[str, str | None]]:
    billing = site()
    for one in heard:
        one(billing)
    return dark(billing)


def test_one_way_is_enough() -> None:
    assert told(lost("a", "10:00"), back("a", "10:00", "11:00"), lost("b", "11:00")) == []


def test_both_lost_until_one_is_back() -> None:
    assert told(lost("a", "10:00"), lost("b", "10:30")) == [("10:30", None)]
    assert told(lost("a", "10:00"), lost("b", "10:30"), back("a", "10:00", "12:00")) == [("10:30", "12:00")]


def test_what_batteries_carry_is_none() -> None:
    assert told(lost("a", "10:00"), lost("b", "10:30"), back("b", "10:30", "10:31")) == []
    assert told(lost("a", "10:00"), lost("b", "10:30"), back("b", "10:30", "10:32")) == [("10:30", "10:32")]


def test_a_generator_at_the_load_carries_all() -> None:
    both = (lost("a", "10:00"), lost("b", "10:30"))
    assert told(*both, carries("10:00")) == []
    assert told(*both, carries("11:00")) == [("10:30", "11:00")]
    assert told(*both, carries("10:00"), carries_no_more("12:00")) == [("12:00", None)]
    assert told(*both, carries("10:00"), back("a", "10:00", "12:00"), carries_no_more("12:05", GeneratorRetransferred),
                carries_no_more("12:10")) == []  # fmt: skip


def test_a_generator_that_nobody_saw_stop_does_not_carry_the_next_outage() -> None:
    before = (lost("a", "08:00"), carries("08:01"), back("a", "08:00", "08:30"))
    assert told(*before, lost("a", "10:00"), lost("b", "10:00"), failed("10:00", "10:01")) == [("10:00", None)]


def test_feeds_and_generator_tell_in_any_order() -> None:
    """Each its own in order, and each of them twice; what is heard among each other is any."""
    of_a = (lost("a", "10:00"), back("a", "10:00", "12:00"))
    of_b = (lost("b", "10:30"), back("b", "10:30", "13:00"))
    of_g = (carries("11:00"), carries_no_more("11:30"))
    for first, second, third in permutations((of_a, of_b, of_g)):
        assert told(*first, *second, *third) == [("10:30", "11:00"), ("11:30", "12:00")]
    assert told(*of_a, *of_a, *of_b, *of_b, *of_g) == [("10:30", "11:00"), ("11:30", "12:00")]
    assert told(back("a", "10:00", "12:00"), lost("a", "10:00"), *of_b) == [("10:30", "12:00")]


# -- on the invoice


def test_hours_without_power_are_a_negative_line_that_explains_itself() -> None:
    billing = site()
    for one in (lost("a", "10:00"), lost("b", "10:30"), back("a", "10:00", "12:00")):
        one(billing)
    billing.at("2026-04-02T08:00:00").run("2026-03")
    invoice = billing.invoice("2026-000001")
    assert lines_of(invoice) == [("rack", "1.000", "310.00"), ("service_credit", "-1.500", "-60.00")]
    explained = explain(invoice, invoice.lines[1], None, billing.unit)
    assert [(w.from_, w.until) for w in explained.windows] == [(day("10:30"), day("12:00"))]
    stored_again(billing.unit)


def test_a_loss_that_is_told_late_is_an_adjustment_and_no_edit() -> None:
    billing = site()
    lost("a", "10:00")(billing)
    back("a", "10:00", "12:00")(billing)
    billing.at("2026-04-02T08:00:00").run("2026-03")
    issued = billing.invoice("2026-000001")
    assert lines_of(issued)[1] == ("service_credit", "0.000", "0.00")
    lost("b", "10:30")(billing)
    back("b", "10:30", "11:30")(billing)
    billing.at("2026-05-02T08:00:00").run("2026-04")
    assert billing.invoice("2026-000001") == issued
    assert lines_of(billing.invoice("2026-000002"))[2] == ("adjustment", "-1.000", "-40.00")
    assert billing.invoice("2026-000002").lines[2].billed_before == Decimal("0.000")


def test_fire_and_outage_at_once_count_once() -> None:
    begin, end = utc("2026-03-02T10:00"), utc("2026-03-02T12:00")
    assert joined([(begin, end), (begin, None), (end, end)]) == [(begin, None)]


def test_on_the_invoice_too() -> None:
    billing = site(zone="hall-a")
    open_credit_window(Activated(time=day("10:00"), zone="hall-a"), billing.unit)
    close_credit_window(ReturnedToQuiescent(time=day("11:00"), zone="hall-a"), billing.unit)
    for one in (lost("a", "10:30"), lost("b", "10:30"), back("a", "10:30", "12:00")):
        one(billing)
    billing.at("2026-04-02T08:00:00").run("2026-03")
    assert lines_of(billing.invoice("2026-000001"))[1] == ("service_credit", "-2.000", "-80.00")


# -- stretches

INSTANTS = [utc("2026-03-02T00:00") + timedelta(minutes=n) for n in range(6)]
stretches = st.lists(
    st.tuples(st.sampled_from(INSTANTS), st.sampled_from([*INSTANTS, None])).filter(
        lambda one: one[1] is None or one[0] <= one[1]
    ),
    max_size=4,
)


def within(some: list[Stretch], at: datetime) -> bool:
    return any(begin <= at < (end or NEVER) for begin, end in some)


@given(stretches, stretches)
def test_stretches_are_sets_of_instants(some: list[Stretch], others: list[Stretch]) -> None:
    for at in INSTANTS:
        assert within(joined(some), at) == within(some, at)
        assert within(common(some, others), at) == (within(some, at) and within(others, at))
        assert within(without(some, others), at) == (within(some, at) and not within(others, at))
