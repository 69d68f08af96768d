"""A tenant's days: closed after midnight or by a later sample, again when a late sample says otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from libs.events import Event
from services.storage.domain.day import PARIS, day_of
from services.storage.domain.samples import VolumeDay
from services.storage.domain.tenant import ONE_DAY, Tenant, TenantDay, close_day
from services.storage.domain.usage import DayPeak, peaks_of, still_counting
from services.storage.domain.volume import Volume
from services.storage.events import TenantDayClosed


def paris(text: str) -> datetime:
    """`"01-15 12:00"` of 2026, as Paris reads it."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=PARIS).astimezone(UTC)


class Site:
    """Tenant `ap-hp` with the volumes `hot` and `cold`; its closing runs when told."""

    def __init__(self) -> None:
        self.tenant = Tenant("ap-hp")
        self.volumes = {name: Volume(name, "ap-hp", "objects", 100) for name in ("hot", "cold")}
        self.sampled: dict[date, dict[str, VolumeDay]] = {}
        self.closed: dict[date, TenantDay] = {}
        self.said: list[Event] = []

    def sample(self, volume: str, at: str | datetime, used: int) -> None:
        at = paris(at) if isinstance(at, str) else at
        day = day_of(at)
        kept = self.sampled.setdefault(day, {})
        new = VolumeDay(f"{volume}.{day}", volume, "ap-hp", day)
        kept[volume] = kept.get(volume, new).with_sample(used, at)
        self.volumes[volume] = self.volumes[volume].sampled(used, None, at)
        self.tenant = self.tenant.touched(day)

    def end(self, volume: str, at: datetime) -> None:
        self.volumes[volume], _ = self.volumes[volume].ended(at)
        self.tenant = self.tenant.volume_ended(day_of(at))

    def run(self, now: str | datetime) -> list[tuple[str, int, int]]:
        """Closes all that is to be closed by now: what was said, as (day, peak, revision)."""
        now = paris(now) if isinstance(now, str) else now
        before = len(self.said)
        while (day := self.tenant.next_day(now)) is not None:
            last = self.closed.get(day - ONE_DAY)
            levels = still_counting(last.levels, self.volumes, day) if last else {}
            fresh = self._fresh(day)
            outcome = close_day(self.tenant, day, levels, fresh, self.closed.get(day), at=now)
            self.tenant = outcome.tenant[0]
            self.said += outcome.tenant[1]
            if outcome.day is not None:
                self.closed[day] = outcome.day
        said = [event for event in self.said[before:] if isinstance(event, TenantDayClosed)]
        return [(f"{event.day:%m-%d}", event.peak_bytes, event.revision) for event in said]

    def peaks(self, first: date, until: date) -> list[DayPeak]:
        fresh = {day: list(volumes.values()) for day, volumes in self.sampled.items()}
        return peaks_of(first, until, {}, fresh, self.closed, volumes=self.volumes.values())

    def standing(self) -> dict[date, tuple[int, dict[str, int]]]:
        """What is closed; a day that an ended volume left empty is as good as none."""
        kept = {day: (one.peak_bytes, one.levels) for day, one in self.closed.items()}
        return {day: found for day, found in kept.items() if any(found)}

    def _fresh(self, day: date) -> list[VolumeDay]:
        found = self.sampled.get(day, {}).values()
        return [one for one in found if self.volumes[one.volume].counts_on(day)]


def test_a_day_closes_five_minutes_after_midnight() -> None:
    site = Site()
    site.sample("hot", "01-15 12:00", 70)
    site.sample("cold", "01-15 13:00", 10)
    assert site.tenant.due(paris("01-15 13:00")) == paris("01-16 00:05")
    assert site.run("01-16 00:04") == []
    assert site.run("01-16 00:05") == [("01-15", 80, 1)]
    assert site.tenant.due(paris("01-16 00:05")) == paris("01-17 00:05")


def test_a_day_closes_as_soon_as_a_sample_of_a_later_day_arrives() -> None:
    site = Site()
    site.sample("hot", "01-15 12:00", 70)
    site.sample("hot", "01-16 00:01", 20)
    assert site.tenant.due(paris("01-16 00:01")) == paris("01-16 00:01")
    assert site.run("01-16 00:01") == [("01-15", 70, 1)]


def test_the_event_carries_terabytes_as_digits() -> None:
    site = Site()
    site.sample("hot", "01-15 12:00", 1_500_000_000_000)
    site.run("01-16 00:05")
    assert site.said == [
        TenantDayClosed(
            time=paris("01-16 00:05"), tenant="ap-hp", day=date(2026, 1, 15),
            peak_bytes=1_500_000_000_000, tb="1.5", revision=1,
        )
    ]  # fmt: skip


def test_a_silent_day_is_as_the_day_before_ended() -> None:
    #      15      16      17
    # hot  70→20           90
    site = Site()
    site.sample("hot", "01-15 12:00", 70)
    site.sample("hot", "01-15 23:00", 20)
    site.sample("hot", "01-17 12:00", 90)
    assert site.run("01-18 00:05") == [("01-15", 70, 1), ("01-16", 20, 1), ("01-17", 90, 1)]


