"""Forms: only a page of the same session, on the same site, may send one."""

from __future__ import annotations

import asyncio

import pytest
from fastapi import Request

from libs.events import Refused
from libs.http.auth import COOKIE
from libs.http.problems import Problem
from services.console.pages.session import MAX_FORM, csrf_of, form_of, own_form, refuse_strangers


def request(body: bytes = b"", /, **headers: str) -> Request:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    named = {name.replace("_", "-"): value for name, value in headers.items()} | {"content-length": str(len(body))}
    raw = [(name.encode(), value.encode()) for name, value in named.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": raw}, receive)


def test_a_form_of_this_session_is_taken() -> None:
    asked = request(cookie=f"{COOKIE}=jwt-1")
    assert own_form(asked, {"csrf": csrf_of("jwt-1")}) == "jwt-1"


@pytest.mark.parametrize(
    ("cookie", "form"),
    [
        (f"{COOKIE}=jwt-1", {}),
        (f"{COOKIE}=jwt-1", {"csrf": "guess"}),
        (f"{COOKIE}=jwt-1", {"csrf": "é"}),
        (f"{COOKIE}=jwt-1", {"csrf": csrf_of("jwt-2")}),
        ("", {"csrf": csrf_of("")}),
    ],
)
def test_any_other_form_is_refused(cookie: str, form: dict[str, str]) -> None:
    with pytest.raises(Refused, match="ne vient pas") as refusal:
        own_form(request(cookie=cookie), form)
    assert refusal.value.kind == "forbidden"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_is_refused(site: str) -> None:
    with pytest.raises(Refused, match="autre site"):
        refuse_strangers(request(sec_fetch_site=site))


@pytest.mark.parametrize("headers", [{}, {"sec_fetch_site": "same-origin"}, {"origin": "null"}])
def test_our_own_pages_and_plain_clients_are_no_strangers(headers: dict[str, str]) -> None:
    refuse_strangers(request(**headers))


def test_a_form_is_read_and_its_size_bounded() -> None:
    assert asyncio.run(form_of(request(b"note=fait+%C3%A0+temps&version=3&version=4"))) == {
        "note": "fait à temps",
        "version": "4",
    }
    with pytest.raises(Problem) as refusal:
        asyncio.run(form_of(request(b"x" * (MAX_FORM + 1))))
    assert refusal.value.status == 413
