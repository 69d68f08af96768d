"""A browser's sign-in: its bearer token in a cookie that no script can read, and a token of its own for every form."""

from __future__ import annotations

import hmac
from hashlib import sha256
from urllib.parse import parse_qs

from fastapi import Request, Response

from libs.events import Refused
from libs.http import Caller
from libs.http.api import Api
from libs.http.auth import COOKIE
from libs.http.problems import Problem

SCOPE = "console:read"
MAX_FORM = 65_536


def signed_in(api: Api, request: Request) -> Caller | None:
    """Who looks at a page; None when nobody is signed in. Raises `Problem` 403 where the role may not."""
    try:
        return api.auth.check(request, SCOPE, cookies=True)
    except Problem as problem:
        if problem.status == 401:
            return None
        raise


def sign_in(api: Api, token: str, response: Response, *, secure: bool) -> Caller:
    """Keeps a good token in the browser, until it is closed or the token expires. Raises `Problem` 401 or 403."""
    caller = api.auth.caller(token)
    if not caller.may(SCOPE):
        raise Problem(403, f"the role {caller.role} does not have the scope {SCOPE}")
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure, path="/")
    return caller


def sign_out(response: Response) -> None:
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


def csrf_of(session: str) -> str:
    """A form's token: only who can read the page, or the session, knows it; so no other site does."""
    return hmac.new(session.encode(), b"form", sha256).hexdigest()


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a posted form; of a repeated one the last."""
    if int(request.headers.get("content-length") or 0) > MAX_FORM:
        raise Problem(413, f"un formulaire a {MAX_FORM} octets au plus")
    body = (await request.body()).decode(errors="replace")
    return {name: values[-1] for name, values in parse_qs(body, max_num_fields=50).items()}


def own_form(request: Request, form: dict[str, str]) -> str:
    """The session behind a form that one of our pages has sent. Raises `Refused` (forbidden) for any other."""
    session = request.cookies.get(COOKIE, "")
    if not session or not hmac.compare_digest(form.get("csrf", "").encode(), csrf_of(session).encode()):
        raise Refused("forbidden", "ce formulaire ne vient pas d’une page de cette session", "/csrf")
    return session


def refuse_strangers(request: Request) -> None:
    """Raises `Refused` (forbidden) for a form that another site has sent, as the browser says.

    `Origin` would not do: it is `null` on every form of a page that sends no referrer, as ours.
    """
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise Refused("forbidden", "ce formulaire vient d’un autre site")
