"""Samples taken by the batch beside the events that the path applies."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from bench import pinning
from bench.child import measured
from bench.commands import load
from bench.commands.run import served
from bench.figure import Figure
from bench.path.run import EVENTS, applied, fill
from bench.storage.house import BATCH, PATH, batches, begin
from bench.versions import versions
from libs.runtime.tokens import mint
from libs.testing.running import Parts

CALLERS, SECONDS, WARM = 8, 8.0, 1.0
DATABASE = "storage_samples"


def run(rounds: int) -> list[Figure]:
    """Samples/s through storage's API, events/s through the path, in interleaved rounds."""
    rates: dict[str, list[float]] = {"samples": [], "path": []}
    with tempfile.TemporaryDirectory() as folder, pinning.on(pinning.PARTS), Parts.started(Path(folder)) as parts:
        fill(parts.broker.address, EVENTS)
        token = mint(parts.database.secrets.signing_key_file, "admin", timedelta(hours=1))
        measured(
            "bench.storage.fill", {"mongo": parts.address(DATABASE, DATABASE), "database": DATABASE}, pinned=False
        )  # fmt: skip
        asks = batches(begin(), CALLERS)
        with served(parts, "bench.storage.ours", DATABASE) as port:
            asked = 0
            for turn in range(rounds):
                seen = load.run([port], token, CALLERS, SECONDS, WARM, asks, PATH)
                asked += len(seen.took)
                rates["samples"].append(seen.rate * BATCH)
                print(f"  round {turn + 1} samples {rates['samples'][-1]:>9.0f}/s", flush=True)
                rates["path"].append(applied(parts, "bench.path.ours", f"usage_path_{turn}", EVENTS, patched=True))
        _expect_kept(parts, asked * BATCH)
    pinned, with_what = pinning.said("the server, or the worker"), versions()
    return [
        Figure("storage.usage", ">= 0.5", "samples/s", rates["samples"], rates["path"], None, pinned, with_what),
    ]


def _expect_kept(parts: Parts, answered: int) -> None:
    """So many samples at least are in their days, and none is a dead letter: else raises `AssertionError`."""
    sizes: list[dict[str, Any]] = [{"$group": {"_id": None, "samples": {"$sum": {"$size": "$instants"}}}}]
    with MongoClient[dict[str, Any]](parts.address(DATABASE, DATABASE)) as client:
        kept = sum(found["samples"] for found in client[DATABASE].volume_days.aggregate(sizes))
        refused = client[DATABASE].letters.count_documents({})
    assert kept >= answered, f"{kept} of {answered} samples"
    assert not refused, f"{refused} samples were refused"
