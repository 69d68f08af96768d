"""Who certifies whom in production: cert-manager's resources, by one authority; its key is the secret `chapelle-ca`."""

from __future__ import annotations

from libs.topology.estate import Estate
from libs.topology.kubernetes import Resource, resource, written
from libs.topology.network import Pod
from libs.topology.owned import answers_alone
from libs.topology.replica_set import CERTIFIED, MEMBERS

NAMESPACE = "chapelle"
AUTHORITY = "chapelle-ca"
API = "cert-manager.io/v1"
DAYS, RENEWED_DAYS = 90, 30
"""How long a certificate is good, and how long before its end the next is made; processes read it as they run."""


def certificate_of(service: str) -> str:
    """The secret with the certificate by which a service's api is known, and its key."""
    return f"{service}-tls"


def certificates(estate: Estate) -> str:
    """The authority, one certificate an api, and one for the members of the database, as YAML."""
    issuer = resource(API, "Issuer", AUTHORITY, {"ca": {"secretName": AUTHORITY}})
    apis = [_certificate(certificate_of(service.name), _names(service.name)) for service in estate.services]
    found = f"database-svc.{NAMESPACE}.svc.cluster.local"
    members = [f"database-{n}.{found}" for n in range(MEMBERS)]
    return written([issuer, *apis, _certificate(CERTIFIED, ["database-svc", found, *members])])


def _names(service: str) -> list[str]:
    api = str(Pod("api", service))
    found = [api, f"{api}-always"] if answers_alone(service) else [api]
    return [name for one in found for name in (one, f"{one}.{NAMESPACE}", f"{one}.{NAMESPACE}.svc")]


def _certificate(secret: str, names: list[str]) -> Resource:
    spec = {
        "secretName": secret,
        "commonName": names[0],
        "dnsNames": names,
        "usages": ["digital signature", "key encipherment", "server auth"],
        "duration": f"{24 * DAYS}h",
        "renewBefore": f"{24 * RENEWED_DAYS}h",
        "privateKey": {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"},
        "issuerRef": {"name": AUTHORITY, "kind": "Issuer"},
    }
    return resource(API, "Certificate", secret, spec)
