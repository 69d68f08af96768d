"""Bearer tokens: a JWT signed by the platform's own Ed25519 key. What a role may do, the services know."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from pathlib import Path

import jwt

from libs.runtime.keys import name_of, private_key

ISSUER = "chapelle"
ROLES = ("device", "desk", "ops", "billing", "auditor", "admin")
"""Besides these: `tenant:<id>` and, for the platform's own processes, `service:<name>`."""

_ROLE_OF_ONE = re.compile(r"(tenant|service):[a-z0-9][a-z0-9._-]{0,63}")
_DURATION = re.compile(r"(\d+)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def role(text: str) -> str:
    """`text`, where it is a role. Raises `ValueError`, which names those there are."""
    if text in ROLES or _ROLE_OF_ONE.fullmatch(text):
        return text
    raise ValueError(f"no role {text!r}; there are {', '.join(ROLES)} and tenant:<id>")


def duration(text: str) -> timedelta:
    """From `90s`, `30m`, `8h` or `3d`. Raises `ValueError`."""
    found = _DURATION.fullmatch(text)
    if not found or int(found[1]) == 0:
        raise ValueError(f"no duration {text!r}; write 90s, 30m, 8h or 3d")
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])


def mint(signing_key: Path, role_name: str, ttl: timedelta, subject: str = "") -> str:
    """A token of that role, good for `ttl` of machine time.

    Claims: `iss` "chapelle", `sub`, `role`, `iat`, `exp`; for a tenant `role` is "tenant", `tenant` its id.
    Its header names the key (`kid`). Raises `ValueError` for an unknown role.
    """
    name = role(role_name)
    now = int(time.time())
    claims: dict[str, str | int] = {
        "iss": ISSUER,
        "sub": subject or name,
        "role": name,
        "iat": now,
        "exp": now + int(ttl.total_seconds()),
    }
    if name.startswith("tenant:"):
        claims |= {"role": "tenant", "tenant": name.removeprefix("tenant:")}
    key = private_key(signing_key)
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": name_of(key.public_key())})
