"""The platform on the kit's node: its volumes, its secrets, its images, and who asks it from outside the pods."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from typing import Any

import httpx
import yaml

from libs.events.services import SERVICES
from libs.runtime.commands.secrets import secrets_of
from libs.runtime.launch import ROOT
from libs.runtime.secrets import Secrets
from libs.runtime.sitefile import Site, read_site
from libs.runtime.tokens import mint
from libs.runtime.topology import Elsewhere
from libs.testing.running import until
from libs.topology.images import PARTS
from libs.topology.network import PORTS
from libs.topology.pods import USER
from tests.kube.kit import FOLDER, NODE, Cluster

TTL = timedelta(days=1)
PATIENCE = "--timeout=420s"


class Deployed:
    """The overlay `single-node` on a cluster."""

    def __init__(self, cluster: Cluster, version: str) -> None:
        self.cluster, self.version = cluster, version
        self.secrets = Secrets.of(FOLDER / "data")
        self.http = httpx.Client(timeout=30.0, trust_env=False)

    # -- its life

    def prepare(self) -> None:
        """What whoever runs the cluster has: the namespace, volumes, secrets, the site file."""
        base = ROOT / "k8s" / "base"
        self.cluster.kubectl("apply", "-f", str(base / "namespace.yaml"))
        self.cluster.kubectl("apply", "-f", "-", told=yaml.safe_dump_all(self._volumes()))
        self.cluster.kubectl(
            "apply", "-n", "chapelle", "-f", "-", told=yaml.safe_dump_all(secrets_of(self.secrets, TTL))
        )
        self.cluster.kubectl("create", "configmap", "site", "-n", "chapelle", f"--from-file={ROOT / 'site.yaml'}")

    def apply(self, version: str = "") -> None:
        """With the images of that version."""
        self.version = version or self.version
        self.cluster.kubectl("apply", "-k", str(self._overlay()))

    def roll_out(self) -> None:
        """Until all of it runs and is ready."""
        for kind in ("statefulset", "deployment"):
            for one in self.cluster.get(kind)["items"]:
                name = one["metadata"]["name"]
                self.cluster.kubectl("rollout", "status", f"{kind}/{name}", "-n", "chapelle", PATIENCE)

    def job(self, cron: str, within: int = 300) -> str:
        """Runs what is due now and then, now; what it said."""
        name = f"{cron}-{uuid.uuid4().hex[:6]}"
        self.cluster.kubectl("create", "job", name, f"--from=cronjob/{cron}", "-n", "chapelle")
        wait = ("wait", f"job/{name}", "-n", "chapelle", "--for=condition=Complete", f"--timeout={within}s")
        done = self.cluster.run(*wait)
        said = self.cluster.run("logs", f"job/{name}", "-n", "chapelle").stdout
        assert done.returncode == 0, said[-3000:] + done.stderr
        return said

    def pods(self, name: str, component: str) -> list[dict[str, Any]]:
        """Those that are not going."""
        labels = f"app.kubernetes.io/name={name},app.kubernetes.io/component={component}"
        found = self.cluster.get("pods", "-l", labels)["items"]
        return [pod for pod in found if "deletionTimestamp" not in pod["metadata"]]

    def _overlay(self) -> Any:
        folder = FOLDER / "overlay"
        folder.mkdir(parents=True, exist_ok=True)
        images = [
            {"name": f"chapelle/{name}", "newName": f"localhost/chapelle/{name}", "newTag": self.version}
            for name in (*SERVICES, PARTS)
        ]
        # names are told by the node itself here, not by a pod
        dns = {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": "names-of-the-node"},
            "spec": {
                "podSelector": {},
                "policyTypes": ["Egress"],
                "egress": [{"to": [{"ipBlock": {"cidr": f"{NODE}/32"}}], "ports": [{"protocol": "UDP", "port": 53}]}],
            },
        }
        above = os.path.relpath(ROOT / "k8s" / "overlays" / "single-node", folder)
        whole = {"namespace": "chapelle", "resources": [above, "dns.yaml"], "images": images}
        (folder / "dns.yaml").write_text(yaml.safe_dump(dns))
        (folder / "kustomization.yaml").write_text(yaml.safe_dump(whole))
        return folder

    def _volumes(self) -> Iterator[dict[str, Any]]:
        shutil.rmtree(FOLDER / "volumes", ignore_errors=True)
        claims = {f"{service}-kept": "1Gi" for service in SERVICES} | {"files-database-0": "10Gi"}
        for claim, size in claims.items():
            folder = FOLDER / "volumes" / claim
            folder.mkdir(parents=True)
            os.chown(folder, USER, USER)
            yield {
                "apiVersion": "v1",
                "kind": "PersistentVolume",
                "metadata": {"name": claim},
                "spec": {
                    "capacity": {"storage": size},
                    "accessModes": ["ReadWriteOnce"],
                    "hostPath": {"path": str(folder)},
                    "claimRef": {"namespace": "chapelle", "name": claim},
                },
            }

    # -- who asks it

    @cached_property
    def there(self) -> Elsewhere:
        """The services' apis, from beside the node."""
        hosts = {one["metadata"]["name"]: one["spec"]["clusterIP"] for one in self.cluster.get("service")["items"]}
        return Elsewhere({one: f"http://{hosts[f'{one}-api']}:{PORTS.api(one)}" for one in SERVICES})

    def token(self, role: str) -> str:
        return mint(self.secrets.signing_key_file, role, TTL, subject="tests")

    def get(self, service: str, path: str, role: str = "admin", **query: Any) -> Any:
        headers = {"authorization": f"Bearer {self.token(role)}"}
        answer = self.http.get(self.there.url(service) + path, params=query, headers=headers)
        answer.raise_for_status()
        return answer.json()

    def published(self) -> int:
        return sum(one["last"] for service in SERVICES for one in self.get(service, "/v1/record/last")["items"])

    def wait_quiet(self, within: float = 180.0) -> None:
        """Until the console has every event of everybody."""

        def has_all() -> bool:
            before = self.published()
            return bool(before and self.get("console", "/v1/overview")["position"] >= before)

        until(has_all, "the console has every event", within)

    @property
    def site(self) -> Site:
        return read_site(ROOT / "site.yaml")
