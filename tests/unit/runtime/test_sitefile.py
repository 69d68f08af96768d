"""The site file: all its faults at once, each at its line."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

import pytest
from pydantic import BaseModel, ConfigDict, model_validator

from libs.events import Refused
from libs.runtime.faults import CannotRunError
from libs.runtime.sitecheck import site_faults
from libs.runtime.sitefile import read_site
from libs.runtime.yaml_lines import read_yaml


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Rack(Strict):
    id: str
    feed: Literal["a", "b"]


class Power(Strict):
    racks: list[Rack]

    @model_validator(mode="after")
    def _feeds_differ(self) -> Self:
        if len({rack.feed for rack in self.racks}) == 1:
            raise Refused.many([("/racks/0/feed", "all racks are on one feed"), ("/racks", "no rack on feed b")])
        return self


class Access(Strict):
    opens: str
    doors: int


def faults(text: str) -> list[str]:
    found = site_faults(read_yaml(text), {"power": Power, "access": Access})
    return [f"{fault.line}: {fault.pointer}: {fault.why}" for fault in sorted(found, key=lambda fault: fault.line)]


def test_a_good_file_has_none() -> None:
    assert not faults("""\
simulated: true
name: The City's data centre
site: {area_m2: 760}
power:
  racks: [{id: r1, feed: a}, {id: r2, feed: b}]
""")


def test_every_fault_of_every_section_is_named_with_its_line() -> None:
    assert faults("""\
simulated: yes
powr: {}
power:
  racks:
    - id: r1
      feed: c
    - {id: 7, feed: a}
    - id: r3
      color: red
access:
  doors: many
""") == [
        "1: /simulated: is no bool",
        "2: /powr: unknown; did you mean power?",
        "6: /power/racks/0/feed: Input should be 'a' or 'b'",
        "7: /power/racks/1/id: Input should be a valid string",
        "8: /power/racks/2/feed: is missing",
        "9: /power/racks/2/color: unknown field",
        "10: /access/opens: is missing",
        "11: /access/doors: Input should be a valid integer",
    ]


def test_what_a_section_refuses_as_a_whole_is_named_with_its_lines() -> None:
    assert faults("""\
power:
  racks:
    - id: r1
      feed: a
""") == ["2: /power/racks: no rack on feed b", "4: /power/racks/0/feed: all racks are on one feed"]


def test_what_is_written_is_what_the_service_gets() -> None:
    """YAML 1.1 would make 1140 of 19:00, true of `on`, and a date of 2026-01-01."""
    value = read_yaml("{a: 19:00, b: on, c: 2026-01-01, d: 010, e: 1.5, f: ~, g: '1.50', h: true}").value

    assert value == {
        "a": "19:00", "b": "on", "c": "2026-01-01", "d": 10, "e": 1.5, "f": None, "g": "1.50", "h": True,
    }  # fmt: skip


def test_a_key_that_is_there_twice_is_a_fault() -> None:
    document = read_yaml("access:\n  opens: a\n  opens: b\n")

    assert [(fault.line, fault.pointer) for fault in document.faults] == [(3, "/access/opens")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name: [1, 2\nsite: {}\n", r"site.yaml:2: no YAML"),
        ("a: 1\na: 2\n", r"site.yaml:2: /a: is here twice"),
        ("- 1\n", r"site.yaml is no mapping"),
    ],
)
def test_a_broken_file_cannot_run(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "site.yaml"
    file.write_text(text)

    with pytest.raises(CannotRunError, match=sentence):
        read_site(file)


def test_a_file_that_is_not_there_cannot_run(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match="cannot be read: No such file or directory"):
        read_site(tmp_path / "site.yaml")
