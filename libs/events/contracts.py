"""Contracts: the JSON Schema of every event that is published, under `docs/contracts/`, and what breaks a reader."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from libs.events.event import Event
from libs.events.evolution import breaking, plain, unreadable
from libs.events.versions import unread

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "contracts"

Contract = dict[str, Any]


def contract_of(event: type[Event]) -> Contract:
    """The schema of an event's data, with where it is published (`x-chapelle`)."""
    _, definitions = msgspec.json.schema_components([event.data], ref_template="#/$defs/{name}")
    body = dict(definitions.pop(event.data.__name__))
    contract: Contract = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": event.type,
        "description": (event.__doc__ or "").strip(),
        "x-chapelle": {
            "topic": event.topic.name, "partitions": event.topic.partitions, "key": event.key_field.rstrip("_"),
            "safety": event.topic.safety,
            **({} if event.keep is None else {"keep_days": event.keep.days}),
        },
        "type": "object",
        "properties": body.get("properties", {}),
        "required": body.get("required", []),
    }  # fmt: skip
    if definitions:
        contract["$defs"] = definitions
    plain: Contract = json.loads(msgspec.json.encode(contract))
    return plain


def breaks(old: Contract, new: Contract) -> list[str]:
    """Why readers of `old` could not read `new`, or readers of `new` not what was recorded under `old`."""
    faults = [
        f"{what} changed from {old['x-chapelle'].get(what)} to {new['x-chapelle'].get(what)}"
        for what in ("topic", "partitions", "key", "safety")
        if old["x-chapelle"].get(what) != new["x-chapelle"].get(what)
    ]
    return [*faults, *breaking(_data(old), _data(new))]


def parted(events: Sequence[type[Event]], committed: Mapping[str, Contract]) -> list[str]:
    """Why older versions, as committed, are not read beside the newest: no upcast, or another place in the stream."""
    readers = {type: event for event in events for type in event.reads}
    faults = [f"{type} was published: {why}" for type in committed if (why := unread(type, readers))]
    for type, contract in committed.items():
        newest = contract_of(readers[type])["x-chapelle"] if type in readers else contract["x-chapelle"]
        faults += [
            f"{type}: {what} is {contract['x-chapelle'][what]}, of the newest version {newest[what]}"
            for what in ("topic", "partitions", "safety")
            if contract["x-chapelle"][what] != newest[what]
        ]
    return faults


def cannot_read(reader: type[Event], published: Contract) -> list[str]:
    """Why a reader's own class cannot read what is published under the same type."""
    mine = contract_of(reader)
    faults = [
        f"{what} is {published['x-chapelle'][what]}, not {mine['x-chapelle'][what]}"
        for what in ("topic", "key", "safety")
        if mine["x-chapelle"][what] != published["x-chapelle"][what]
    ]
    return [*faults, *unreadable(_data(mine), _data(published))]


def load_contracts(folder: Path = FOLDER) -> dict[str, Contract]:
    """Every committed contract, by event type."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("fr.chapelle.*.json"))}


def published_types(folder: Path = FOLDER) -> dict[str, set[str]]:
    """The types that are published on each topic, as committed."""
    types: dict[str, set[str]] = {}
    for type, contract in load_contracts(folder).items():
        types.setdefault(contract["x-chapelle"]["topic"], set()).add(type)
    return types


def write_contracts(events: Iterable[type[Event]], folder: Path = FOLDER) -> None:
    """Writes the contracts of these events; those of older versions that they read stay, those of no event go."""
    folder.mkdir(parents=True, exist_ok=True)
    read: set[str] = set()
    for event in events:
        (folder / f"{event.type}.json").write_text(text_of(contract_of(event)))
        read |= set(event.reads)
    for path in folder.glob("fr.chapelle.*.json"):
        if path.stem not in read:
            path.unlink()


def text_of(contract: Contract) -> str:
    return json.dumps(contract, indent=2, ensure_ascii=False) + "\n"


def _data(contract: Contract) -> Contract:
    """The schema of the data alone."""
    whole = {"properties": contract["properties"], "required": contract["required"]}
    return plain(whole, contract.get("$defs", {}))
