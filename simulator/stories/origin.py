"""Where a line of an invoice comes from, in one sentence, read from billing's own explanation of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from simulator.stories.speaking import Json, Speaking

TERABYTE = Decimal(10**12)


def origin_of(speaking: Speaking, path: str, meters: Sequence[str]) -> str:
    """One sentence about the line behind `GET path`; of its `meters` the first is followed down to its hours."""
    line = speaking.get("billing", "billing", path, **({"source": meters[0]} if meters else {}))
    tell = ORIGINS.get(line["item_kind"], _by_days)
    late = f"{line['metered']} known now, {line['billed_before']} billed before; " if _is_late(line) else ""
    free = f"; {line['included']} of {line['metered']} included" if Decimal(line["included"]) else ""
    more = f"; and {len(meters) - 1} meters more" if len(meters) > 1 and line["sources"] else ""
    return late + tell(line) + more + free


def _is_late(line: Json) -> bool:
    return bool(line["kind"] == "adjustment")


def _meters(line: Json) -> str:
    if not line["sources"]:
        return "no hour of it is closed"
    meter = line["sources"][0]
    hours = [hour for day in meter["days"] for hour in day["hours"]]
    added = sum((Decimal(hour["kwh"]) for hour in hours), Decimal(0))
    return (
        f"{meter['source']}: {meter['register_from']} to {meter['register_until']} = {meter['kwh']} kWh, "
        f"its {len(hours)} closed hours ({meter['hours_estimated']} estimated) add up to {added}"
    )


def _peak(line: Json) -> str:
    peak = line["peak"]
    if peak is None:
        return "no ten minutes were read"
    most = max(peak["sources"], key=lambda source: Decimal(peak["sources"][source]))
    return (
        f"highest ten minutes {peak['from']}: {peak['kw']} kW over {len(peak['sources'])} meters "
        f"({most} {peak['sources'][most]} kW), {peak['committed_kw']} committed"
    )


def _stored(line: Json) -> str:
    peaks = [Decimal(day["peak_bytes"]) / TERABYTE for day in line["stored"]]
    if not peaks:
        return "no day is closed"
    return (
        f"{len(peaks)} daily peaks from {min(peaks):.3f} to {max(peaks):.3f} TB, mean of {line['days_of_month']} days"
    )


def _visits(line: Json) -> str:
    visits = line["visits"]
    minutes = sum(visit["minutes"] for visit in visits)
    first = f", the first {visits[0]['visit']} ended {visits[0]['ended_at']}" if visits else ""
    return f"{len(visits)} visits, {minutes} minutes{first}"


def _racks(line: Json) -> str:
    racks = line["racks"]
    return f"{len(racks)} racks {racks[0]} to {racks[-1]}, {line['days_held']} of {line['days_of_month']} days"


def _by_days(line: Json) -> str:
    return f"{line['days_held']} of {line['days_of_month']} days, contract {line['contract']}"


ORIGINS: dict[str, Callable[[Json], str]] = {
    "energy": _meters,
    "heat_credit": _meters,
    "overage_power": _peak,
    "storage": _stored,
    "visit": _visits,
    "rack": _racks,
}
