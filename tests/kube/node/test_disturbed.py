"""While people come and go: pods are killed, added and replaced, the node is drained; each check is told of once.

What each cost is printed: from the first time that a check was asked for until it was answered, tries included.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from libs.events.services import SERVICES
from libs.testing.running import until
from tests.kube.deployed import PATIENCE, Deployed
from tests.kube.images import next_tag
from tests.kube.newer import FIELD
from tests.kube.node.checking import ANSWERED_WITHIN, GRANTED, Checking, told_by

SOME = 100


@contextmanager
def disturbed(deployed: Deployed, what: str) -> Iterator[Checking]:
    """Checks go on before, meanwhile and after; at the end each that was answered is in access's record, once.

    Nothing else is: a check that was asked for again is the one that was decided.
    """
    before = checks(deployed)
    with Checking(deployed) as checking:
        checking.wait_answered(SOME)
        yield checking
        checking.wait_answered(SOME)
    sys.stdout.write(f"{what}: {json.dumps(checking.told)}\n")
    expected = sorted([*before, *checking.ids])
    until(lambda: len(checks(deployed)) >= len(expected), f"{len(expected)} checks in the record", ANSWERED_WITHIN)
    assert checks(deployed) == expected


def checks(deployed: Deployed) -> list[str]:
    """Their ids, in alphabetical order."""
    return sorted(event["data"]["check"] for event in told_by(deployed))


def rolled_out(deployed: Deployed, *names: str) -> None:
    for name in names:
        deployed.cluster.kubectl("rollout", "status", f"deployment/{name}", "-n", "chapelle", PATIENCE)


def test_nothing_happens(deployed: Deployed) -> None:
    with disturbed(deployed, "quiet") as checking:
        checking.wait_answered(3 * SOME)


@pytest.mark.parametrize("kind", ["worker", "api"])
def test_a_pod_is_killed(deployed: Deployed, kind: str) -> None:
    with disturbed(deployed, f"the {kind} of access killed"):
        (pod,) = deployed.pods("access", kind)
        deployed.cluster.run("delete", "pod", pod["metadata"]["name"], "-n", "chapelle", "--grace-period=0", "--force")
        rolled_out(deployed, f"access-{kind}")


def test_a_worker_is_scaled_to_three_and_back(deployed: Deployed) -> None:
    def scaled(count: int) -> None:
        deployed.cluster.kubectl("scale", "deployment/access-worker", "-n", "chapelle", f"--replicas={count}")
        rolled_out(deployed, "access-worker")
        until(lambda: len(deployed.pods("access", "worker")) == count, f"{count} workers of access", 120)

    with disturbed(deployed, "the worker of access scaled to 3 and back"):
        scaled(3)
        scaled(1)


def test_a_release_whose_event_has_a_field_more_is_rolled_out_and_back(deployed: Deployed) -> None:
    """Who hears it knows nothing of the field, and goes on; what was told with it stays in the record."""
    image = f"localhost/chapelle/access:{next_tag()}"
    kinds = ("worker", "api")
    names = [f"access-{kind}" for kind in kinds]
    with disturbed(deployed, "access upgraded and back") as checking:
        for kind in kinds:
            deployed.cluster.kubectl("set", "image", f"deployment/access-{kind}", "-n", "chapelle", f"{kind}={image}")
        rolled_out(deployed, *names)
        checking.wait_answered(SOME)
        for name in names:
            deployed.cluster.kubectl("rollout", "undo", f"deployment/{name}", "-n", "chapelle")
        rolled_out(deployed, *names)
        checking.wait_answered(SOME)
    granted = [event["data"] for event in told_by(deployed) if event["type"] == GRANTED]
    assert {grant.get(FIELD) for grant in granted} == {None, "main"}


def test_a_version_that_cannot_start_changes_nothing(deployed: Deployed) -> None:
    """A value out of range is one sentence, told again and again with back-off; who ran before runs on."""
    (before,) = deployed.pods("access", "api")
    with disturbed(deployed, "access given a value out of range"):
        deployed.cluster.kubectl("set", "env", "deployment/access-api", "-n", "chapelle", "CHAPELLE_BATCH=0")

        def sentence() -> bool:
            ended = [
                status["state"].get("terminated") or status["lastState"].get("terminated") or {}
                for pod in deployed.pods("access", "api")
                for status in pod["status"].get("containerStatuses", [])
            ]
            told = [one.get("message", "").strip() for one in ended]
            return "CHAPELLE_BATCH: Input should be greater than or equal to 1" in told

        until(sentence, "the sentence is told", 180)
        deployed.cluster.kubectl("rollout", "undo", "deployment/access-api", "-n", "chapelle")
        rolled_out(deployed, "access-api")
    (after,) = deployed.pods("access", "api")
    assert after["metadata"]["name"] == before["metadata"]["name"]


def test_the_node_is_drained(deployed: Deployed) -> None:
    """The only one: all goes, orderly, and comes back."""
    with disturbed(deployed, "the only node drained and back"):
        deployed.cluster.kubectl(
            "drain", "node1", "--ignore-daemonsets", "--delete-emptydir-data", "--force", "--timeout=300s"
        )
        deployed.cluster.kubectl("uncordon", "node1")
        deployed.roll_out()


@pytest.mark.parametrize("service", SERVICES)
def test_after_all_of_it_what_must_hold_holds(deployed: Deployed, service: str) -> None:
    deployed.wait_quiet()
    checks = json.loads(deployed.job(f"{service}-verify").splitlines()[-1])
    assert [breach for check in checks for breach in check["breaches"]] == []
