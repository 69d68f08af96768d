"""What a worker is told in production besides: its user at the broker, and whose certificates are believed."""

from __future__ import annotations

from libs.runtime.topology import broker_user_of
from libs.topology.estate import Estate
from libs.topology.kubernetes import Resource, written
from libs.topology.network import Pod

CA, USER = "/run/secrets/broker-ca", "/run/secrets/broker-user"


def credentials(estate: Estate) -> str:
    """A patch of each worker's Deployment, as YAML: the secrets that Strimzi makes for cluster and user."""
    return written(_worker(service.name) for service in estate.services)


def _worker(service: str) -> Resource:
    env = {
        "CHAPELLE_BROKER_USER": broker_user_of(service),
        "CHAPELLE_BROKER_PASSWORD_FILE": f"{USER}/password",
        "CHAPELLE_BROKER_CA_FILE": f"{CA}/ca.crt",
    }
    container = {
        "name": "worker",
        "env": [{"name": name, "value": value} for name, value in env.items()],
        "volumeMounts": [
            {"name": "broker-ca", "mountPath": CA, "readOnly": True},
            {"name": "broker-user", "mountPath": USER, "readOnly": True},
        ],
    }
    volumes = [
        _secret("broker-ca", "chapelle-cluster-ca-cert", "ca.crt"),
        _secret("broker-user", broker_user_of(service), "password"),
    ]
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": str(Pod("worker", service))},
        "spec": {"template": {"spec": {"containers": [container], "volumes": volumes}}},
    }


def _secret(volume: str, secret: str, key: str) -> Resource:
    items = [{"key": key, "path": key}]
    return {"name": volume, "secret": {"secretName": secret, "defaultMode": 0o440, "items": items}}
