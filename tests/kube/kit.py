"""The kit that runs a real Kubernetes on this machine, in a network of its own: its scripts, and `kubectl`.

`K8S_KIT` names its folder. It needs root, Go and some packages of Debian's; what it builds it keeps.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from libs.runtime.launch import ROOT

FOLDER = ROOT / "build" / "kube"
"""What the tests make: images, and the state of one cluster."""
NEW_NET = 0x40000000
NODE = "10.99.0.1"


class Kit:
    """The kit at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = FOLDER / "cluster"
        self.env = {**os.environ, "K8S_RUN": str(self.state)}
        told = self.bash('. ./env.sh; echo "$BIN"; echo "$IMAGES"; echo "$K8S_CACHE"; echo "$K8S_NETNS"').split("\n")
        self.binaries, self.images, self.cache = map(Path, told[:3])
        self.net = Path("/run/netns") / told[3]

    def bash(self, script: str, **env: str) -> str:
        """What a script prints that runs in the kit's folder."""
        argv, told = ["bash", "-c", script], {**self.env, **env}
        done = subprocess.run(argv, cwd=self.folder, env=told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
        return done.stdout

    @contextmanager
    def cluster(self, mode: str, images: Sequence[Path] = (), **env: str) -> Iterator[Cluster]:
        """`api`, `node` or `kwok`; gone when the block ends."""
        self.down()
        log = FOLDER / f"up-{mode}.log"  # no pipe: what it starts would keep it open
        log.parent.mkdir(parents=True, exist_ok=True)
        told = {**self.env, "EXTRA_IMAGES": " ".join(map(str, images)), **env}
        with log.open("wb") as said:
            up = subprocess.run([self.folder / "up.sh", mode], env=told, stdout=said, stderr=said, check=False)
        try:
            assert up.returncode == 0, log.read_text()[-3000:]
            with self.inside():
                yield Cluster(self)
        finally:
            self.down()

    def down(self) -> None:
        subprocess.run([self.folder / "down.sh"], env=self.env, capture_output=True, check=False)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """This thread is in the cluster's network, beside its node: who asks from there comes from outside the pods."""
        libc = ctypes.CDLL(None, use_errno=True)
        with Path("/proc/thread-self/ns/net").open() as before, self.net.open() as theirs:
            assert libc.setns(theirs.fileno(), NEW_NET) == 0, os.strerror(ctypes.get_errno())
            try:
                yield
            finally:
                libc.setns(before.fileno(), NEW_NET)


class Cluster:
    """A cluster that runs, asked from beside its node."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self._kubectl = [str(kit.binaries / "kubectl"), f"--kubeconfig={kit.state / 'kubeconfig'}"]

    def run(self, *arguments: str, told: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self._kubectl, *arguments], input=told, capture_output=True, text=True, check=False, cwd=ROOT
        )

    def kubectl(self, *arguments: str, told: str | None = None) -> str:
        """What it prints. A warning about what is applied is a failure."""
        done = self.run(*arguments, told=told)
        assert done.returncode == 0, f"{' '.join(arguments)}: {done.stderr[-3000:]}"
        assert arguments[0] != "apply" or "Warning" not in done.stderr, done.stderr[:3000]
        return done.stdout

    def get(self, kind: str, *arguments: str) -> Any:
        """Objects of a kind, in the platform's namespace."""
        return json.loads(self.kubectl("get", kind, "-n", "chapelle", "-o", "json", *arguments))
