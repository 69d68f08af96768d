"""The state diagram of the documentation, made from the table."""

from __future__ import annotations

from collections.abc import Iterator

from services.fire.domain.table import ROWS, Row
from services.fire.domain.vocabulary import Phase, State


def mermaid() -> str:
    """A `stateDiagram-v2`: an arrow a row, labelled `trigger / facts [timer]`, phases inside their state."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {Phase.QUIESCENT.value}"
    for state in State:
        phases = [phase for phase in Phase if phase.state is state]
        if len(phases) > 1:
            yield f"    state {state.value} {{"
            yield from (f"        {_arrow(row)}" for row in ROWS if row.at.state is row.to.state is state)
            yield "    }"
    alone = [row for row in ROWS if row.at is row.to and sum(phase.state is row.at.state for phase in Phase) == 1]
    yield from (f"    {_arrow(row)}" for row in ROWS if row.at.state is not row.to.state or row in alone)


def _arrow(row: Row) -> str:
    facts = ", ".join(tell.__name__.replace("_", "-") for tell in row.tell)
    label = row.on.value + (f" / {facts}" if facts else "") + (f" [{row.start.value}]" if row.start else "")
    return f"{row.at.value} --> {row.to.value} : {label}"
