"""An authority of a test's own, and the certificates that it gives out for this machine."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from libs.runtime.certificate import Certificate
from libs.runtime.ports import HOST
from libs.runtime.secrets import write_private


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate, its key, and both in one file (the key first); PEM."""

    certificate: Path
    key: Path
    both: Path

    @classmethod
    def at(cls, folder: Path, name: str) -> Self:
        return cls(*(folder / f"{name}.{end}" for end in ("pem", "key", "both.pem")))

    @property
    def told(self) -> Mapping[str, str]:
        """What a process is told that is known by it."""
        return {"CHAPELLE_TLS_CERTIFICATE_FILE": str(self.certificate), "CHAPELLE_TLS_KEY_FILE": str(self.key)}


class Authority:
    """`ca_file`: what one believes who believes it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.ca_file = folder, folder / "ca.pem"
        self._key, self._name = ec.generate_private_key(ec.SECP256R1()), _named("authority")
        itself = self._begun(self._name, self._key, datetime.now(UTC) + timedelta(days=1))
        itself = itself.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.ca_file.write_bytes(itself.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM))

    def certify(self, name: str, ends_in: timedelta = timedelta(days=1), ends_at: datetime | None = None) -> Identity:
        """A new certificate for this machine, in files of this name.

        `ends_in`: negative for one that is over; `ends_at`: when, instead.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST)), x509.DNSName("localhost")])
        begun = self._begun(_named(name), key, ends_at or datetime.now(UTC) + ends_in)
        signed = begun.add_extension(here, critical=False)
        certificate = signed.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        made = Identity.at(self.folder, name)
        write_private(made.key, private)
        write_private(made.certificate, certificate)
        write_private(made.both, private + certificate)
        return made

    def _begun(self, name: x509.Name, key: ec.EllipticCurvePrivateKey, ends_at: datetime) -> x509.CertificateBuilder:
        begun = x509.CertificateBuilder().subject_name(name).issuer_name(self._name).public_key(key.public_key())
        begun = begun.not_valid_before(datetime.now(UTC) - timedelta(days=2)).not_valid_after(ends_at)
        return begun.serial_number(x509.random_serial_number())


@contextmanager
def showing(certificate: Certificate) -> Iterator[int]:
    """The port of somebody who shows this certificate, and says nothing else."""

    def show() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with suppress(OSError), certificate.context.wrap_socket(line, server_side=True):
                pass

    with socket.create_server((HOST, 0)) as listener:
        threading.Thread(target=show, daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
