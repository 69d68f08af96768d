"""What runs a service on Kubernetes: a worker and an api, each found, kept up, grown and protected by itself."""

from __future__ import annotations

from collections.abc import Iterator

from libs.topology.estate import Estate
from libs.topology.kubernetes import Resource, resource, written
from libs.topology.network import PORTS, Pod
from libs.topology.owned import Owned, answers_alone
from libs.topology.pods import account, labels, pod_spec, resources, service_container, service_volumes, spread

LEAST, MOST = 2, 4
"""Pods of a kind: one may go at any time. More than four workers only wait for each other's partitions."""
FILES = {"TOKEN": "token", "PUBLIC_KEY": "signing.pub", "AUDIT_PUBLIC_KEY": "audit.pub"}
LISTEN = {"name": "CHAPELLE_LISTEN", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}
"""A pod listens on its own address alone."""
KEYS = {"worker": {"AUDIT_KEY": "audit.pem"}, "api": {"SEAL_KEY": "seal.pem"}}
"""What the one signs by, the other is not given."""


def workloads(estate: Estate) -> str:
    """As YAML, service by service."""
    return written(part for service in estate.services for part in _service(service))


def _service(service: Owned) -> Iterator[Resource]:
    yield _volume(service.name)
    for pod, port in ((Pod("worker", service.name), PORTS.worker), (Pod("api", service.name), PORTS.api)):
        yield from _kind(pod, port(service.name), service.urgent)
    api = Pod("api", service.name)
    yield _found(str(api), api, PORTS.api(service.name), ready=True)
    if answers_alone(service.name):
        yield _found(f"{api}-always", api, PORTS.api(service.name), ready=False)


def _kind(pod: Pod, port: int, urgent: bool) -> Iterator[Resource]:
    own = {"matchLabels": labels(pod)}
    yield account(pod)
    yield resource("apps/v1", "Deployment", str(pod), _deployment(pod, port, urgent), labels(pod))
    yield resource("policy/v1", "PodDisruptionBudget", str(pod), {"maxUnavailable": 1, "selector": own}, labels(pod))
    yield resource("autoscaling/v2", "HorizontalPodAutoscaler", str(pod), _grown(pod), labels(pod))


def _deployment(pod: Pod, port: int, urgent: bool) -> Resource:
    files = {**FILES, **KEYS[pod.component]}
    container = service_container(
        pod, [f"libs.processes.{pod.component}", pod.name], files,
        {
            "ports": [{"name": "http", "containerPort": port}],
            **_probes(),
            **({"lifecycle": {"preStop": {"sleep": {"seconds": 3}}}} if pod.component == "api" else {}),
            "resources": resources("128Mi", "1Gi", urgent=urgent),
        },
    )  # fmt: skip
    container["env"] += [{"name": "CHAPELLE_PORT", "value": str(port)}, LISTEN]
    spec = pod_spec(pod, container, service_volumes(pod, files))
    return {
        "revisionHistoryLimit": 5,
        "selector": {"matchLabels": labels(pod)},
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}},
        "template": {
            "metadata": {"labels": labels(pod)},
            "spec": {**spec, "topologySpreadConstraints": spread(pod)},
        },
    }


def _probes() -> Resource:
    """Alive: its lanes and its loop turn. Ready: a real write is committed, and nothing waits for long."""
    live, ready = ({"httpGet": {"path": f"/health/{what}", "port": "http"}} for what in ("live", "ready"))
    return {
        "startupProbe": {**live, "periodSeconds": 2, "timeoutSeconds": 2, "failureThreshold": 150},
        "livenessProbe": {**live, "periodSeconds": 10, "timeoutSeconds": 5, "failureThreshold": 3},
        "readinessProbe": {**ready, "periodSeconds": 5, "timeoutSeconds": 3, "failureThreshold": 2},
    }


def _grown(pod: Pod) -> Resource:
    target = {"type": "AverageValue", "averageValue": "700m"}
    return {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": str(pod)},
        "minReplicas": LEAST,
        "maxReplicas": MOST,
        "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
    }


def _found(name: str, pod: Pod, port: int, ready: bool) -> Resource:
    """`ready`: only those that are; otherwise all, for what is answered without the database too."""
    spec = {
        "selector": labels(pod),
        "ports": [{"name": "http", "port": port, "targetPort": "http"}],
        **({} if ready else {"publishNotReadyAddresses": True}),
    }
    return resource("v1", "Service", name, spec, labels(pod))


def _volume(service: str) -> Resource:
    """Checkpoints of the record's chain, away from the database; what is answered without it; documents handed over."""
    spec = {"accessModes": ["ReadWriteMany"], "resources": {"requests": {"storage": "1Gi"}}}
    return resource("v1", "PersistentVolumeClaim", f"{service}-kept", spec, {"app.kubernetes.io/name": service})
