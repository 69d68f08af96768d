"""A real API server takes every resource as it is, and warns of none; what is out of range it refuses in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml

from libs.runtime.launch import ROOT
from tests.kube import strimzi
from tests.kube.kit import Cluster, Kit

K8S = ROOT / "k8s"


@pytest.fixture(scope="module")
def cluster(kit: Kit) -> Iterator[Cluster]:
    with kit.cluster("api") as running:
        running.kubectl("apply", "-f", str(K8S / "base" / "namespace.yaml"))
        yield running


def test_the_whole_of_production_is_taken(cluster: Cluster) -> None:
    """What is the operators' by the definitions that they bring."""
    theirs = [path for path in cluster.kit.bash("./crds.sh").split() if "mongodb" in path or "cert-manager" in path]
    for definition in (*theirs, *strimzi.definitions()):
        cluster.kubectl("apply", "--server-side", "-f", str(definition))
    cluster.kubectl("wait", "crd", "--all", "--for=condition=Established", "--timeout=30s")
    said = cluster.kubectl("apply", "--dry-run=server", "--validate=strict", "-k", str(K8S / "overlays" / "production"))
    assert "mongodbcommunity.mongodbcommunity.mongodb.com/database created" in said
    assert "kafka.kafka.strimzi.io/chapelle created" in said
    assert "certificate.cert-manager.io/database-tls created" in said
    assert "kafkauser.kafka.strimzi.io/chapelle-billing created" in said


def test_the_whole_of_a_single_node_is_taken_and_taken_again(cluster: Cluster) -> None:
    said = cluster.kubectl("apply", "--validate=strict", "-k", str(K8S / "overlays" / "single-node"))
    assert "deployment.apps/billing-worker created" in said
    cluster.kubectl("apply", "-k", str(K8S / "overlays" / "single-node"))
    kept = [
        *cluster.get("deployments")["items"],
        *cluster.get("cronjobs")["items"],
        *cluster.get("statefulsets")["items"],
    ]
    assert {one["metadata"]["generation"] for one in kept} == {1}


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("/spec/template/spec/containers/0/ports/0/containerPort", 70000, "must be between 1 and 65535, inclusive"),
        (
            "/spec/template/spec/containers/0/resources/limits/memory",
            "1Mi",
            "must be less than or equal to memory limit",
        ),
        ("/spec/template/spec/containers/0/livenessProbe/timeoutSeconds", -1, "must be greater than or equal to 0"),
        (
            "/spec/template/metadata/labels/app.kubernetes.io~1name",
            "another",
            "`selector` does not match template `labels`",
        ),
    ],
)
def test_what_is_out_of_range_is_refused(cluster: Cluster, path: str, value: object, sentence: str) -> None:
    patch = yaml.safe_dump([{"op": "replace", "path": path, "value": value}])
    refused = cluster.run(
        "patch", "deployment", "access-api", "-n", "chapelle", "--type=json", "--dry-run=server", "-p", patch
    )
    assert refused.returncode != 0
    assert sentence in refused.stderr


def test_who_would_be_privileged_is_not_let_in(cluster: Cluster) -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "root", "namespace": "chapelle"},
        "spec": {"containers": [{"name": "root", "image": "any", "securityContext": {"privileged": True}}]},
    }
    refused = cluster.run("apply", "--dry-run=server", "-f", "-", told=yaml.safe_dump(pod))
    assert 'violates PodSecurity "restricted' in refused.stderr
