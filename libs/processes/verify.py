"""Looks at what must always hold of one service's data, in JSON: `python -m libs.processes.verify billing`."""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import importlib
import importlib.util
import json
import sys
from collections.abc import Iterator, Mapping

from libs.audit import Kept
from libs.bus.replay import Replay
from libs.bus.verify import Check, Own, outbox, own, positions, projections
from libs.bus.verify_chain import chain
from libs.processes.replay import FAULTS, replay_of
from libs.runtime.logs import set_up_logs
from libs.runtime.settings import Settings, load_settings


def main() -> int:
    settings = load_settings(sys.argv[1])
    set_up_logs(settings.service, "verify", "warning", sys.stderr)
    with replay_of(settings) as replay:
        checks = list(_checks(settings, replay))
    shown = [{"check": c.name, "said": c.said, "breaches": c.breaches} for c in checks]
    sys.stdout.write(json.dumps(shown, ensure_ascii=False) + "\n")
    return 1 if any(check.breaches for check in checks) else 0


def _checks(settings: Settings, replay: Replay) -> Iterator[Check]:
    try:
        yield outbox(replay.store)
        yield chain(replay.store, Kept.of(settings))
        if replay.sources:
            yield positions(replay.store, replay.handlers, replay.sources, replay.record)
        if replay.store.generations.projections:
            yield projections(replay)
        yield from own(replay.store, _own_checks(settings))
    except (*FAULTS, OSError) as fault:
        yield Check("verify", "not done", [f"it could not be looked at: {fault}"])


def _own_checks(settings: Settings) -> Mapping[str, Own]:
    """`CHECKS` of the service's `verify.py`, where it has one."""
    name = f"{settings.package}.{settings.service}.verify"
    if importlib.util.find_spec(name) is None:
        return {}
    checks: Mapping[str, Own] = importlib.import_module(name).CHECKS
    return checks


if __name__ == "__main__":
    sys.exit(main())
