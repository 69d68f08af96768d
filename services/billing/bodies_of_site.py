"""Who issues, and where documents go: billing's part of the site file alone."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from libs.http import Body
from services.billing.bodies import AddressBody, Text, _siret
from services.billing.domain.party import Party
from services.billing.domain.way import Way
from services.billing.events import Address


class IssuerBody(Body):
    """Who issues the invoices."""

    name: Text
    siret: Annotated[str, Field(max_length=20), AfterValidator(_siret)]
    vat_number: Annotated[str, Field(max_length=20)] | None = None
    iban: Annotated[str, Field(max_length=34)] | None = None
    """Where it is paid; printed on each invoice."""
    address: AddressBody

    def party(self) -> Party:
        return Party(
            name=self.name,
            siret=self.siret,
            address=Address(**self.address.model_dump()),
            vat_number=self.vat_number,
            iban=self.iban,
        )


class HandOverBody(Body):
    """Where issued documents go: a folder, or a gateway to the public portal."""

    folder: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """That the finance system reads; relative to the folder of the platform's data."""
    url: Annotated[str, Field(pattern="^https?://", max_length=200)] | None = None
    token_file: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """Holds the token that the gateway knows."""
    every_seconds: Annotated[float, Field(ge=0.1, le=86_400)] = 60.0
    """How often it is asked what became of a document, machine time."""

    @model_validator(mode="after")
    def one_of_both(self) -> HandOverBody:
        if (self.folder is None) == (self.url is None):
            raise ValueError("a folder or a url, one of both")
        return self

    def way(self) -> Way:
        return Way(self.folder or "", self.url or "", self.token_file or "", self.every_seconds)
