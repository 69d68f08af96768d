"""Three zones of three nodes that are only played: what is spread is spread, and a budget lets one go at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from libs.events.services import SERVICES
from libs.testing.running import until
from tests.kube.deployed import Deployed
from tests.kube.kit import Cluster, Kit

KINDS = [f"{service}-{kind}" for service in SERVICES for kind in ("worker", "api")]


@pytest.fixture(scope="module")
def cluster(kit: Kit) -> Iterator[Cluster]:
    """Three nodes, each a zone; its pods are ready at once, and do nothing."""
    with kit.cluster("kwok", KWOK_NODES="3") as running:
        room = '{"status": {"capacity": {"ephemeral-storage": "9Gi"}, "allocatable": {"ephemeral-storage": "9Gi"}}}'
        for node in ("kwok-1", "kwok-2", "kwok-3"):
            running.kubectl("patch", "node", node, "--subresource=status", "-p", room)
        platform = Deployed(running, "any")
        platform.prepare()
        platform.apply()
        for kind in KINDS:
            running.kubectl("scale", f"deployment/{kind}", "-n", "chapelle", "--replicas=3")
        for kind in KINDS:
            running.kubectl("rollout", "status", f"deployment/{kind}", "-n", "chapelle", "--timeout=180s")
        yield running


def nodes_of(cluster: Cluster, kind: str) -> Counter[str]:
    service, component = kind.rsplit("-", 1)
    labels = f"app.kubernetes.io/name={service},app.kubernetes.io/component={component}"
    return Counter(pod["spec"].get("nodeName", "") for pod in cluster.get("pods", "-l", labels)["items"])


@pytest.mark.parametrize("kind", KINDS)
def test_three_pods_are_in_three_zones(cluster: Cluster, kind: str) -> None:
    assert sorted(nodes_of(cluster, kind)) == ["kwok-1", "kwok-2", "kwok-3"]


def test_a_budget_lets_one_go_at_a_time(cluster: Cluster) -> None:
    def allowed() -> set[int]:
        return {budget["status"].get("disruptionsAllowed", 0) for budget in cluster.get("pdb")["items"]}

    until(lambda: allowed() == {1}, "every budget allows one", 60)


def test_a_zone_that_is_drained_goes_elsewhere(cluster: Cluster) -> None:
    cluster.kubectl("drain", "kwok-1", "--force", "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=240s")
    for kind in KINDS:
        cluster.kubectl("rollout", "status", f"deployment/{kind}", "-n", "chapelle", "--timeout=180s")
        found = nodes_of(cluster, kind)
        assert found.total() == 3
        assert set(found) == {"kwok-2", "kwok-3"}
    cluster.kubectl("uncordon", "kwok-1")
