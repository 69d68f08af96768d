"""Who may do what: one table. A token carries a role; the services know what a role may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

READS = frozenset({f"{service}:read" for service in ("access", "power", "fire", "storage", "billing", "console")})
SIGNALS = frozenset({f"{service}:signal" for service in ("access", "power", "fire", "storage")})
LETTERS = frozenset({f"{service}:letters" for service in ("access", "power", "fire", "storage", "billing", "console")})
AUDITS = frozenset({f"{service}:audit" for service in ("access", "power", "fire", "storage", "billing", "console")})
CARE = frozenset({"fire:drill", "fire:maintain"})

SCOPES: Mapping[str, frozenset[str]] = {
    "device": SIGNALS | {"access:check"},
    "desk": frozenset(
        {"access:read", "access:check", "access:desk", "fire:read", "fire:sign-off", "power:read", "console:read"}
        | {"console:act"}
        | CARE
    ),
    "ops": READS | LETTERS | CARE | {"console:act", "record:read", "fire:sign-off", "storage:volumes", "power:act"},
    "billing": frozenset({"billing:read", "billing:write", "power:read", "storage:read", "console:read"}),
    "tenant": frozenset({"billing:read", "storage:read"}),
    "auditor": READS | AUDITS,
    "service": LETTERS | {"record:read"},
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. `tenant`: the only tenant whose data they may see, or None."""

    name: str
    role: str
    tenant: str | None = None

    def may(self, scope: str) -> bool:
        """Whether their role has a scope; an admin has every one."""
        return self.role == "admin" or scope in SCOPES.get(self.role.partition(":")[0], frozenset())

    def may_see(self, tenant: str) -> bool:
        """Whether they may see this tenant's data."""
        return self.tenant is None or self.tenant == tenant
