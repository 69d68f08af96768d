"""Runs one replay of a service: `python -m libs.processes.replay billing --dry-run`."""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import argparse
import hashlib
import importlib.util
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from pymongo.errors import PyMongoError

from libs.bus.record import Record, RecordAway
from libs.bus.replay import CannotApply, Filled, Period, Replay, Told
from libs.bus.worker import handlers_of, worker_of
from libs.events import rfc3339
from libs.events.services import SERVICES
from libs.runtime.logs import set_up_logs
from libs.runtime.settings import Settings, load_settings
from libs.store import Conflict, FenceLost, OutcomeUnknown, Store, Unavailable

FAULTS = (CannotApply, FenceLost, RecordAway, Unavailable, OutcomeUnknown, Conflict, PyMongoError)
FIELDS_SHOWN = 5


def main() -> int:
    wish = _parser().parse_args()
    settings = load_settings(wish.service)
    set_up_logs(settings.service, "replay", "warning", sys.stderr)
    period = Period(wish.begin, wish.end) if wish.begin or wish.end else None
    with replay_of(settings, None if wish.json else _progress(settings.service)) as replay:
        if not replay.store.generations.projections:
            sys.stderr.write(f"{settings.service} keeps no projections: there is nothing to make again\n")
            return 2
        try:
            filled = replay.try_out(period) if wish.dry_run else replay.fill_again(period)
        except FAULTS as fault:
            sys.stderr.write(f"{settings.service}: {fault}; nothing was swapped\n")
            return 1
        except KeyboardInterrupt:
            sys.stderr.write(f"{settings.service}: broken off; the next replay goes on from here\n")
            return 1
        _say(
            json.dumps(as_json(settings.service, filled), default=str) if wish.json else _told(settings.service, filled)
        )
    return 0


@contextmanager
def replay_of(settings: Settings, tell: Any = None) -> Iterator[Replay]:
    """A replay with what the service's worker has: its handlers, its database, its sources."""
    worker = worker_of(settings.package, settings.service)
    store: Store[Any] = Store(
        settings.mongo_uri, settings.database, settings.service, worker.unit, settings.platform_clock
    )
    record, handlers = Record(settings.url, settings.token_file, settings.trust), handlers_of(worker)
    sources = handlers.sources(settings.urls or SERVICES)
    try:
        yield Replay(store, worker(), handlers, sources, record, _code_of(settings), settings.batch, tell)
    finally:
        record.close()
        store.close()


def as_json(service: str, filled: Filled) -> dict[str, Any]:
    """What was done, as `--json` prints it."""
    return {
        "service": service, "dry_run": filled.compared is not None, "events": filled.events,
        "seconds": round(filled.seconds, 3), "events_per_second": round(filled.pace), "goes_on": filled.goes_on,
        "letters_kept": [
            {name: letter[name] for name in ("id", "type", "key", "reason", "behind")} for letter in filled.waiting
        ],
        "letters_discarded": filled.discarded, "documents": filled.documents,
        **(filled.compared.as_json() if filled.compared else {}),
    }  # fmt: skip


def _code_of(settings: Settings) -> str:
    """Tells the service's code from another: what one has begun the other does not go on with."""
    found = importlib.util.find_spec(f"{settings.package}.{settings.service}.worker")
    if found is None or found.origin is None:
        raise LookupError(f"no worker of {settings.service}")
    digest = hashlib.sha256()
    for file in sorted(Path(found.origin).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _progress(service: str) -> Any:
    def tell(told: Told) -> None:
        _say(f"{service}: {told.applied:,} of {told.whole:,} events, {told.pace:,.0f} a second")

    return tell


def _told(service: str, filled: Filled) -> str:
    goes_on = ", gone on from where one was broken off" if filled.goes_on else ""
    lines = [f"{service}: {filled.events:,} events in {filled.seconds:.1f} s, {filled.pace:,.0f} a second{goes_on}"]
    if filled.compared:
        lines.append("  projection            live     equal  different   missing  too many")
        lines += [
            f"  {name:<16} {c.documents:>9,} {c.equal:>9,} {c.different:>10,} {c.missing:>9,} {c.too_many:>9,}"
            for name, c in filled.compared.counts.items()
        ]
        for name, id, fields in filled.compared.shown:
            lines.append(f"  {name} {id}")
            lines += [
                f"      {at or 'the document'}: live {_plain(a)}, replayed {_plain(b)}"
                for at, a, b in fields[:FIELDS_SHOWN]
            ]
    else:
        lines += [f"  {name:<16} {count:>9,} documents" for name, count in filled.documents.items()]
    if filled.waiting:
        lines.append(f"  {len(filled.waiting)} letters wait: kept, in their order")
        lines += [f"      {letter['id']}: {letter['reason']}" for letter in filled.waiting[:FIELDS_SHOWN]]
    if filled.discarded:
        lines.append(f"  {filled.discarded} letters were discarded: not applied")
    lines.append("  a dry run: nothing was changed" if filled.compared else "  swapped: this is what is live now")
    return "\n".join(lines)


def _plain(value: Any) -> str:
    shown = rfc3339(value) if isinstance(value, datetime) else json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= 200 else f"{shown[:197]}..."


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="replay")
    parser.add_argument("service")
    parser.add_argument("--from", dest="begin", type=datetime.fromisoformat)
    parser.add_argument("--to", dest="end", type=datetime.fromisoformat)
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
