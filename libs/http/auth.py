"""Bearer tokens: JWT signed with Ed25519 by whoever runs the platform; verified here, once a token."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import Request

from libs.http.problems import Problem
from libs.http.roles import Caller
from libs.runtime.keys import Believed

KNOWN_TOKENS = 1_000
COOKIE = "chapelle"


class Auth:
    """Verifies tokens by the platform's public keys, whichever there are at that moment."""

    def __init__(self, public_key_file: Path) -> None:
        self._believed = Believed(public_key_file)
        self._keys = self._believed.now()
        self._known: OrderedDict[str, tuple[Caller, float]] = OrderedDict()

    def known(self, token: str) -> Caller | None:
        """Whose token it is, if it was verified before and is good still."""
        self._current()
        caller, until = self._known.get(token, (None, 0.0))
        return caller if until > time.time() else None

    def caller(self, token: str) -> Caller:
        """Whose token it is. Raises `Problem` 401, which says why it is refused."""
        known = self.known(token)
        if known is not None:
            return known
        try:
            key = self._key(str(jwt.get_unverified_header(token).get("kid")))
            if key is None:
                raise Problem(401, "the token is refused: the key that signed it is not believed, or not any more")
            claims = jwt.decode(
                token, key, algorithms=["EdDSA"], issuer="chapelle", options={"require": ["exp", "sub", "role"]}
            )
        except jwt.ExpiredSignatureError:
            raise Problem(401, "the token has expired") from None
        except jwt.InvalidTokenError as fault:
            raise Problem(401, f"the token is refused: {fault}") from None
        if claims["role"] == "tenant" and not claims.get("tenant"):
            raise Problem(401, "the token is refused: a tenant's token names the tenant")
        caller = Caller(str(claims["sub"]), str(claims["role"]), claims.get("tenant"))
        self._known[token] = (caller, float(claims["exp"]))
        if len(self._known) > KNOWN_TOKENS:
            self._known.popitem(last=False)
        return caller

    def _key(self, name: str) -> Ed25519PublicKey | None:
        """One that is not known may have come just now."""
        if name not in self._current():
            self._believed.look()
        return self._current().get(name)

    def _current(self) -> Mapping[str, Ed25519PublicKey]:
        """When they change, whoever was known has to be verified again."""
        if (keys := self._believed.now()) is not self._keys:
            self._keys = keys
            self._known.clear()
        return keys

    def check(self, request: Request, scope: str, cookies: bool) -> Caller:
        """The caller of a request. Raises `Problem` 401 without a good token, 403 without the scope."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if not token and cookies and request.method in ("GET", "HEAD"):
            scheme, token = "bearer", request.cookies.get(COOKIE, "")
        if scheme.lower() != "bearer" or not token:
            raise Problem(401, "a bearer token is needed; `chapelle token --role …` prints one")
        caller = self.caller(token.strip())
        if not caller.may(scope):
            raise Problem(403, f"the role {caller.role} does not have the scope {scope}")
        return caller
