"""What a run leaves: the history of a stretch that went wrong, how to run it again, and the rare branches reached."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from libs.testing.chaos.plan import ROUNDS
from libs.testing.chaos.sometimes import branches
from libs.testing.chaos.stretch import Result
from libs.testing.history import to_json
from libs.testing.running import ROOT

KEPT = ROOT / "build" / "chaos"

SHOWN, SHOWN_CHARACTERS = 10, 500

LONG, SHORT = 250, 60
"""Rounds from which a run must have reached every rare branch, and those that even a short run can hardly miss."""
SURE = ("broker_wiped", "duplicate_dropped", "lease_taken_over", "letter_applied")
"""By runs of 30 rounds: each of them reached these, most of them five times and more. Others came once or not at all,
such as `fence_lost`, which takes two workers, and `commands_split`, which takes batches.
"""


ELSEWHERE = {
    "checkpoint_missed": "takes a fault just when one is due, every 10 s; audit/test_writing_checkpoints.py",
    "checkpoint_cut_off": "takes a kill within a write of 1 kB; audit/test_writing_checkpoints.py",
    "checkpoint_noted_late": "takes a kill between a write and a note of it; audit/test_writing_checkpoints.py",
    "expired_passed_over": "the toys keep everything; the model",
    "forged_replaced": "takes a forgery under a number that was just given; test_poison.py",
    "other_version_refused": "takes two versions; test_versions.py",
    "replay_swap_again": "takes a replay; test_replay.py",
}
"""Branches that chaos does not come to, why, and who does."""


def must_be_reached(rounds: int) -> set[str]:
    """A run that only repeats a seed must reach nothing."""
    if rounds >= LONG:
        return branches() - ELSEWHERE.keys()
    return set(SURE) if rounds >= SHORT else set()


def reached(total: Mapping[str, int]) -> str:
    """How often each rare branch was taken."""
    return "\n".join(f"  {total.get(name, 0):7}  {name}" for name in sorted(branches()))


def keep(result: Result, folder: Path) -> str:
    """Writes what is left of a stretch beside its logs; what is to be said of it."""
    folder.mkdir(parents=True, exist_ok=True)
    stretch = result.stretch
    rounds = [f"{number:3}  {round}" for number, round in enumerate(stretch.rounds[: result.done + 1], 1)]
    told = [f"seed {stretch.seed}: {stretch.conditions.name}", *rounds, *result.wrong]
    (folder / "wrong.txt").write_text("\n".join(told) + "\n")
    (folder / "history.jsonl").write_bytes(to_json(result.history))
    more = [f"  and {len(result.wrong) - SHOWN} more"] * (len(result.wrong) > SHOWN)
    again = f"again: make chaos SEED={stretch.seed} ROUNDS={ROUNDS}"
    shown = [f"  WRONG {one[:SHOWN_CHARACTERS]}" for one in result.wrong[:SHOWN]]
    return "\n".join([*shown, *more, f"  kept in {folder.relative_to(ROOT)}; {again}"])
