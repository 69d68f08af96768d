"""An invoice of a whole month of the house, to be made into a document."""

from __future__ import annotations

from bench.billing.house import AFTER, MONTHS, contract, tenant, usage
from services.billing.domain.demand import DemandDay
from services.billing.domain.energy import EnergyDay
from services.billing.domain.invoice import Invoice, draft, issue
from services.billing.domain.party import SELLER
from services.billing.domain.rating import rate
from services.billing.domain.stored import StorageMonth
from services.billing.domain.usage import Readings
from services.billing.domain.visits import VisitMonth


def invoice_of_a_month() -> Invoice:
    """With a chart for energy, power and storage, as a run issues it."""
    agreed, month = contract("t-000"), MONTHS[0]
    told = [entity for _, entity in usage("t-000")]
    energy = [one for one in told if type(one) is EnergyDay]
    readings = Readings(
        energy={source: [one for one in energy if one.source == source] for source in agreed.items[0].sources},
        demand={"t-000-a": [one for one in told if isinstance(one, DemandDay)]},
        storage=next(one for one in told if isinstance(one, StorageMonth)),
        visits=next(one for one in told if isinstance(one, VisitMonth)),
    )
    items = rate([agreed], month, readings, AFTER)
    drafted = draft(SELLER, tenant("t-000"), str(month), [agreed.engagement], items)
    invoice, _ = issue(drafted, "2026-000001", AFTER)
    return invoice
