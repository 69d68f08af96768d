"""What of a contract stands in which zone of the site, as power and storage say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from libs.events import Value
from services.billing.domain.contract import Contract
from services.billing.domain.item import Item, Kind


class RackPlace(Value):
    """A rack with its meters; `zone` None: nobody says where it stands."""

    id: str
    zone: str | None
    sources: tuple[str, ...]


class VolumePlace(Value):
    """A tenant's share of a pool, until `ended_at`; `zone` None: nobody says where the pool stands."""

    id: str
    tenant: str
    zone: str | None
    ended_at: datetime | None = None


class Places(Value):
    """The zones of racks and of meters, by id, None where nobody says; and who stores where."""

    zones: Mapping[str, str | None]
    volumes: tuple[VolumePlace, ...]

    @classmethod
    def of(cls, racks: Iterable[RackPlace], volumes: Iterable[VolumePlace]) -> Places:
        zones = {id: rack.zone for rack in racks for id in (rack.id, *rack.sources)}
        return cls(zones, tuple(volumes))

    def kinds_in(self, zone: str | None, contract: Contract, at: datetime) -> tuple[Kind, ...] | None:
        """The kinds of a contract's items that stood in a zone then; zone None: anywhere on the site.

        None: nothing of it stands anywhere that is known. A rack stands where power says, energy where its meters do,
        storage where the tenant's volumes are.
        """
        stands = [(item.kind, self._zones_of(item, contract.tenant, at)) for item in contract.items]
        if zone is not None:
            stands = [(kind, zones - {None}) for kind, zones in stands]
        if not any(zones for _, zones in stands):
            return None
        return tuple(dict.fromkeys(kind for kind, zones in stands if (zone in zones if zone else zones)))

    def _zones_of(self, item: Item, tenant: str, at: datetime) -> set[str | None]:
        if item.kind is Kind.STORAGE:
            return {one.zone for one in self.volumes if one.tenant == tenant and _there(one, at)}
        return {self.zones[id] for id in (*item.racks, *item.sources) if id in self.zones}


def _there(volume: VolumePlace, at: datetime) -> bool:
    return volume.ended_at is None or at < volume.ended_at
