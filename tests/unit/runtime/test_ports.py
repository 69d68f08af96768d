"""Ports: which are taken, and where each service listens."""

from __future__ import annotations

import socket
import subprocess
import sys

from libs.events.services import SERVICES
from libs.runtime.ports import HOST, answers, free_base, free_port, taken
from libs.runtime.topology import OFFSETS, Topology


def test_a_port_on_which_something_listens_is_taken() -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        free = free_port()

        assert taken([free, port]) == [port]
        assert answers(port)
    assert not answers(free)


def test_who_was_given_a_port_may_take_its_time_to_listen() -> None:
    given = [free_port() for _ in range(60)]

    assert len(set(given)) == len(given)


def test_what_one_process_was_given_no_other_gets() -> None:
    given = {free_port() for _ in range(60)}
    asks = "from libs.runtime.ports import free_port; print(*(free_port() for _ in range(60)))"
    other = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)

    assert not given & {int(port) for port in other.stdout.split()}


def test_a_free_base_has_room_for_a_whole_platform() -> None:
    topology = Topology(free_base(OFFSETS))

    assert not taken(topology.names())


def test_the_ports_are_those_of_the_public_face() -> None:
    topology = Topology(8400)

    assert {name: topology.api(name) for name in SERVICES} == {
        "access": 8401, "power": 8402, "fire": 8403, "storage": 8404, "billing": 8405, "console": 8400,
    }  # fmt: skip
    assert topology.worker("console") == 8410
    assert topology.worker("billing") == 8415
    assert (topology.broker, topology.database) == (8420, 8430)
    assert len(topology.names()) == len(OFFSETS) == 14
