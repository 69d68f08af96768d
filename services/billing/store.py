"""What billing keeps."""

from __future__ import annotations

from libs.store import Collection, Unit
from services.billing.domain.contract import Account, Contract
from services.billing.domain.credit_note import Credited
from services.billing.domain.credit_window import ServiceCreditWindow
from services.billing.domain.demand import DemandDay
from services.billing.domain.dispute import Disputes
from services.billing.domain.energy import EnergyDay, HeatDay
from services.billing.domain.hand_over import HandOver
from services.billing.domain.index import Index
from services.billing.domain.invoice import Invoice
from services.billing.domain.ledger import Ledger
from services.billing.domain.original import Original
from services.billing.domain.outage import FeedLosses, GeneratorRuns
from services.billing.domain.party import Issuer
from services.billing.domain.places import RackPlace, VolumePlace
from services.billing.domain.rating import Correction, Rating
from services.billing.domain.receivable import Receivable
from services.billing.domain.run import Run, RunsOfMonth
from services.billing.domain.stored import StorageMonth
from services.billing.domain.tenant import Tenant
from services.billing.domain.visits import VisitMonth
from services.billing.domain.way import Way
from services.billing.events import CONTRACT, INDEX, INVOICE, RUN, TENANT, USAGE


class BillingUnit(Unit):
    """Projections of others' events first, then billing's own documents; what is issued never changes."""

    energy_days = Collection(EnergyDay, projection=True)
    heat_days = Collection(HeatDay, projection=True)
    demand_days = Collection(DemandDay, projection=True)
    corrections = Collection(Correction, projection=True)
    storage_months = Collection(StorageMonth, projection=True)
    visit_months = Collection(VisitMonth, projection=True)
    credit_windows = Collection(ServiceCreditWindow, projection=True)
    feed_losses = Collection(FeedLosses, projection=True)
    generator_runs = Collection(GeneratorRuns, projection=True)
    rack_places = Collection(RackPlace, projection=True)
    volume_places = Collection(VolumePlace, projection=True)

    issuers = Collection(Issuer)
    tenants = Collection(Tenant, topic=TENANT)
    contracts = Collection(Contract, topic=CONTRACT, indexes=[("tenant",)])
    accounts = Collection(Account)
    ratings = Collection(Rating, topic=USAGE, indexes=[("month",)])
    ledgers = Collection(Ledger)
    invoices = Collection(Invoice, topic=INVOICE, indexes=[("tenant", "period"), ("period",), ("issued_on",)])
    originals = Collection(Original)
    credited = Collection(Credited)
    receivables = Collection(Receivable, topic=INVOICE, indexes=[("settled", "due_on"), ("tenant",)])
    disputes = Collection(Disputes, topic=INVOICE)
    ways = Collection(Way)
    hand_overs = Collection(HandOver, topic=INVOICE, indexes=[("open", "due")])
    indices = Collection(Index, topic=INDEX, indexes=[("name",)])
    runs = Collection(Run, topic=RUN)
    runs_of_months = Collection(RunsOfMonth)
