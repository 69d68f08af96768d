"""Who sells and who buys, as the document names them."""

from __future__ import annotations

from collections.abc import Iterator

from stdnum import iban as iban_number
from stdnum.exceptions import ValidationError
from stdnum.fr import tva

from libs.events import Value
from services.billing.events import Address


class Party(Value):
    """Seller or buyer. `iban`: where the seller is paid."""

    name: str
    siret: str
    address: Address
    vat_number: str | None = None
    service_code: str | None = None
    iban: str | None = None

    @property
    def siren(self) -> str:
        """The SIRET's first nine digits."""
        return self.siret[:9]


SELLER = Party(
    "Ville de Paris",
    "21750001600019",
    Address("Place de l'Hôtel de Ville", "75004", "Paris", "FR"),
    vat_number="FR72217500016",
)
"""Source of the numbers: domain.md, Billing [R]; the address is that of the town hall [K]."""


class Issuer(Value):
    """Who issues, as the site file names it. id: always `issuer`."""

    party: Party
    id: str = "issuer"


def issuer_faults(party: Party) -> Iterator[tuple[str, str]]:
    """What is wrong with its numbers: `(JSON pointer, why)`."""
    for at, kind, number in (("/vat_number", tva, party.vat_number), ("/iban", iban_number, party.iban)):
        try:
            if number is not None:
                kind.validate(number)
        except ValidationError as fault:
            yield at, f"{number!r} does not hold: {str(fault).rstrip('.').lower()}"
