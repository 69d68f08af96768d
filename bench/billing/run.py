"""Months closed of few tenants and of many; a document beside the plain combination; usage beside the path."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import pinning
from bench.billing.house import MONTHS
from bench.child import measured
from bench.figure import Figure
from bench.path.run import EVENTS, applied, fill
from bench.versions import versions
from libs.testing.running import Parts

TENANTS = (2, 20, 200)
PATIENCE = 1_800.0


def run(rounds: int) -> list[Figure]:
    """All figures of billing, in interleaved rounds."""
    closed: dict[int, list[float]] = {tenants: [] for tenants in TENANTS}
    made: dict[str, list[float]] = {"ours": [], "plain": []}
    usage: dict[str, list[float]] = {"billing": [], "path": []}
    months = range(len(MONTHS))[-min(rounds, 6) :]
    with tempfile.TemporaryDirectory() as folder, pinning.on(pinning.PARTS), Parts.started(Path(folder)) as parts:
        fill(parts.broker.address, EVENTS)
        for tenants in TENANTS:
            job = _of(parts, tenants) | {"closed": months[0]}
            measured("bench.billing.fill", job, pinned=False, patience=PATIENCE)
        for turn, month in enumerate(months):
            for tenants in TENANTS:
                ms = measured("bench.billing.closing", _of(parts, tenants) | {"month": month}, patience=PATIENCE)["ms"]
                closed[tenants].append(ms)
                print(f"  round {turn + 1} {tenants} tenants: {ms:.1f} ms each", flush=True)
            for name, ms in measured("bench.billing.documents", {}).items():
                made[name].append(ms)
                print(f"  round {turn + 1} document, {name}: {ms:.1f} ms", flush=True)
            for name, module in (("billing", "bench.billing.applying"), ("path", "bench.path.ours")):
                usage[name].append(applied(parts, module, f"usage_{name}_{turn}", EVENTS, patched=True))
    pinned, with_what = pinning.said("the service, and the press beside it"), versions()

    def figure(
        name: str, goal: str, unit: str, ours: list[float], peer: list[float], floor: Sequence[float] | None = None
    ) -> Figure:
        return Figure(f"billing.{name}", goal, unit, ours, peer, floor, pinned, with_what)

    return [
        figure("close", "<= 1.1", "ms a tenant", closed[200], closed[20], closed[2]),
        figure("document", "<= 0.7", "ms", made["ours"], made["plain"]),
        figure("usage", ">= 0.5", "events/s", usage["billing"], usage["path"]),
    ]


def _of(parts: Parts, tenants: int) -> dict[str, object]:
    database = f"billing_{tenants}"
    return {"mongo": parts.address(database, database), "database": database, "tenants": tenants}
