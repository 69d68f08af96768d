"""UPSs as the API shows them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from libs.http import Amount, Answer, At
from services.power.answers.amounts import milli
from services.power.domain.ups import NEEDED_SECONDS, Ups


class BatterySampleView(Answer):
    """What the full battery gave on a day."""

    day: date
    kwh: Amount
    """Its runtime x the load at that moment."""


class UpsView(Answer):
    """A UPS and its battery; nulls while nothing is known."""

    ups: str
    state: Literal["mains", "battery", "unknown"]
    since: At | None
    """When the state began."""
    load_kw: Amount | None
    charge_percent: float | None
    runtime_seconds: int | None
    """How long the battery would last, or lasts."""
    needed_seconds: int
    """Until the generator is at the load, with a margin."""
    empty_at: At | None
    """While on battery: when it is empty, as it said last."""
    health_percent: int | None
    """What the battery gives, of its best."""
    samples: list[BatterySampleView]
    """One a day, fully charged: its trend."""


def ups_view(ups: Ups) -> UpsView:
    states: dict[str, Literal["mains", "battery", "unknown"]] = {"live": "mains", "dead": "battery"}
    return UpsView(
        ups=ups.id,
        state=states.get(ups.fed, "unknown"),
        since=ups.since,
        load_kw=milli(ups.load_kw),
        charge_percent=None if ups.charge_percent is None else float(ups.charge_percent),
        runtime_seconds=None if ups.runtime_seconds is None else int(ups.runtime_seconds),
        needed_seconds=NEEDED_SECONDS,
        empty_at=ups.empty_at(),
        health_percent=ups.health_percent,
        samples=[BatterySampleView(day=one.day, kwh=one.kwh) for one in ups.samples],
    )
