"""The items that a contract may price: what each kind needs, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum

from libs.events import Value, replace
from services.billing.domain.money import FRENCH_VAT_RATES
from services.billing.domain.price import Revision, revision_faults


class Kind(StrEnum):
    """What is billed. Source: public-face.md, billing; `percentile_power`, `service_credit`: domain.md, Billing."""

    ENERGY = "energy"
    COMMITTED_POWER = "committed_power"
    OVERAGE_POWER = "overage_power"
    PERCENTILE_POWER = "percentile_power"
    STORAGE = "storage"
    RACK = "rack"
    VISIT = "visit"
    HEAT_CREDIT = "heat_credit"
    SERVICE_CREDIT = "service_credit"
    FIXED = "fixed"


NEEDS: dict[Kind, tuple[str, ...]] = {
    Kind.ENERGY: ("sources",),
    Kind.COMMITTED_POWER: ("committed_kw",),
    Kind.OVERAGE_POWER: ("committed_kw", "sources"),
    Kind.PERCENTILE_POWER: ("sources",),
    Kind.STORAGE: (),
    Kind.RACK: ("racks",),
    Kind.VISIT: (),
    Kind.HEAT_CREDIT: ("sources",),
    Kind.SERVICE_CREDIT: (),
    Kind.FIXED: (),
}

INCLUDES = frozenset({Kind.ENERGY, Kind.STORAGE, Kind.RACK, Kind.VISIT, Kind.SERVICE_CREDIT})
"""The kinds of which a quantity may be included, that is, free each month; of a service credit: hours borne."""

CREDITS = frozenset({Kind.HEAT_CREDIT, Kind.SERVICE_CREDIT})
"""What the tenant is owed: a negative quantity at a positive price. Source: domain.md, Billing."""

METERED_IN = {Kind.ENERGY: "kWh", Kind.HEAT_CREDIT: "kWh", Kind.SERVICE_CREDIT: "h"}


class Item(Value):
    """`unit_price`: EUR a unit, never negative; `vat`: percent; `included`: free units a whole month."""

    kind: Kind
    label: str
    unit: str
    unit_price: Decimal
    vat: Decimal
    included: Decimal | None = None
    committed_kw: Decimal | None = None
    sources: tuple[str, ...] = ()
    racks: tuple[str, ...] = ()
    vat_reason: str | None = None
    """Why the rate is 0, as the law has it named on the invoice."""
    revision: Revision | None = None
    """How `unit_price`, that is P0, follows an index."""


def completed(items: Sequence[Item]) -> tuple[Item, ...]:
    """What an overage item does not name is taken from the contract's committed power."""
    committed = next((item for item in items if item.kind is Kind.COMMITTED_POWER), None)
    return tuple(_overage(item, committed) if item.kind is Kind.OVERAGE_POWER else item for item in items)


def faults_of(item: Item) -> Iterator[tuple[str, str]]:
    """All that is wrong with an item: `(JSON pointer inside the item, why)`."""
    for field in NEEDS[item.kind]:
        if getattr(item, field) in (None, ()):
            yield f"/{field}", f"an item {item.kind.value} needs {field}"
    if item.included is not None and item.kind not in INCLUDES:
        yield "/included", f"nothing can be included in {item.kind.value}"
    unit = METERED_IN.get(item.kind, item.unit)
    if item.unit.lower() != unit.lower():
        yield "/unit", f"{item.kind.value} is billed in {unit}, not in {item.unit!r}"
    yield from _vat_faults(item)
    if item.revision is not None:
        yield from revision_faults(item.revision)
    for field in ("unit_price", "included", "committed_kw"):
        value = getattr(item, field)
        if value is not None and value < 0:
            yield f"/{field}", f"{value} is negative"
    for field in ("sources", "racks"):
        named: tuple[str, ...] = getattr(item, field)
        for twice in sorted({name for name in named if named.count(name) > 1}):
            yield f"/{field}", f"{twice} is named twice"


def _vat_faults(item: Item) -> Iterator[tuple[str, str]]:
    if item.vat not in FRENCH_VAT_RATES:
        yield "/vat", f"{item.vat} is no French VAT rate: {', '.join(map(str, FRENCH_VAT_RATES))}"
    if item.vat_reason is not None and item.vat != 0:
        yield "/vat_reason", f"{item.vat} % is charged: a reason goes with a rate of 0"


def _overage(item: Item, committed: Item | None) -> Item:
    if committed is None:
        return item
    return replace(
        item,
        committed_kw=committed.committed_kw if item.committed_kw is None else item.committed_kw,
        sources=item.sources or committed.sources,
    )
