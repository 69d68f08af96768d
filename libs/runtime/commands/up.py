"""`chapelle up`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from libs.runtime.commands.arguments import Commands, declare, moment, parsed
from libs.runtime.faults import CannotRunError
from libs.runtime.topology import OFFSETS


def add(commands: Commands) -> None:
    """Declares it."""
    command = declare(commands, "up", run, "start the platform and keep it running until Ctrl-C")
    command.add_argument("--ports", type=parsed(_first_port), default=8400, metavar="FIRST", help="first port (8400)")
    command.add_argument("--site", type=Path, default=Path("site.yaml"), metavar="FILE", help="the site as data")
    command.add_argument("--clock", type=moment, metavar="TIME", help="where the platform's clock starts (now)")
    command.add_argument("--speed", type=parsed(_speed), default=1.0, metavar="N", help="how fast it runs (1)")
    command.add_argument("--no-simulator", action="store_true", help="load the site and play nothing")
    command.add_argument("--broker", type=parsed(_addresses), metavar="HOST:PORT[,…]", help="use this Kafka")
    command.add_argument(
        "--replication", type=parsed(_copies), metavar="N", help="copies of each record there (one a broker named, ≤ 3)"
    )
    command.add_argument("--mongo", type=parsed(_mongo), metavar="URI", help="use this MongoDB")
    command.add_argument("--log-level", choices=["debug", "info", "warning", "error"], default="info")


def run(wish: argparse.Namespace) -> int:
    """Until Ctrl-C."""
    from libs.runtime.let_in import given
    from libs.runtime.up import Wish, up

    reach = given(wish.broker or "", wish.mongo or "")
    if wish.replication and not wish.broker:
        raise CannotRunError("--replication is for the Kafka of --broker; the embedded broker has one copy")
    return up(
        Wish(
            data=wish.data, site=wish.site, base_port=wish.ports, clock=wish.clock, speed=wish.speed,
            simulator=not wish.no_simulator, broker=wish.broker or "", replication=wish.replication or 0,
            mongo=reach.mongo_uri if reach.mongo else "", log_level=wish.log_level, reach=reach,
        )
    )  # fmt: skip


def _first_port(text: str) -> int:
    port: int = _number(int, text)
    last = max(OFFSETS)
    if not 1 <= port <= 65535 - last:
        raise ValueError(f"a first port is between 1 and {65535 - last}: the last one is {last} above it")
    return port


def _speed(text: str) -> float:
    speed: float = _number(float, text)
    if not 0 < speed <= 100_000:
        raise ValueError("a speed is above 0 and at most 100000")
    return speed


def _addresses(text: str) -> str:
    for address in text.split(","):
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit():
            raise ValueError(f"no address {address!r}; write HOST:PORT, several with commas between them")
    return text


def _copies(text: str) -> int:
    copies: int = _number(int, text)
    if not 1 <= copies <= 9:
        raise ValueError("there are between 1 and 9 copies")
    return copies


def _mongo(text: str) -> str:
    if not text.startswith(("mongodb://", "mongodb+srv://")):
        raise ValueError(f"no address {text!r}; write mongodb://USER:PASSWORD@HOST:PORT/?replicaSet=NAME")
    return text


def _number(kind: Any, text: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"no number {text!r}") from None
