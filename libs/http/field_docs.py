"""What the docstring under a field of a body or an answer says, for the OpenAPI document.

Read from the source when somebody asks for the document, and not when a process starts: pydantic's own
`use_attribute_docstrings` looks through all modules for each class, which was a quarter of an api's start.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic_core import CoreSchema


class Documented(BaseModel):
    """A model whose fields are described in its JSON schema by the docstrings under them."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        docs = docs_of(cls)
        for name, field in cls.model_fields.items():
            shown = next((n for n in (field.serialization_alias, field.alias, name) if n in properties), None)
            if shown is not None and name in docs:
                properties[shown].setdefault("description", docs[name])
        return schema


def docs_of(model: type[BaseModel]) -> dict[str, str]:
    """By field: what is said of it, by the model or by one that it is made of."""
    docs: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        docs |= _docs_in(kind.__module__).get(kind.__qualname__, {}) if issubclass(kind, Documented) else {}
    return docs


@cache
def _docs_in(module: str) -> dict[str, dict[str, str]]:
    """By class and attribute: the docstrings under attributes in a module."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {found.name: dict(_docs_under(found)) for found in tree.body if isinstance(found, ast.ClassDef)}


def _docs_under(found: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, under in pairwise(found.body):
        match field, under:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(said))):
                yield name, inspect.cleandoc(said)
