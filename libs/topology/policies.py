"""The edges as NetworkPolicies: nothing by default, names for the services, and exactly each edge at both its ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from libs.topology.estate import Estate
from libs.topology.kubernetes import Resource, resource, written
from libs.topology.network import EDGE, Edge, Pod, edges
from libs.topology.pods import labels

API, KIND = "networking.k8s.io/v1", "NetworkPolicy"
EDGE_NAMESPACE = {"chapelle.fr/edge": "true"}
"""Whoever lets people and devices in is in a namespace with this label."""
DNS = {
    "to": [
        {
            "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
            "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
        }
    ],
    "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}],
}


def network_policies(estate: Estate) -> str:
    """One that refuses everything, then one a pod that says whom it hears and to whom it speaks."""
    return written(_resources(sorted(edges(estate))))


def _resources(edges: list[Edge]) -> Iterator[Resource]:
    yield resource(API, KIND, "default-deny", {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})
    for pod in sorted({edge.opens for edge in edges} | {edge.to for edge in edges}):
        if pod != EDGE:
            yield _policy(pod, edges)


def _policy(pod: Pod, edges: list[Edge]) -> Resource:
    speaks = _rules("to", ((edge.to, edge.port) for edge in edges if edge.opens == pod))
    spec: dict[str, Any] = {
        "podSelector": {"matchLabels": labels(pod)},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": _rules("from", ((edge.opens, edge.port) for edge in edges if edge.to == pod)),
        "egress": [*([DNS] if speaks else []), *speaks],
    }
    return resource(API, KIND, str(pod), spec)


def _rules(direction: str, peers: Iterable[tuple[Pod, int]]) -> list[dict[str, Any]]:
    """A rule a port."""
    by_port: dict[int, list[Pod]] = defaultdict(list)
    for pod, port in peers:
        by_port[port].append(pod)
    return [
        {direction: [_peer(pod) for pod in pods], "ports": [{"protocol": "TCP", "port": port}]}
        for port, pods in sorted(by_port.items())
    ]


def _peer(pod: Pod) -> dict[str, Any]:
    if pod == EDGE:
        return {"namespaceSelector": {"matchLabels": EDGE_NAMESPACE}}
    return {"podSelector": {"matchLabels": labels(pod)}}
