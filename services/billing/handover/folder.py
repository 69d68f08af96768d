"""A folder that the City's finance system reads: a folder a document, there whole or not at all.

`<number>/` holds `<number>.pdf`, `<number>.xml` and `manifest.json` with their checksums. The other side answers with a
file beside it: `<number>.ack`, which holds the SHA-256 of the manifest, or `<number>.refused`, which says why.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.billing.domain.hand_over import State, Step
from services.billing.handover.channel import Later, Never, Parcel, Taken

MANIFEST = "manifest.json"


class Folder:
    """`path` is made when it is not there."""

    def __init__(self, path: Path, every_seconds: float) -> None:
        self.path, self.every_seconds = path, every_seconds

    def hand(self, parcel: Parcel) -> Taken | Later | Never:
        number = parcel.invoice.id
        try:
            return self._hand(number, parcel)
        except OSError as fault:
            return Later(f"{self.path}: {fault.strerror}")

    def follow(self, reference: str, number: str) -> tuple[Step, ...] | Later:
        """`reference`: the SHA-256 of the manifest."""
        refused, acknowledged = (self.path / f"{number}.{word}" for word in ("refused", "ack"))
        try:
            if refused.exists():
                return (Step(State.REFUSED, _written(refused)),)
            if not acknowledged.exists():
                return ()
            said = acknowledged.read_text().strip()
        except OSError as fault:
            return Later(f"{self.path}: {fault.strerror}")
        if said != reference:
            return Later(f"{acknowledged.name} acknowledges another manifest: {said[:80]!r}")
        return (Step(State.ACKNOWLEDGED, _written(acknowledged)),)

    def _hand(self, number: str, parcel: Parcel) -> Taken | Never:
        """Written beside, made durable, renamed: whoever reads sees all of it. What a dead try left is thrown away."""
        whole, part = self.path / number, self.path / f".{number}.part"
        manifest = _manifest(parcel)
        reference = hashlib.sha256(manifest).hexdigest()
        if whole.exists():
            if (whole / MANIFEST).read_bytes() != manifest:
                if parcel.key.endswith(".1"):
                    return Never(f"{whole} is there already, with another manifest")
                shutil.rmtree(whole)
            else:
                return Taken(State.HANDED, reference)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        for name, content in _files(number, parcel).items():
            _durable(part / name, content)
        _durable(part / MANIFEST, manifest)
        _sync(part)
        for word in ("ack", "refused"):  # of the attempt before
            (self.path / f"{number}.{word}").unlink(missing_ok=True)
        part.rename(whole)
        _sync(self.path)
        return Taken(State.HANDED, reference)


def _files(number: str, parcel: Parcel) -> dict[str, bytes]:
    return {f"{number}.pdf": parcel.pdf, f"{number}.xml": parcel.xml}


def _manifest(parcel: Parcel) -> bytes:
    invoice = parcel.invoice
    told: dict[str, Any] = {
        "key": parcel.key,
        "number": invoice.id,
        "type": invoice.type,
        "issued_on": invoice.issued_on.isoformat(),
        "seller": invoice.seller.siret,
        "buyer": invoice.buyer.siret,
        "service_code": invoice.buyer.service_code,
        "engagements": invoice.engagements,
        "gross_total": f"{invoice.totals.gross:f}",
        "currency": invoice.currency,
        "cancels": invoice.cancels,
        "files": [
            {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in _files(invoice.id, parcel).items()
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _durable(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
