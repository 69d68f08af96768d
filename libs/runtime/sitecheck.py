"""Checks a site file against the model of each service's section: `python -m libs.runtime.sitecheck site.yaml`.

A process of its own, so that the supervisor does not carry the services' code for ever.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from libs.events import Refused
from libs.events.services import SERVICES
from libs.runtime.faults import CannotRunError
from libs.runtime.launch import ROOT
from libs.runtime.sitefile import read_lined, sentence
from libs.runtime.yaml_lines import Fault, Lined, in_section
from libs.runtime.yaml_lines import Path as Place
from libs.runtime.yaml_lines import pointer as pointer_of

FREE = {"simulated": bool, "name": str, "site": dict}
"""What the file may hold besides a section a service, and as what."""


class SiteCheck:
    """A check that runs beside whatever else there is to do."""

    def __init__(self, file: Path) -> None:
        """Begins it."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "libs.runtime.sitecheck", str(file.absolute())],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        self._passed = False

    def expect_good(self) -> None:
        """Waits for it. Raises `CannotRunError` with a line a fault: `site.yaml:12: /power/racks/3/feed: why`."""
        if self._passed:
            return
        faults = self._process.communicate()[1].strip()
        if self._process.returncode:
            raise CannotRunError(faults)
        self._passed = True


def main() -> int:
    """0, or 2 with the faults on standard error."""
    file = Path(sys.argv[1])
    try:
        document = read_lined(file)
    except CannotRunError as unreadable:
        sys.stderr.write(f"{unreadable}\n")
        return 2
    faults = [*document.faults]
    if document.value is not None:
        faults += site_faults(document, section_models())
    for fault in sorted(faults, key=lambda found: found.line):
        sys.stderr.write(f"{sentence(file, fault)}\n")
    return 2 if faults else 0


def section_models() -> dict[str, type[BaseModel]]:
    """The model of each service's section: `services.<name>.site.Section`, where a service has one."""
    found: dict[str, type[BaseModel]] = {}
    for name in SERVICES:
        if importlib.util.find_spec(f"services.{name}.site"):
            found[name] = importlib.import_module(f"services.{name}.site").Section
    return found


def site_faults(document: Lined, models: dict[str, type[BaseModel]]) -> list[Fault]:
    """Everything that is wrong with a document that is YAML."""
    if not isinstance(document.value, dict):
        return [Fault(1, "", f"a site is a mapping of {', '.join([*FREE, *models])}")]
    faults: list[Fault] = []
    for key, value in document.value.items():
        if key in models:
            faults += _section_faults(document, key, models[key])
        elif key not in FREE:
            faults.append(Fault(document.line((key,)), f"/{key}", f"unknown{_meant(key, [*FREE, *models])}"))
        elif not isinstance(value, FREE[key]):
            faults.append(Fault(document.line((key,)), f"/{key}", f"is no {FREE[key].__name__}"))
    return faults


def _section_faults(document: Lined, name: str, model: type[BaseModel]) -> list[Fault]:
    try:
        model.model_validate_json(json.dumps(document.value[name]))
    except ValidationError as error:
        return [_of_pydantic(document, name, fault) for fault in error.errors(include_url=False)]
    except Refused as refusal:
        return [in_section(document, name, at, why) for at, why in refusal.faults]
    return []


def _of_pydantic(document: Lined, name: str, fault: Any) -> Fault:
    known = _known(document, (name, *fault["loc"]))
    if fault["type"] == "missing":
        return Fault(document.line(known), pointer_of((*known, fault["loc"][-1])), "is missing")
    if fault["type"] == "extra_forbidden":
        return Fault(document.line(known), pointer_of(known), "unknown field")
    return Fault(document.line(known), pointer_of(known), fault["msg"].removeprefix("Value error, "))


def _known(document: Lined, place: Place) -> Place:
    """The part of `place` that the file has: behind it pydantic names alternatives of a type, not places."""
    while len(place) > 1 and place not in document.lines:
        place = place[:-1]
    return place


def _meant(word: str, words: list[str]) -> str:
    near = difflib.get_close_matches(word, words, n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(words)}"


if __name__ == "__main__":
    sys.exit(main())
