"""`chapelle demo month`: a past month of every tenant is metered, closed and invoiced, each line with its origin.

Told again on the same data it sends only what is missing, and names the same invoices.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from libs.runtime.topology import Addresses
from simulator.stories.origin import origin_of
from simulator.stories.past_month import PastMonth, readings, samples, visits
from simulator.stories.speaking import Json, Speaking, StoryStoppedError

PATIENCE = 45.0
"""Machine seconds until every reading that was sent has become usage."""
VISITS = 6
"""Visits a tenant."""
CLOSED_BY_SOURCE = frozenset({"energy", "heat_credit", "storage"})
"""Usage that is complete once what was sent has arrived. Demand is not: it was read closely on one day only."""


@dataclass(slots=True)
class Month:
    """The story, as far as it is told."""

    speaking: Speaking
    site: Mapping[str, Any]
    out: Callable[[str], None]
    month: PastMonth
    contracts: list[Json] = field(default_factory=list)
    sent: Json = field(default_factory=dict)

    @property
    def tenants(self) -> list[str]:
        return list(dict.fromkeys(contract["tenant"] for contract in self.contracts))

    def tell(self, what: str, detail: str) -> None:
        self.out(f"  {self.speaking.seconds:5.1f} s  {what:<9} {detail}")

    def items(self, *kinds: str) -> list[Json]:
        return [item for contract in self.contracts for item in contract["items"] if item["kind"] in kinds]


def play(
    at: Addresses,
    token: Callable[[str], str],
    site: Mapping[str, Any],
    out: Callable[[str], None],
    as_json: bool,
) -> int:
    """Plays it; 0, or 1 with a sentence where the platform refuses or something does not come in time."""
    with Speaking(at, token) as speaking:
        try:
            story = Month(speaking, site, _silent if as_json else out, PastMonth.before(speaking.now()))
            told = _tell(story)
        except StoryStoppedError as stopped:
            out(json.dumps({"failed": str(stopped)}, ensure_ascii=False) if as_json else f"  {stopped}")
            return 1
        if as_json:
            out(json.dumps(told, ensure_ascii=False))
        return 0


def _tell(story: Month) -> Json:
    month, speaking = story.month, story.speaking
    story.contracts = [c for c in speaking.items("billing", "billing", "/v1/contracts") if _covers(c, month)]
    if not story.contracts:
        raise StoryStoppedError(f"no contract covers {month}, the last month that is over")
    story.out(f"\n  {month}, {month.hours} hours in Paris: {', '.join(story.tenants)}\n")
    if not _all_invoiced(story) and not _is_complete(story, 0):
        _send_readings(story)
        _send_samples(story)
        came = _send_visits(story)
        speaking.until(lambda: _is_complete(story, came), "the usage of the month", PATIENCE)
        story.tell("billing", "every hour and day has become usage")
    run = speaking.post("billing", "billing", "/v1/runs", {"period": str(month), "tenants": story.tenants})
    story.tell("billing", f"run {run['id']}: {len(run['issued'])} issued, {len(run['invoices'])} named")
    for skipped in run["skipped"]:
        story.tell("billing", f"{skipped['tenant']} is skipped: {skipped['why']}")
    invoices = [speaking.get("billing", "billing", f"/v1/invoices/{number}") for number in run["invoices"]]
    told = [_show(story, invoice) for invoice in invoices]
    story.out(f"\n  told in {speaking.seconds:.1f} s\n")
    return {
        "month": str(month), "sent": story.sent, "run": run, "invoices": told, "seconds": round(speaking.seconds, 1),
    }  # fmt: skip


def _covers(contract: Json, month: PastMonth) -> bool:
    until = date.fromisoformat(contract["until"]) if contract["until"] else month.last
    return date.fromisoformat(contract["from"]) <= month.last and until >= month.first


def _all_invoiced(story: Month) -> bool:
    found = story.speaking.items("billing", "billing", "/v1/invoices", period=str(story.month))
    return {invoice["tenant"] for invoice in found} >= set(story.tenants)


def _usage(story: Month) -> Iterable[Json]:
    for tenant in story.tenants:
        path = f"/v1/tenants/{tenant}/usage"
        yield from story.speaking.get("billing", "billing", path, period=str(story.month))["lines"]


def _is_complete(story: Month, came: int) -> bool:
    lines = list(_usage(story))
    closed = all(line["complete"] for line in lines if line["kind"] in CLOSED_BY_SOURCE)
    return closed and sum(Decimal(line["quantity"]) for line in lines if line["kind"] == "visit") >= came


def _send_readings(story: Month) -> None:
    named = [s for item in story.items("energy", "overage_power", "heat_credit") for s in item["sources"]]
    sources = list(dict.fromkeys(named))
    sent = list(readings(story.site["power"], sources, story.month))
    taken = story.speaking.signals("power", "/v1/readings", "readings", sent)
    story.sent["readings"] = {"meters": len(sources), **taken}
    story.tell("power", f"{taken['accepted']} readings of {len(sources)} meters, {taken['duplicates']} known already")


def _send_samples(story: Month) -> None:
    billed = [contract["tenant"] for contract in story.contracts if _prices(contract, "storage")]
    volumes = [
        volume["id"]
        for tenant in billed
        for volume in story.speaking.items("billing", "storage", "/v1/volumes", tenant=tenant)
    ]
    sent = list(samples(story.site["storage"], volumes, story.month))
    taken = story.speaking.signals("storage", "/v1/samples", "samples", sent)
    story.sent["samples"] = {"volumes": len(volumes), **taken}
    story.tell("storage", f"{taken['accepted']} samples of {len(volumes)} volumes, {taken['duplicates']} known already")


def _send_visits(story: Month) -> int:
    """Every tenant's visits, entered afterwards by the desk; how many there are then."""
    visited = {line["contract"]: int(Decimal(line["quantity"])) for line in _usage(story) if line["kind"] == "visit"}
    people = story.site["access"]["people"]
    visitors = [person["id"] for person in people if person["kind"] == "visitor"]
    sponsor = next(person["id"] for person in people if person["kind"] == "staff")
    until = (story.speaking.now() + timedelta(hours=1)).isoformat()
    for contract in story.contracts:
        if contract["id"] not in visited or not visitors:
            continue
        for begin, end in visits(story.month, VISITS)[visited[contract["id"]] :]:
            visit = story.speaking.post("desk", "access", "/v1/visits", {
                "person": visitors[story.tenants.index(contract["tenant"]) % len(visitors)],
                "sponsor": sponsor,
                "purpose": "Intervention sur les baies",
                "zones": ["reception"],
                "from": begin.isoformat(),
                "until": until,
                "escort": "none",
                "tenant": contract["tenant"],
            })  # fmt: skip
            story.speaking.post("desk", "access", f"/v1/visits/{visit['id']}/end", {"at": end.isoformat()})
            story.sent["visits"] = story.sent.get("visits", 0) + 1
    story.tell("access", f"{story.sent.get('visits', 0)} visits")
    return sum(visited.values()) + int(story.sent.get("visits", 0))


