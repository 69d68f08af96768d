"""Versions of a fact: `fr.chapelle.<service>.<fact>.v<n>`, and how an older one is read as a newer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

Data = dict[str, Any]
Upcast = Callable[[Data], Data]
"""The decoded JSON of version n as that of version n + 1. Pure, on what JSON decodes to; the fields of the data are
named as they are in JSON. What it is given it may change and return."""


def split_type(type: str) -> tuple[str, int]:
    """The fact that a type is a version of (`fr.chapelle.fire.released`), and which."""
    fact, _, version = type.rpartition(".v")
    return fact, int(version)


def chains(fact: str, version: int, upcasts: Mapping[int, Upcast]) -> dict[str, tuple[Upcast, ...]]:
    """Every type that a class of this version reads, each with the upcasts that make it the newest.

    Raises `TypeError` unless each upcast leads to the next version, up to this one.
    """
    declared = sorted(upcasts)
    if declared != list(range(version - len(declared), version)) or 0 in declared:
        raise TypeError(
            f"upcasts of {fact}.v{version} from {declared}: each leads to the next version, up to {version}"
        )
    return {
        f"{fact}.v{n}": tuple(upcasts[step] for step in range(n, version))
        for n in range(version - len(declared), version + 1)
    }


def unread(type: str, read: Collection[str]) -> str:
    """Why who reads these types cannot read this one: it is another version of a fact that they read. Else empty."""
    fact, version = split_type(type)
    known = sorted(n for one, n in map(split_type, read) if one == fact)
    if not known or version in known:
        return ""
    name = f"{fact.rpartition('.')[2]}.v{version}"
    if version > known[-1]:
        return f"{name} is newer than this reader, which knows v{known[-1]}: upgrade, then send again"
    return f"{name} is older than this reader, which begins at v{known[0]}: give it an upcast, then send again"
