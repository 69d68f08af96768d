"""How a process reaches broker, database and other APIs, as its environment (`CHAPELLE_…`) says it.

A secret is told by itself (`CHAPELLE_MONGO`), or by the file that holds it (`CHAPELLE_MONGO_FILE`); it is read once, so
that a new one takes a restart of the process, and of no other.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from libs.runtime.broker_access import BrokerAccess
from libs.runtime.certificate import Certificate, trusting
from libs.runtime.parts.grants import with_options

SECRETS = ("mongo", "broker_password")
IDENTITY = ("tls_certificate_file", "tls_key_file")


class Reach(BaseSettings):
    """Each part by its address, who asks there, and whose certificates are believed (a PEM file; none: no TLS)."""

    model_config = SettingsConfigDict(
        env_prefix="CHAPELLE_", frozen=True, extra="ignore", hide_input_in_errors=True, populate_by_name=True
    )

    broker: str = "127.0.0.1:8420"
    """`HOST:PORT`, or several with commas between them: one of them that answers names the rest."""
    broker_user: str = ""
    """Empty: the broker lets anybody in."""
    broker_password: str = Field(default="", repr=False)
    broker_password_file: Path | None = None
    broker_ca_file: Path | None = None
    mongo: str = Field(default="", repr=False)
    """`mongodb://USER:PASSWORD@HOST:PORT/?…`"""
    mongo_file: Path | None = None
    mongo_ca_file: Path | None = None
    tls_certificate_file: Path | None = None
    """By which it is known where it listens (HTTP), its chain behind it; none: no TLS there."""
    tls_key_file: Path | None = None
    ca_file: Path | None = None
    """Whose certificates are believed of other services' APIs."""

    @model_validator(mode="before")
    @classmethod
    def _secrets_from_files(cls, told: dict[str, Any]) -> dict[str, Any]:
        return told | {name: _read(told, name) for name in SECRETS if told.get(f"{name}_file")}

    @model_validator(mode="after")
    def _certificate_with_its_key(self) -> Self:
        if (self.tls_certificate_file is None) != (self.tls_key_file is None):
            raise ValueError("CHAPELLE_TLS_CERTIFICATE_FILE and CHAPELLE_TLS_KEY_FILE go together")
        return self

    @property
    def broker_access(self) -> BrokerAccess:
        return BrokerAccess(self.broker, self.broker_user, self.broker_password, self.broker_ca_file)

    @property
    def mongo_uri(self) -> str:
        """The database's address with all that a client needs to know."""
        if self.mongo_ca_file is None:
            return self.mongo
        return with_options(self.mongo, tls="true", tlsCAFile=str(self.mongo_ca_file))

    @property
    def files(self) -> dict[str, str]:
        """The variables that name files, with their whole paths: a child may run elsewhere."""
        named = ((name, getattr(self, name)) for name in ("broker_ca_file", "mongo_ca_file", "ca_file", *IDENTITY))
        return {f"CHAPELLE_{name}".upper(): str(path.resolve()) for name, path in named if path is not None}

    @property
    def scheme(self) -> str:
        """Of this process's own address, and of its neighbours' on this machine."""
        return "https" if self.tls_certificate_file else "http"

    def certificate(self) -> Certificate | None:
        """By which it is known; None: it listens without. Ends the process with a sentence where it cannot be used."""
        if self.tls_certificate_file is None or self.tls_key_file is None:
            return None
        try:
            return Certificate(self.tls_certificate_file, self.tls_key_file)
        except (OSError, ValueError) as fault:
            raise SystemExit(f"CHAPELLE_TLS_CERTIFICATE_FILE: {self.tls_certificate_file}: {fault}") from fault

    @property
    def trust(self) -> ssl.SSLContext:
        """What it believes of other services' APIs."""
        return trusting(self.ca_file)


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """What a child is told of it: no secret of ours, which it is told itself."""
    ours = {f"CHAPELLE_{name}{end}".upper() for name in SECRETS for end in ("", "_file")}
    return {name: value for name, value in environment.items() if name not in ours}


def sentences(faults: ValidationError) -> list[str]:
    """Each fault of what a process was told, with the variable's name. No value is in it."""
    return [
        f"CHAPELLE_{'_'.join(map(str, fault['loc']))}".upper() + f": {fault['msg']}"
        if fault["loc"]
        else str(fault["ctx"]["error"])
        for fault in faults.errors(include_input=False)
    ]


def _read(told: Mapping[str, Any], name: str) -> str:
    variable = f"CHAPELLE_{name}".upper()
    if told.get(name):
        raise ValueError(f"{variable} and {variable}_FILE are both set: one of them says it")
    try:
        return Path(told[f"{name}_file"]).read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise ValueError(f"{variable}_FILE: {told[f'{name}_file']} cannot be read: {fault.strerror}") from fault
