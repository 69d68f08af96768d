"""What is done where there is no network but loopback: the platform and its simulator run, and a badge is checked.

`python -m tests.extra.alone FOLDER`, started without a way out by `test_no_way_out.py`; prints a JSON line of what came
of it.
"""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path

import httpx

from libs.runtime.ports import free_base
from libs.runtime.topology import OFFSETS, Topology
from libs.testing.running import until
from libs.testing.up import Up, chapelle, up

BADGE = {"format": "H10301", "facility": 118, "card": 20001}
METERED = "fr.chapelle.power.demand-closed.v1"
"""Ten minutes of a meter that the simulator reads."""


def checked(platform: Up) -> str:
    """What a door is told of a badge of the site that comes with it."""
    token = chapelle("token", "--role", "device", "--data", str(platform.data)).stdout.strip()
    answer = httpx.post(
        f"{Topology(platform.base).url('access')}/v1/checks",
        json={"door": "entrance", "direction": "in", "credential": BADGE},
        headers={"authorization": f"Bearer {token}", "idempotency-key": uuid.uuid4().hex},
        timeout=30,
    )
    return str(answer.json().get("decision", answer.text))


def unroutable() -> int:
    """The packets for which the kernel had no route, of whoever sent them: all of this namespace."""
    names, figures = (line.split() for line in Path("/proc/self/net/snmp").read_text().splitlines()[:2])
    newer = dict(line.split() for line in Path("/proc/self/net/snmp6").read_text().splitlines())
    return int(dict(zip(names, figures, strict=True))["OutNoRoutes"]) + int(newer["Ip6OutNoRoutes"])


def main() -> None:
    data = Path(sys.argv[1])
    with up(data, free_base(OFFSETS), "--speed", "60") as platform:
        decision = checked(platform)
        until(lambda: chapelle("events", "--type", METERED, "--data", str(data)).stdout, "the simulator is heard")
        ready = {row["name"]: row["ready"] for row in platform.status()["processes"]}
        stopped = platform.stop()
    print(json.dumps({"decision": decision, "ready": ready, "stopped": stopped, "unroutable": unroutable()}))


if __name__ == "__main__":
    main()
