"""What schemathesis is told besides the OpenAPI document. Loaded by it, in its own process."""

from __future__ import annotations

import uuid
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, HookContext, Response
from schemathesis.core.parameters import ParameterLocation

KEY = "Idempotency-Key"
PROBLEM = {"type", "title", "status", "detail", "errors"}


@schemathesis.hook
def before_load_schema(context: HookContext, raw_schema: dict[str, Any]) -> None:
    """No answer has a field that is not documented. Clients must bear new ones; here they must be told of."""
    for schema in raw_schema["components"]["schemas"].values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """A good key is a fresh one: else most of what is sent would be the conflict of one key with two bodies."""
    good = case.meta is None or not case.meta.is_negative_at(ParameterLocation.HEADER)
    if good and KEY in case.headers:
        case.headers[KEY] = uuid.uuid4().hex


@schemathesis.check
def errors_are_problems(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Every error is a problem of the documented shape."""
    if response.status_code < 400 or case.method == "HEAD":
        return
    assert response.headers["content-type"] == ["application/problem+json"], response.headers
    problem: dict[str, Any] = response.json()
    assert set(problem) == PROBLEM, problem
    assert problem["status"] == response.status_code, problem
    assert all(set(error) == {"at", "why"} for error in problem["errors"]), problem
    assert response.status_code != 422 or problem["errors"], problem


@schemathesis.check
def batches_tell_of_every_item(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """A bad item of a batch is told in the answer; the good ones beside it are taken."""
    if response.status_code != 202 or not isinstance(case.body, dict):
        return
    told: dict[str, Any] = response.json()
    for items in case.body.values():
        if "rejected" in told and isinstance(items, list):
            assert told["accepted"] + told["duplicates"] + len(told["rejected"]) == len(items), told
