"""Compares two schemas of data, nested ones too: what breaks readers, and what a reader cannot read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_WORDS = ("default", "description", "title")


def plain(schema: Schema, definitions: Schema) -> Schema:
    """The schema with every definition put where it is named, without words and defaults."""
    if "$ref" in schema:
        return plain(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    whole: Schema = {}
    for name, part in schema.items():
        if name == "properties":
            whole[name] = {field: plain(one, definitions) for field, one in part.items()}
        elif name == "anyOf":
            whole[name] = [plain(choice, definitions) for choice in part]
        elif name not in _WORDS:
            whole[name] = plain(part, definitions) if isinstance(part, dict) else part
    return whole


def breaking(old: Schema, new: Schema, at: str = "") -> Iterator[str]:
    """Why who reads `old` cannot read `new`, or who reads `new` not what was recorded under `old`."""
    if "properties" in old and "properties" in new:
        yield from _breaking_fields(old, new, at)
    elif inside := _inside(old, new):
        yield from breaking(*inside[:2], at + inside[2])
    elif len(old.get("anyOf", [])) == len(new.get("anyOf", [])) > 0:
        for before, after in zip(old["anyOf"], new["anyOf"], strict=True):
            yield from breaking(before, after, at)
    elif old != new:
        yield f"field {at} changed from {old} to {new}"


def _breaking_fields(old: Schema, new: Schema, at: str) -> Iterator[str]:
    before, after = set(old.get("required", [])), set(new.get("required", []))
    for name, one in old["properties"].items():
        if name in new["properties"]:
            yield from breaking(one, new["properties"][name], _under(at, name))
        else:
            yield f"field {_under(at, name)} is gone"
    for name in sorted(after - before):
        yield f"field {_under(at, name)} is required, but older records lack it"
    for name in sorted((before - after) & set(new["properties"])):
        yield f"field {_under(at, name)} may be absent now, but readers rely on it"


def unreadable(wanted: Schema, offered: Schema, at: str = "") -> Iterator[str]:
    """Why who wants this cannot read what is offered."""
    if "properties" in wanted and "properties" in offered:
        yield from _unreadable_fields(wanted, offered, at)
    elif inside := _inside(wanted, offered):
        yield from unreadable(*inside[:2], at + inside[2])
    elif not _reads(wanted, offered):
        yield f"field {at} is published as {offered}, read as {wanted}"


def _unreadable_fields(wanted: Schema, offered: Schema, at: str) -> Iterator[str]:
    for name, one in wanted["properties"].items():
        required = name in wanted.get("required", [])
        if name in offered["properties"]:
            yield from unreadable(one, offered["properties"][name], _under(at, name))
            if required and name not in offered.get("required", []):
                yield f"field {_under(at, name)} may be absent"
        elif required:
            yield f"field {_under(at, name)} is not published"


def _reads(wanted: Schema, offered: Schema) -> bool:
    if wanted == offered:
        return True
    if "enum" in offered and (wanted == {"type": "string"} or set(offered["enum"]) <= set(wanted.get("enum", []))):
        return True
    choices = wanted.get("anyOf", [])
    if any(not list(unreadable(choice, offered)) for choice in choices):
        return True
    every = offered.get("anyOf", [])
    return bool(every) and all(any(not list(unreadable(c, o)) for c in choices) for o in every)


def _inside(one: Schema, other: Schema) -> tuple[Schema, Schema, str] | None:
    """The schemas of what two lists, or two maps, hold."""
    for name, sign in (("items", "[]"), ("additionalProperties", "{}")):
        if isinstance(one.get(name), dict) and isinstance(other.get(name), dict):
            return one[name], other[name], sign
    return None


def _under(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name
