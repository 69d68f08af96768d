"""What FastAPI fills in of a declared function, and the parameters of a page."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any, get_type_hints

from fastapi import Query, Request
from pydantic import Field

from libs.http.roles import Caller
from libs.http.values import ASKED
from libs.store import Unit

Limit = Annotated[int, Field(ge=1, le=1000), ASKED, Query(description="How many items at most")]
Cursor = Annotated[
    str, Query(max_length=200, pattern="^[ -~]*$", description="`next` of the page before; empty: the first page")
]


def signature(declared: Callable[..., Any], reads_itself: bool) -> inspect.Signature:
    """What FastAPI fills in: the declared parameters but those that the library gives."""
    hints = get_type_hints(declared, include_extras=True)
    parameters = [inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)]
    for name, parameter in () if reads_itself else inspect.signature(declared).parameters.items():
        hint = hints[name]
        if name == "page":
            parameters += [_asked("cursor", Cursor, ""), _asked("limit", Limit, 100)]
        elif name not in ("request", "made") and hint is not Caller and not _is_unit(hint):
            parameters.append(_asked(name, hint, parameter.default))
    return inspect.Signature(parameters)


def _is_unit(hint: Any) -> bool:
    return inspect.isclass(hint) and issubclass(hint, Unit)


def _asked(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
