"""The certificate by which a process is known over HTTP: read again when its files change, while it serves."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import structlog
from cryptography import x509

log = structlog.get_logger()

Stamp = tuple[int, int, int]


class Certificate:
    """`context`: what a server listens with. Each new connection is shown the certificate as its files are by then;
    those that are open go on with what they were shown.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        """Raises `OSError` or `ValueError` where the two cannot be used."""
        self._certificate, self._key = certificate, key
        self._seen = self._stamps()
        self._newest, self.ends_at = self._read()
        self.context, _ = self._read()
        self.context.sni_callback = self._show
        self._said = self._why = ""

    def fault(self) -> str:
        """Why nobody believes it any more; empty: they do. It is logged once."""
        self._look()
        ended = self.ends_at <= datetime.now(UTC)
        why = f"the certificate {self._certificate} ended at {self.ends_at.isoformat()}" if ended else ""
        if why and why != self._said:
            log.error(f"{why}; put one that is good in its place, with its key: it is read again without a restart")
        self._said = why
        return why

    def _show(self, connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        self._look()
        connection.context = self._newest

    def _look(self) -> None:
        """What cannot be used is no reason to show nothing: the one before is kept, until the files change again."""
        try:
            stamps = self._stamps()
            if stamps == self._seen:
                return
            self._seen = stamps
            self._newest, self.ends_at = self._read()
            self._why = ""
            log.info("certificate read again", ends_at=self.ends_at.isoformat())
        except (OSError, ValueError) as fault:
            if str(fault) != self._why:
                log.error("the new certificate cannot be used, the one before is shown", why=str(fault))
            self._why = str(fault)

    def _read(self) -> tuple[ssl.SSLContext, datetime]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self._certificate, self._key)
        return context, x509.load_pem_x509_certificate(self._certificate.read_bytes()).not_valid_after_utc

    def _stamps(self) -> tuple[Stamp, ...]:
        return tuple(stamp(path) for path in (self._certificate, self._key))


def stamp(path: Path) -> Stamp:
    """Tells what a file holds from what it held before. Raises `OSError` where there is none."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


@lru_cache
def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """What an HTTP client believes: certificates of this authority alone, or (None) those that the system believes."""
    return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
