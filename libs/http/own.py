"""What a tenant asks for by its id: its own, or refused. What is another's is told like what is not there."""

from __future__ import annotations

from typing import TypeVar

from libs.events import Refused
from libs.http.roles import Caller
from libs.store import Documents

T = TypeVar("T")


def own(caller: Caller, documents: Documents[T], id: str, whose: str = "tenant") -> T:
    """The entity with this id. `whose`: its field that says which tenant's it is.

    Raises `Refused`: not found; or, whatever is wrong, forbidden where a tenant asks, whom no answer tells which ids
    others have.
    """
    found = documents.get(id)
    if caller.tenant is not None and (found is None or getattr(found, whose) != caller.tenant):
        raise Refused("forbidden", f"{caller.name} sees its own data only, and nothing of it is called {id}")
    return documents.need(id) if found is None else found
