"""A deposit over HTTP, at a gateway to the public portal, in the portal's words. Off unless the site file names one.

`GET /factures?reference=K` finds what it has already; `POST /factures` deposits; `GET /factures/{identifiant}` tells
what became of it.
"""

from __future__ import annotations

import base64
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from services.billing.domain.hand_over import State, Step
from services.billing.handover.channel import Later, Never, Parcel, Taken

TIMEOUT = 20.0


class Deposit:
    """`url`: where the gateway's `/factures` are; `token_file`: by which it knows who deposits, read each time, so that
    another token counts at once."""

    def __init__(self, url: str, token_file: Path | None, every_seconds: float) -> None:
        self.every_seconds, self._token_file = every_seconds, token_file
        self._http = httpx.Client(base_url=url, timeout=TIMEOUT, auth=self._signed)

    def hand(self, parcel: Parcel) -> Taken | Later | Never:
        """It is looked for first: an answer may have been lost after the portal had taken it."""
        try:
            found = self._http.get("/factures", params={"reference": parcel.key}).raise_for_status().json()["items"]
            if found:
                return _taken(found[0])
            answer = self._http.post("/factures", json=_body(parcel), headers={"idempotency-key": parcel.key})
            return _taken(answer.raise_for_status().json())
        except httpx.HTTPStatusError as fault:
            return _refused(fault.response)
        except OSError as fault:
            return Later(str(fault))
        except (httpx.HTTPError, ValueError, LookupError, TypeError) as fault:
            return Later(f"no answer that can be read: {fault!r}")

    def follow(self, reference: str, number: str) -> tuple[Step, ...] | Later:
        try:
            told = self._http.get(f"/factures/{reference}").raise_for_status().json()
            return tuple(_step(step) for step in told["historique"])
        except (httpx.HTTPError, OSError, ValueError, LookupError, TypeError) as fault:
            return Later(f"{number}: {fault!r}")

    def _signed(self, request: httpx.Request) -> httpx.Request:
        if self._token_file is not None:
            request.headers["authorization"] = f"Bearer {self._token_file.read_text().strip()}"
        return request


def _body(parcel: Parcel) -> dict[str, Any]:
    invoice = parcel.invoice
    return {
        "reference": parcel.key,
        "numero": invoice.id,
        "type": invoice.type,
        "destinataire": invoice.buyer.siret,
        "service": invoice.buyer.service_code,
        "engagement": invoice.engagements[0] if invoice.engagements else None,
        "sha256": parcel.digest,
        "fichier": base64.b64encode(parcel.pdf).decode(),
    }


def _taken(told: dict[str, Any]) -> Taken:
    return Taken(State.DEPOSITED, str(told["identifiant"]))


def _step(told: dict[str, Any]) -> Step:
    return Step(State(told["statut"]), datetime.fromisoformat(told["le"]))


def _refused(answer: httpx.Response) -> Later | Never:
    """What is wrong with the request will be so again; what is wrong over there may pass."""
    why = f"{answer.status_code}: {answer.text[:200]}"
    passing = answer.status_code >= 500 or answer.status_code in (401, 403, 404, 408, 409, 425, 429)
    return Later(why) if passing else Never(why)
