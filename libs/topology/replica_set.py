"""The database of production: a replica set of three, as the MongoDB operator's resource, with a user a service."""

from __future__ import annotations

from libs.runtime.parts.grants import roles_on
from libs.topology.estate import Estate
from libs.topology.kubernetes import Resource, resource, written
from libs.topology.network import DATABASE
from libs.topology.owned import Owned
from libs.topology.pods import NO_PRIVILEGE, RESTRICTED, labels

VERSION, MEMBERS = "8.0.4", 3
CERTIFIED = "database-tls"
"""The secret with the members' certificate, its key, and whose it is."""
PARTS = ("mongod", "mongodb-agent")
FIRST = ("mongod-posthook", "mongodb-agent-readinessprobe")


def replica_set(estate: Estate) -> str:
    """As YAML. Passwords are those of the services' own secrets."""
    template = {
        "metadata": {"labels": labels(DATABASE)},
        "spec": {
            "automountServiceAccountToken": True,  # its agent tells the operator how far it is
            "securityContext": {
                key: value for key, value in RESTRICTED.items() if key not in ("runAsUser", "runAsGroup")
            },
            "topologySpreadConstraints": _spread(),
            "containers": [_unprivileged(name, resources=RESOURCES[name]) for name in PARTS],
            "initContainers": [_unprivileged(name) for name in FIRST],
        },
    }
    spec = {
        "type": "ReplicaSet",
        "members": MEMBERS,
        "version": VERSION,
        "security": {
            "authentication": {"modes": ["SCRAM"]},
            "tls": {
                "enabled": True,
                "certificateKeySecretRef": {"name": CERTIFIED},
                "caCertificateSecretRef": {"name": CERTIFIED},
            },
        },
        "users": [_user(service) for service in estate.services],
        "additionalMongodConfig": {"storage.wiredTiger.engineConfig.cacheSizeGB": 1.5},
        "statefulSet": {"spec": {"template": template, "volumeClaimTemplates": _volumes()}},
    }
    return written([resource("mongodbcommunity.mongodb.com/v1", "MongoDBCommunity", "database", spec)])


def _user(service: Owned) -> Resource:
    return {
        "name": service.name,
        "db": service.database,
        "passwordSecretRef": {"name": f"{service.name}-database", "key": "password"},
        "roles": [{"name": right["role"], "db": right["db"]} for right in roles_on(service.database)],
        "scramCredentialsSecretName": f"{service.name}-database",
    }


RESOURCES: dict[str, Resource] = {
    "mongod": {
        "requests": {"cpu": "500m", "memory": "3Gi", "ephemeral-storage": "64Mi"},
        "limits": {"cpu": "4", "memory": "4Gi", "ephemeral-storage": "1Gi"},
    },
    "mongodb-agent": {
        "requests": {"cpu": "50m", "memory": "256Mi", "ephemeral-storage": "64Mi"},
        "limits": {"cpu": "500m", "memory": "500Mi", "ephemeral-storage": "512Mi"},
    },
}


def _unprivileged(name: str, **besides: Resource) -> Resource:
    own = {key: value for key, value in NO_PRIVILEGE.items() if key != "readOnlyRootFilesystem"}
    return {"name": name, "securityContext": own, **besides}


def _spread() -> list[Resource]:
    """Never two in one zone: a zone may be lost, and two members stay."""
    return [
        {
            "maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": labels(DATABASE)},
        }
    ]  # fmt: skip


def _volumes() -> list[Resource]:
    sizes = {"data-volume": "200Gi", "logs-volume": "5Gi"}
    return [
        {
            "metadata": {"name": name},
            "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}},
        }
        for name, size in sizes.items()
    ]
