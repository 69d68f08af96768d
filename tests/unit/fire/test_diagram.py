"""The README shows the table as it is."""

from __future__ import annotations

from pathlib import Path

from services.fire.domain.conditions import rows
from services.fire.domain.diagram import mermaid
from services.fire.domain.table import ROWS, STAYS, TABLE
from services.fire.domain.vocabulary import Phase

README = Path(__file__).parents[3] / "services" / "fire" / "README.md"


def test_the_readmes_diagram_is_the_tables() -> None:
    assert f"```mermaid\n{mermaid()}```" in README.read_text(encoding="utf-8")


def test_the_readmes_conditions_are_the_tables() -> None:
    assert "\n".join(rows()) in README.read_text(encoding="utf-8")


def test_a_phase_and_a_trigger_lead_to_one_place() -> None:
    assert len(TABLE) == len(ROWS) + sum(len(triggers) for triggers in STAYS.values())


def test_every_phase_is_reached_and_left() -> None:
    assert {row.to for row in ROWS} == set(Phase) == {row.at for row in ROWS}


def test_a_timer_runs_where_the_table_waits_for_one() -> None:
    assert {(row.to.value, row.start.value) for row in ROWS if row.start} == {
        ("COUNTDOWN", "countdown"),
        ("RELEASE_DUE", "confirmation"),
        ("RELEASED", "flooding"),
    }
