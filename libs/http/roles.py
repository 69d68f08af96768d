"""Who may do what: one table. A token carries a role; the services know what a role may do.

`docs/roles.md` is made from it, route by route.
"""

from __future__ import annotations

from collections.abc import Mapping

from libs.events import Refused, Value
from libs.events.services import SERVICES


def _each(act: str, services: tuple[str, ...] = SERVICES) -> frozenset[str]:
    return frozenset(f"{service}:{act}" for service in services)


READS, LETTERS, AUDITS = _each("read"), _each("letters"), _each("audit")
SIGNALS = _each("signal", ("access", "power", "fire", "storage"))
OWN = _each("own", ("billing", "storage"))
"""What each tenant sees of its own, and the City's roles of all tenants."""
CARE = frozenset({"fire:drill", "fire:maintain"})

SCOPES: Mapping[str, frozenset[str]] = {
    "device": SIGNALS | {"access:check"},
    "desk": frozenset(
        {"access:read", "access:check", "access:desk", "fire:read", "fire:sign-off", "power:read", "console:read"}
        | {"console:act"}
        | CARE
    ),
    "ops": READS
    | OWN
    | LETTERS
    | CARE
    | {"console:act", "record:read", "fire:sign-off", "storage:volumes", "power:act"},
    "billing": OWN | {"billing:read", "billing:write", "billing:dispute", "power:read", "storage:read", "console:read"},
    "tenant": OWN | {"billing:dispute"},
    "auditor": READS | OWN | AUDITS,
    "service": LETTERS | {"record:read"},
}


class Caller(Value):
    """Who asks. `tenant`: the only tenant whose data they may see, or None."""

    name: str
    role: str
    tenant: str | None = None

    def may(self, scope: str) -> bool:
        """Whether their role has a scope; an admin has every one."""
        return self.role == "admin" or scope in SCOPES.get(self.role.partition(":")[0], frozenset())

    def narrowed(self, tenant: str | None) -> dict[str, str]:
        """Whose items a list holds: those of the tenant that is asked for, if any; a tenant's own alone.

        Raises `Refused` (forbidden) for a tenant that asks for another's, there or not.
        """
        if self.tenant is not None and tenant not in (None, self.tenant):
            raise Refused("forbidden", f"{self.name} sees its own data only", "/query/tenant")
        whose = tenant or self.tenant
        return {} if whose is None else {"tenant": whose}
