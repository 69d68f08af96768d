"""What every pod is like: unprivileged, read-only, bounded, with its service's files and settings."""

from __future__ import annotations

from typing import Any

from libs.runtime.topology import database_of
from libs.topology.kubernetes import PART_OF, Resource, resource
from libs.topology.network import BROKER, DATABASE, Pod

USER = 10001
"""Nobody on any node. Files that services share belong to the group of the same number."""
KEPT, SECRETS = "/var/lib/chapelle", "/run/secrets/chapelle"
"""What a service keeps beside its database; and what it is told that nobody else may know."""
VERSION = "0.1.0"

RESTRICTED: Resource = {
    "runAsNonRoot": True, "runAsUser": USER, "runAsGroup": USER, "fsGroup": USER,
    "fsGroupChangePolicy": "OnRootMismatch", "seccompProfile": {"type": "RuntimeDefault"},
}  # fmt: skip
NO_PRIVILEGE: Resource = {
    "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
}  # fmt: skip


def labels(pod: Pod) -> dict[str, str]:
    """By which its policy, its service and its deployment find a pod. Those of broker and database are made by others,
    who have labels of their own.
    """
    if pod in (BROKER, DATABASE):
        return {"chapelle.fr/part": pod.component}
    named = {"app.kubernetes.io/name": pod.name} if pod.name else {}
    return {**PART_OF, **named, "app.kubernetes.io/component": pod.component}


def account(pod: Pod) -> Resource:
    """Without a token: nothing of ours speaks with the cluster."""
    return {**resource("v1", "ServiceAccount", str(pod), None, labels(pod)), "automountServiceAccountToken": False}


def image_of(service: str) -> str:
    """The image of a service; the overlay says where it is to be had, and which one."""
    return f"chapelle/{service}:{VERSION}"


def resources(memory: str, most: str, *, urgent: bool = False) -> Resource:
    """`memory` is asked for, `most` is the end; two cores are what one process can use.

    Where a node's processors are short, pods have them as they have asked for them: lives hang on the `urgent`.
    """
    return {
        "requests": {"cpu": "200m" if urgent else "50m", "memory": memory, "ephemeral-storage": "16Mi"},
        "limits": {"cpu": "2", "memory": most, "ephemeral-storage": "64Mi"},
    }


def spread(pod: Pod) -> list[Resource]:
    """Over zones first, then over nodes, each revision by itself; where that cannot be, it runs all the same."""
    return [
        {
            "maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": labels(pod)}, "matchLabelKeys": ["pod-template-hash"],
        }
        for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
    ]  # fmt: skip


def pod_spec(pod: Pod, container: Resource, volumes: list[Resource]) -> Resource:
    """Whatever runs: no token of the cluster, no environment of its neighbours, nothing to write but a small `/tmp`."""
    scratch = {"name": "tmp", "emptyDir": {"sizeLimit": "32Mi"}}
    mounts = [{"name": "tmp", "mountPath": "/tmp"}, *container.pop("volumeMounts", [])]  # noqa: S108
    whole = {
        **container, "imagePullPolicy": "IfNotPresent", "volumeMounts": mounts,
        "securityContext": NO_PRIVILEGE, "terminationMessagePolicy": "FallbackToLogsOnError",
    }  # fmt: skip
    return {
        "serviceAccountName": str(pod),
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "securityContext": RESTRICTED,
        "terminationGracePeriodSeconds": 30,
        "containers": [whole],
        "volumes": [scratch, *volumes],
    }


def service_container(pod: Pod, arguments: list[str], files: dict[str, str], besides: Resource) -> Resource:
    """A process of a service. `files`: of its secret, those that it reads, by the setting that names them."""
    paths = [{"name": f"CHAPELLE_{setting}_FILE", "value": f"{SECRETS}/{file}"} for setting, file in files.items()]
    return {
        "name": pod.component,
        "image": image_of(pod.name),
        "args": arguments,
        "envFrom": [{"configMapRef": {"name": "platform"}}],
        "env": [*database(pod.name), *paths],
        "volumeMounts": [
            {"name": "secrets", "mountPath": SECRETS, "readOnly": True},
            {"name": "kept", "mountPath": KEPT},
        ],
        **besides,
    }


def service_volumes(pod: Pod, files: dict[str, str]) -> list[Resource]:
    """The files of the service's secret that are named, and what it keeps."""
    items = [{"key": file, "path": file} for file in files.values()]
    return [
        {"name": "secrets", "secret": {"secretName": pod.name, "defaultMode": 0o440, "items": items}},
        {"name": "kept", "persistentVolumeClaim": {"claimName": f"{pod.name}-kept"}},
    ]


def database(service: str) -> list[dict[str, Any]]:
    """Its user, known in its own database; the overlay says where the database is."""
    known = f"authSource={database_of(service)}&$(DATABASE_OPTIONS)"
    return [
        {
            "name": "DATABASE_PASSWORD",
            "valueFrom": {"secretKeyRef": {"name": f"{service}-database", "key": "password"}},
        },
        {"name": "CHAPELLE_MONGO", "value": f"mongodb://{service}:$(DATABASE_PASSWORD)@$(DATABASE_HOSTS)/?{known}"},
        {"name": "CHAPELLE_DATABASE", "value": database_of(service)},
    ]