def test_a_late_sample_closes_its_day_again_and_those_it_carries_on_to() -> None:
    #      15    16    17    18
    # hot  70                30     closed; then, late: 16 at 12:00 = 50
    site = Site()
    site.sample("hot", "01-15 12:00", 70)
    site.sample("hot", "01-18 12:00", 30)
    assert site.run("01-19 00:05") == [("01-15", 70, 1), ("01-16", 70, 1), ("01-17", 70, 1), ("01-18", 30, 1)]
    site.sample("hot", "01-16 12:00", 50)
    assert site.tenant.due(paris("01-19 09:00")) == paris("01-19 09:00")
    assert site.run("01-19 09:00") == [("01-16", 50, 2), ("01-17", 50, 2)]
    assert site.run("01-19 09:01") == []


def test_a_late_sample_that_does_not_change_the_peak_is_no_revision() -> None:
    site = Site()
    site.sample("hot", "01-15 12:00", 70)
    site.sample("hot", "01-15 18:00", 60)
    site.run("01-16 00:05")
    site.sample("hot", "01-15 15:00", 65)
    assert site.run("01-16 09:00") == []


def test_a_sample_of_before_all_others_opens_the_days_from_then_on() -> None:
    site = Site()
    site.sample("hot", "01-17 12:00", 70)
    site.run("01-18 00:05")
    site.sample("hot", "01-15 12:00", 40)
    assert site.run("01-18 09:00") == [("01-15", 40, 1), ("01-16", 40, 1)]


def test_after_a_week_down_the_days_close_in_order() -> None:
    site = Site()
    site.sample("hot", "01-15 12:00", 70)
    said = site.run("01-22 08:00")
    assert said == [(f"01-{day}", 70, 1) for day in range(15, 22)]


def test_an_ended_volume_counts_until_the_end_of_its_day_then_the_tenant_is_idle() -> None:
    #      15   16              17
    # hot  70   ended at 10:00
    site = Site()
    site.sample("hot", "01-15 12:00", 70)
    site.end("hot", paris("01-16 10:00"))
    assert site.run("01-20 00:05") == [("01-15", 70, 1), ("01-16", 70, 1)]
    assert site.tenant.due(paris("01-20 00:05")) is None
    site.sample("cold", "01-21 12:00", 5)
    assert site.run("01-22 00:05") == [("01-21", 5, 1)]


def test_a_volume_ended_after_the_fact_takes_back_what_was_closed_since() -> None:
    site = Site()
    site.sample("hot", "01-15 12:00", 70)
    site.sample("cold", "01-15 12:00", 5)
    site.run("01-18 00:05")
    site.end("hot", paris("01-15 18:00"))
    assert site.run("01-18 09:00") == [("01-16", 5, 2), ("01-17", 5, 2)]


def test_nothing_is_due_before_the_first_sample() -> None:
    assert Tenant("ap-hp").due(paris("01-15 12:00")) is None
    assert Tenant("ap-hp").next_day(paris("01-15 12:00")) is None


def test_the_usage_of_an_open_month_shows_open_days_as_such() -> None:
    site = Site()
    site.sample("hot", "01-15 12:00", 70)
    site.run("01-16 00:05")
    site.sample("hot", "01-16 12:00", 90)
    assert site.peaks(date(2026, 1, 1), date(2026, 1, 18)) == [
        DayPeak(date(2026, 1, 15), 70, 1),
        DayPeak(date(2026, 1, 16), 90, 0),
        DayPeak(date(2026, 1, 17), 90, 0),
    ]


FIRST = datetime(2026, 3, 25, 12, tzinfo=UTC)
NOW = FIRST + timedelta(days=9)
drawn_samples = st.tuples(st.sampled_from(("hot", "cold")), st.integers(0, 8 * 24 * 60), st.integers(0, 50))
steps = st.lists(st.one_of(drawn_samples, st.just("run")), min_size=1, max_size=30)


@given(steps, st.one_of(st.none(), st.integers(0, 3)))
def test_whatever_arrives_in_whatever_order_the_days_come_out_the_same(
    drawn: list[tuple[str, int, int] | str], ended: int | None
) -> None:
    """Closing in between, over a change of clocks, against closing once at the end; revisions have no gap."""
    live, once = Site(), Site()
    for step in drawn:
        if isinstance(step, str):
            live.run(NOW)
        else:
            volume, minute, used = step
            for site in (live, once):
                site.sample(volume, FIRST + timedelta(minutes=minute), used)
    last = live.volumes["hot"].sampled_at
    if ended is not None and last is not None:
        for site in (live, once):
            site.end("hot", last + timedelta(days=ended))
    live.run(NOW)
    once.run(NOW)

    assert live.standing() == once.standing()
    revisions: dict[date, list[int]] = {}
    for event in live.said:
        assert isinstance(event, TenantDayClosed)
        revisions.setdefault(event.day, []).append(event.revision)
    assert all(found == list(range(1, len(found) + 1)) for found in revisions.values())
    shown = live.peaks(date(2026, 3, 1), day_of(NOW))
    assert {one.day: one.peak_bytes for one in shown} == {d: one.peak_bytes for d, one in live.closed.items()}
    assert all(one.revision for one in shown)
