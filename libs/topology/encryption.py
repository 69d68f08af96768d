"""What processes are told in production so that all they say is by TLS: whom to believe, and by what they are known."""

from __future__ import annotations

from libs.topology.certificates import AUTHORITY, certificate_of
from libs.topology.configuration import urls
from libs.topology.estate import Estate
from libs.topology.kubernetes import Resource, written
from libs.topology.network import SITE, Pod

FOLDER = "/run/secrets/tls"
CA = f"{FOLDER}/ca.crt"


def encryption(estate: Estate) -> str:
    """Patches of the configuration, of each Deployment and of each CronJob, as YAML."""
    told = {"CHAPELLE_URLS": urls(estate, "https"), "CHAPELLE_CA_FILE": CA, "CHAPELLE_MONGO_CA_FILE": CA}
    names = [service.name for service in estate.services]
    return written(
        [
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "platform"}, "data": told},
            *(_deployment(Pod("worker", name), {}, []) for name in names),
            *(_deployment(Pod("api", name), _known(), [_files(name)]) for name in names),
            *(_job(pod) for pod in (SITE, *(Pod("verify", name) for name in names))),
        ]
    )


def _deployment(pod: Pod, container: Resource, files: list[Resource]) -> Resource:
    return _patch("apps/v1", "Deployment", pod, {"template": {"spec": _reads(pod, container, files)}})


def _job(pod: Pod) -> Resource:
    template = {"template": {"spec": _reads(pod, {}, [])}}
    return _patch("batch/v1", "CronJob", pod, {"jobTemplate": {"spec": template}})


def _patch(api: str, kind: str, pod: Pod, spec: Resource) -> Resource:
    return {"apiVersion": api, "kind": kind, "metadata": {"name": str(pod)}, "spec": spec}


def _reads(pod: Pod, container: Resource, files: list[Resource]) -> Resource:
    """A folder with the authority's certificate (never its key), and `files` besides."""
    authority = {"secret": {"name": AUTHORITY, "items": [{"key": "tls.crt", "path": "ca.crt"}]}}
    mount = {"name": "tls", "mountPath": FOLDER, "readOnly": True}
    return {
        "containers": [{"name": pod.component, **container, "volumeMounts": [mount]}],
        "volumes": [{"name": "tls", "projected": {"defaultMode": 0o440, "sources": [authority, *files]}}],
    }


def _files(service: str) -> Resource:
    items = [{"key": name, "path": name} for name in ("tls.crt", "tls.key")]
    return {"secret": {"name": certificate_of(service), "items": items}}


def _known() -> Resource:
    """An api's certificate; who looks whether it is alive speaks TLS too."""
    env = {"CERTIFICATE": "tls.crt", "KEY": "tls.key"}
    return {
        "env": [{"name": f"CHAPELLE_TLS_{what}_FILE", "value": f"{FOLDER}/{file}"} for what, file in env.items()],
        **{f"{probe}Probe": {"httpGet": {"scheme": "HTTPS"}} for probe in ("startup", "liveness", "readiness")},
    }
