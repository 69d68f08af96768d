"""The committed NetworkPolicies, read as a cluster reads them: who may open a connection to whom."""

from __future__ import annotations

from typing import Any

import yaml

from libs.runtime.commands.topology import FORMATS
from libs.runtime.launch import ROOT
from libs.topology.estate import estate
from libs.topology.network import EDGE, Pod, edges
from libs.topology.pods import labels

POLICIES = list(yaml.safe_load_all((ROOT / FORMATS["network-policies"]).read_text()))
EDGES = set(edges(estate()))
PODS = {edge.opens for edge in EDGES} | {edge.to for edge in EDGES}
NAMESPACES = {EDGE: {"chapelle.fr/edge": "true"}}
PORTS = {edge.port for edge in EDGES} | {22, 443, 8411}


def matches(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    asked: dict[str, str] = selector.get("matchLabels", {})
    return asked.items() <= labels.items()


def is_peer(peer: dict[str, Any], pod: Pod) -> bool:
    if "namespaceSelector" in peer:
        return matches(peer["namespaceSelector"], NAMESPACES.get(pod, {})) and "podSelector" not in peer
    return pod not in NAMESPACES and matches(peer["podSelector"], labels(pod))


def lets(pod: Pod, direction: str, other: Pod, port: int) -> bool:
    """Whether some policy that is about the pod has a rule for it. One that no policy is about may do anything."""
    about = [
        one["spec"] for one in POLICIES if pod not in NAMESPACES and matches(one["spec"]["podSelector"], labels(pod))
    ]
    side = "from" if direction == "ingress" else "to"
    return not about or any(
        any(is_peer(peer, other) for peer in rule[side]) and {"protocol": "TCP", "port": port} in rule["ports"]
        for policy in about
        for rule in policy.get(direction, [])
    )


def test_exactly_the_edges_are_open() -> None:
    opened = {
        (opens, to, port)
        for opens in PODS
        for to in PODS - {EDGE}
        for port in PORTS
        if lets(opens, "egress", to, port) and lets(to, "ingress", opens, port)
    }
    assert opened == {(edge.opens, edge.to, edge.port) for edge in EDGES}


def test_each_end_of_an_edge_says_it() -> None:
    for opens in PODS - {EDGE}:
        for to in PODS - {EDGE}:
            for port in PORTS:
                assert lets(opens, "egress", to, port) == lets(to, "ingress", opens, port)


def test_a_service_asks_the_record_of_whom_it_hears_and_of_nobody_else() -> None:
    def asked(component: str, name: str) -> set[str]:
        return {edge.to.name for edge in EDGES if edge.opens == Pod(component, name) and edge.to.component == "api"}

    assert asked("worker", "fire") == {"access"}
    assert asked("worker", "power") == asked("api", "billing") == set()
    assert asked("worker", "billing") == {"access", "power", "fire", "storage"}
    assert asked("api", "console") == {"access", "power", "fire", "storage", "billing"}


def test_none_speaks_to_the_broker_but_workers() -> None:
    assert {edge.opens.component for edge in EDGES if edge.to == Pod("broker")} == {"worker"}


def test_the_default_is_to_refuse_all() -> None:
    default = POLICIES[0]["spec"]
    assert default == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
