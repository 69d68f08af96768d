"""When what stands where was not fit for service: on fire, or without power."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from services.billing.domain.contract import Contract
from services.billing.domain.credit_window import ContractWindow, ServiceCreditWindow, by_contract
from services.billing.domain.item import Kind
from services.billing.domain.outage import outages
from services.billing.domain.places import Places
from services.billing.domain.times import Stretch
from services.billing.store import BillingUnit


class Unfit:
    """Read when the first contract asks, and once: for any number of tenants and months."""

    def __init__(self, unit: BillingUnit) -> None:
        self._unit = unit

    def windows(self, contracts: Iterable[Contract]) -> list[ContractWindow]:
        """Of these contracts, whatever they price; by their ids."""
        fires, without_power, places = self._befell
        return by_contract(fires, without_power, contracts, places, self._unit.now)

    def credited(self, contracts: Iterable[Contract]) -> dict[str, list[ContractWindow]]:
        """By id, of each of these contracts that prices them."""
        pricing = [one for one in contracts if any(item.kind is Kind.SERVICE_CREDIT for item in one.items)]
        if not pricing:
            return {}
        found = self.windows(pricing)
        return {one.id: [window for window in found if window.contract == one.id] for one in pricing}

    @cached_property
    def _befell(self) -> tuple[list[ServiceCreditWindow], list[Stretch], Places]:
        unit = self._unit
        without_power = outages(unit.feed_losses.where(), unit.generator_runs.where(), unit.now)
        places = Places.of(unit.rack_places.where(), unit.volume_places.where())
        return list(unit.credit_windows.where()), list(without_power), places
