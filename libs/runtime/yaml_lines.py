"""Reads YAML as JSON values that know their lines: no dates, no 08:00 as a number, no `on` as true."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]
"""Keys and indexes from the top: `("power", "racks", 3, "feed")`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a line (from 1) of the file; `pointer` as JSON pointer, empty for the file itself."""

    line: int
    pointer: str
    why: str


@dataclass(slots=True)
class Lined:
    """A document: its value, the line of each of its parts, and what was wrong in reading it."""

    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest part that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Loader(yaml.CSafeLoader):
    """YAML 1.2's core schema, so that what is written is what the JSON API gets."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)


def read_yaml(text: str) -> Lined:
    """Never raises for what `text` holds: its faults are in the answer, and then its value may be partial."""
    document = Lined()
    try:
        node = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        document.faults.append(Fault(line, "", f"no YAML: {error.problem or error}"))
    else:
        document.value = _value(node, (), document) if node else {}
    return document


def pointer(path: Path) -> str:
    """`/power/racks/3/feed`."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def in_section(document: Lined, name: str, at: str, why: str) -> Fault:
    """A fault at the JSON pointer `at` inside a section, as one of the file."""
    parts: Path = tuple(int(part) if part.isdigit() else part for part in at.split("/")[1:])
    return Fault(document.line((name, *parts)), f"/{name}{at}", why)


def _value(node: yaml.Node, path: Path, document: Lined) -> Any:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, index), document) for index, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, path: Path, document: Lined) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in value:
            document.faults.append(Fault(line, pointer((*path, key)), "is here twice"))
            continue
        document.lines[*path, key] = line
        value[key] = _value(value_node, (*path, key), document)
    return value


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    match node.tag.rpartition(":")[2]:
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "int":
            return int(text)
        case "float":
            return float(text)
        case _:
            return text
