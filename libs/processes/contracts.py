"""Writes `docs/contracts/` again from every service's events: `make contracts`.

A golden record of each type is written once and never changed: what was recorded under it must be read for ever. The
contract of an older version stays as it was published, for as long as the newest class reads it.
"""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import json
import sys

from libs.events import Event
from libs.events.contracts import FOLDER, breaks, contract_of, load_contracts, parted, write_contracts
from libs.events.golden import golden_of
from libs.events.services import SERVICES
from libs.topology.owned import declared_events, own_events

GOLDEN = FOLDER / "golden"


def heard_events(service: str) -> list[type[Event]]:
    """Every event of another service that this one reads."""
    return [event for event in declared_events(f"services.{service}.heard") if event.topic.service != service]


def main() -> int:
    """Refuses (exit 1) a change that would break readers; such a change is a new version beside the old."""
    events = [event for service in SERVICES for event in own_events(service)]
    committed = load_contracts()
    faults = [
        f"{event.type}: {fault}"
        for event in events
        if event.type in committed
        for fault in breaks(committed[event.type], contract_of(event))
    ]
    faults += parted(events, committed)
    if faults and "--force" not in sys.argv:
        sys.stderr.write("\n".join(faults) + "\n")
        return 1
    write_contracts(events)
    GOLDEN.mkdir(exist_ok=True)
    for event in events:
        path = GOLDEN / f"{event.type}.json"
        if not path.exists():
            path.write_text(json.dumps(golden_of(event), indent=2, ensure_ascii=False) + "\n")
    sys.stdout.write(f"{len(events)} contracts in docs/contracts\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
