"""What runs now and then: the site file is handed out, and each service's data is looked at."""

from __future__ import annotations

from collections.abc import Iterator

from libs.topology.estate import Estate
from libs.topology.kubernetes import Resource, resource, written
from libs.topology.network import SITE, Pod
from libs.topology.pods import (
    SECRETS,
    account,
    image_of,
    labels,
    pod_spec,
    resources,
    service_container,
    service_volumes,
)
from libs.topology.workloads import FILES

SITE_FILE = "/etc/chapelle"


def jobs(estate: Estate) -> str:
    """As YAML: the site's, then one a service."""
    return written(_resources(estate))


def _resources(estate: Estate) -> Iterator[Resource]:
    yield account(SITE)
    yield _job(SITE, "*/5 * * * *", 240, 6, _site())
    for place, service in enumerate(estate.services):
        pod = Pod("verify", service.name)
        container = service_container(
            pod, ["libs.processes.verify", service.name], FILES, {"resources": resources("256Mi", "1Gi")}
        )
        container["env"] += [{"name": "CHAPELLE_PORT", "value": "8400"}]  # asked for by the settings; nothing listens
        yield account(pod)
        yield _job(pod, f"{10 * place} 3 * * *", 7200, 0, pod_spec(pod, container, service_volumes(pod, FILES)))


def _job(pod: Pod, when: str, seconds: int, again: int, spec: Resource) -> Resource:
    """`when`: at the machine's time, as cron writes it; `seconds`: after which it is ended; `again`: how often it is
    tried again. Where it is not, the pod stays, and what it said.
    """
    policy = "OnFailure" if again else "Never"
    template = {"metadata": {"labels": labels(pod)}, "spec": {**spec, "restartPolicy": policy}}
    cron = {
        "schedule": when,
        "timeZone": "Etc/UTC",
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": 200,
        "successfulJobsHistoryLimit": 1,
        "failedJobsHistoryLimit": 3,
        "jobTemplate": {"spec": {"backoffLimit": again, "activeDeadlineSeconds": seconds, "template": template}},
    }
    return resource("batch/v1", "CronJob", str(pod), cron, labels(pod))


def _site() -> Resource:
    """What changed of the site file is applied; what is as it was costs a look."""
    container = {
        "name": "site",
        "image": image_of("parts"),
        "args": ["libs.processes.site", f"{SITE_FILE}/site.yaml"],
        "envFrom": [{"configMapRef": {"name": "platform"}}],
        "env": [{"name": "CHAPELLE_TOKEN_FILE", "value": f"{SECRETS}/token"}],
        "volumeMounts": [
            {"name": "secrets", "mountPath": SECRETS, "readOnly": True},
            {"name": "site", "mountPath": SITE_FILE, "readOnly": True},
        ],
        "resources": resources("64Mi", "256Mi"),
    }
    volumes: list[Resource] = [
        {"name": "secrets", "secret": {"secretName": "site", "defaultMode": 0o440}},
        {"name": "site", "configMap": {"name": "site"}},
    ]
    return pod_spec(SITE, container, volumes)