def _prices(contract: Json, kind: str) -> bool:
    return any(item["kind"] == kind for item in contract["items"])


def _show(story: Month, invoice: Json) -> Json:
    """Prints an invoice, each line with its origin. Returns it with both."""
    out = story.out
    out(f"\n  Invoice {invoice['number']}  {invoice['buyer']['name']}  SIRET {invoice['buyer']['siret']}")
    out(f"  {invoice['period']}, issued {invoice['issued_on']}, due {invoice['due_on']}, "
        f"engagement {', '.join(invoice['engagements'])}\n")  # fmt: skip
    traced = []
    for line in invoice["lines"]:
        path = f"/v1/invoices/{invoice['number']}/lines/{line['n']}"
        origin = origin_of(story.speaking, path, _meters(story, invoice["tenant"], line))
        out(f"  {line['n']:>3}  {line['label']:<46} {_number(line['quantity']):>14} {line['unit']:<10} "
            f"x {line['unit_price']:>8} = {_number(line['net']):>12} EUR")  # fmt: skip
        out(f"       {origin}")
        out(f"       GET {story.speaking.url('billing', path)}")
        traced.append({**line, "origin": origin, "trace": story.speaking.url("billing", path)})
    for vat in invoice["vat"]:
        out(f"\n       VAT {vat['rate']} % of {_number(vat['base'])} EUR = {_number(vat['amount'])} EUR")
    out(f"       net {_number(invoice['net_total'])}  VAT {_number(invoice['vat_total'])}  "
        f"gross {_number(invoice['gross_total'])} EUR")  # fmt: skip
    return {**invoice, "lines": traced}


def _meters(story: Month, tenant: str, line: Json) -> list[str]:
    """The meters of the contract's item behind a line of energy or heat."""
    for contract in story.contracts:
        for item in contract["items"] if contract["tenant"] == tenant else ():
            if (item["kind"], item["label"]) == (line["kind"], line["label"]) and line["kind"] != "overage_power":
                return list(item["sources"])
    return []


def _number(text: str) -> str:
    return f"{Decimal(text):,}".replace(",", " ")


def _silent(_: str) -> None:
    """Where JSON is asked for, the story itself is not printed."""
