"""Templates to HTML."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from libs.events import rfc3339
from libs.events.services import SERVICES
from libs.http import Caller
from services.console.domain.pulse import SILENT_SECONDS
from services.console.overview import Overview
from services.console.pages import facts, french, words
from services.console.timeline.shown import TimelineView

HERE = Path(__file__).parent
BLOCKS = ("counts", "drill", "alarms", "zones", "power", "pools", "refused", "invoices", "services")
"""The parts of the page that follow the site; each is one element whose id is its name."""

_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters.update(
    iso=rfc3339,
    hour=french.hour,
    moment=french.moment,
    euros=french.euros,
    percent=french.percent,
    seconds=french.seconds,
    month=french.month,
    instant=french.instant,
)
_templates.globals.update(words=words, facts=facts, nbsp=french.WIDE)


def overview_page(o: Overview, caller: Caller, csrf: str, silent: float | None, said: str = "") -> str:
    """The page `/`. `silent`: machine seconds since the worker was alive; `said`: what became of a form."""
    return _render(
        "overview.html",
        **_facts(o),
        caller=caller,
        csrf=csrf,
        acts=caller.may("console:act"),
        stale=silent is None or silent > SILENT_SECONDS,
        said=said,
    )


def blocks_of(o: Overview) -> dict[str, str]:
    """The live parts by name, the same for everybody who may see the page."""
    return {name: _render(f"blocks/{name}.html", **_facts(o)) for name in BLOCKS}


def timeline_page(t: TimelineView) -> str:
    """The page `/incidents/{id}`: what happened, in true order, and its proof."""
    return _render("timeline.html", t=t)


def signin_page(fault: str = "") -> str:
    return _render("signin.html", fault=fault)


def refused_page(title: str, why: str) -> str:
    return _render("refused.html", title=title, why=why)


def _facts(o: Overview) -> dict[str, Any]:
    heard = {source.service: source for source in o.services}
    services = [SimpleNamespace(service=service, heard=heard.get(service)) for service in SERVICES]
    names = {**words.SERVICES, **{zone.zone: zone.name for zone in o.zones}}
    return {"o": o, "services": services, "names": names}


def _render(name: str, **facts: Any) -> str:
    return _templates.get_template(name).render(facts)
