"""Each connection that a pod may open is tried, and each that it may not: exactly the topology's edges are there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import yaml

from libs.events.services import SERVICES
from libs.topology.estate import estate
from libs.topology.kubernetes import Resource
from libs.topology.network import BROKER, BROKER_PORT, DATABASE, DATABASE_PORT, EDGE, PORTS, SITE, Edge, Pod, edges
from libs.topology.pods import NO_PRIVILEGE, RESTRICTED, labels, resources
from tests.kube.deployed import Deployed

OUTSIDER = Pod("outsider")
"""In a namespace of no account."""
PLACES = {EDGE: "edge", OUTSIDER: "elsewhere"}
RUNNING = [*(Pod(kind, name) for name in SERVICES for kind in ("worker", "api")), BROKER, DATABASE]
STANDING = [*(Pod("verify", name) for name in SERVICES), SITE, EDGE, OUTSIDER]
"""Of which none runs now: one stands for each."""

TRY = """
import json, socket, sys
from concurrent.futures import ThreadPoolExecutor
def opens(place):
    try:
        socket.create_connection((place[0], place[1]), 4.0).close()
        return True
    except OSError:
        return False
places = json.loads(sys.argv[1])
with ThreadPoolExecutor(len(places)) as tries:
    print(json.dumps(list(tries.map(opens, places))))
"""


@pytest.fixture(scope="module")
def standing(deployed: Deployed) -> Iterator[None]:
    """Pods that do nothing, each with the labels of one that runs now and then, or from outside."""
    kubectl = deployed.cluster.kubectl
    for pod, namespace in PLACES.items():
        label = {"labels": {"chapelle.fr/edge": "true"}} if pod == EDGE else {}
        made = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace, **label}}
        kubectl("apply", "-f", "-", told=yaml.safe_dump(made))
    kubectl("apply", "-f", "-", told=yaml.safe_dump_all(_stands(pod, deployed.version) for pod in STANDING))
    for pod in STANDING:
        kubectl("wait", f"pod/{_name(pod)}", "-n", _place(pod), "--for=condition=Ready", "--timeout=120s")
    yield
    for pod in STANDING:
        deployed.cluster.run(
            "delete", f"pod/{_name(pod)}", "-n", _place(pod), "--grace-period=0", "--force", "--wait=false"
        )


def test_exactly_the_edges_are_open(deployed: Deployed, standing: None) -> None:
    found = {pod: _address(deployed, pod) for pod in RUNNING}
    places = [(pod, port) for pod in RUNNING if (port := _port(pod))]
    asked = json.dumps([(found[pod][1], port) for pod, port in places])

    def reached(opens: Pod) -> set[Edge]:
        name = found[opens][0] if opens in found else _name(opens)
        said = deployed.cluster.kubectl("exec", name, "-n", _place(opens), "--", "python3", "-c", TRY, asked)
        opened = zip(places, json.loads(said), strict=True)
        return {Edge(opens, to, port) for (to, port), open in opened if open and to != opens}

    with deployed.cluster.kit.inside(), ThreadPoolExecutor(2) as tries:
        open = set().union(*tries.map(reached, [*RUNNING, *STANDING]))
    assert open == set(edges(estate()))


def test_nobody_reaches_the_cluster_itself(deployed: Deployed) -> None:
    places = json.dumps([("10.96.0.1", 443), ("10.99.0.1", 6443), ("10.99.0.1", 10250)])
    for pod in (Pod("worker", "fire"), Pod("api", "access"), DATABASE):
        name, _ = _address(deployed, pod)
        said = deployed.cluster.kubectl("exec", name, "-n", "chapelle", "--", "python3", "-c", TRY, places)
        assert json.loads(said) == [False, False, False]


def _port(pod: Pod) -> int:
    if pod.component == "worker":
        return PORTS.worker(pod.name)
    return {BROKER: BROKER_PORT, DATABASE: DATABASE_PORT}.get(pod) or PORTS.api(pod.name)


def _address(deployed: Deployed, pod: Pod) -> tuple[str, str]:
    """Name and address of one that runs."""
    wanted = ",".join(f"{key}={value}" for key, value in labels(pod).items())
    one = deployed.cluster.get("pods", "-l", wanted, "--field-selector=status.phase=Running")["items"][0]
    return one["metadata"]["name"], one["status"]["podIP"]


def _name(pod: Pod) -> str:
    return f"stands-for-{pod}"


def _place(pod: Pod) -> str:
    return PLACES.get(pod, "chapelle")


def _stands(pod: Pod, version: str) -> Resource:
    container: Resource = {
        "name": "stands", "image": f"localhost/chapelle/parts:{version}", "command": ["sleep", "3600"],
        "securityContext": NO_PRIVILEGE, "resources": resources("16Mi", "128Mi"),
    }  # fmt: skip
    container["resources"]["requests"]["cpu"] = "1m"
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": _name(pod), "namespace": _place(pod), "labels": labels(pod)},
        "spec": {
            "automountServiceAccountToken": False, "securityContext": RESTRICTED, "containers": [container],
            "terminationGracePeriodSeconds": 0,
        },
    }  # fmt: skip
