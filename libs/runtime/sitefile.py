"""The site file: one section for each service, and what is known of the whole site."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from libs.events.services import SERVICES
from libs.runtime.faults import CannotRunError
from libs.runtime.yaml_lines import Fault, Lined, in_section, read_yaml


@dataclass(frozen=True, slots=True)
class Site:
    """A site file. `sections`: what each service is sent, as JSON values."""

    file: Path
    whole: dict[str, Any]
    sections: dict[str, dict[str, Any]]
    document: Lined

    def sentence(self, section: str, at: str, why: str) -> str:
        """A fault that a service found, as one of the file: `site.yaml:12: /power/racks/3/feed: why`."""
        return sentence(self.file, in_section(self.document, section, at, why))

    @property
    def name(self) -> str:
        return str(self.whole.get("name", "Chapelle"))

    @property
    def simulated(self) -> bool:
        """Whether devices and people of this site may be played by the simulator."""
        return bool(self.whole.get("simulated", False))


def read_site(file: Path) -> Site:
    """The site of `file`. Raises `CannotRunError` where it is no YAML; the rest checks `libs.runtime.sitecheck`."""
    document = read_lined(file)
    if document.faults or not isinstance(document.value, dict):
        raise CannotRunError(
            "\n".join(sentence(file, fault) for fault in document.faults) or f"{file.name} is no mapping"
        )
    sections = {name: document.value[name] for name in SERVICES if name in document.value}
    return Site(file, document.value, sections, document)


def read_lined(file: Path) -> Lined:
    """The values and lines of `file`. Raises `CannotRunError` where it cannot be read."""
    try:
        return read_yaml(file.read_text(encoding="utf-8"))
    except OSError as fault:
        raise CannotRunError(f"the site file {file} cannot be read: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise CannotRunError(f"the site file {file} is no UTF-8 text, at byte {fault.start}") from fault


def sentence(file: Path, fault: Fault) -> str:
    """`site.yaml:12: /power/racks/3/feed: why`."""
    where = f"{fault.pointer}: " if fault.pointer else ""
    return f"{file.name}:{fault.line}: {where}{fault.why}"
