"""Whatever is asked of an API: no server error, and no answer that its OpenAPI does not document.

The last of these stories: what it asks for is done, and leaves nothing of the site as it was.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from libs.events.services import SERVICES
from libs.testing.running import ROOT
from tests.integration.services.house import House
from tests.integration.services.plans import AGENTS, HALLS, METERS

EXAMPLES = os.environ.get("CHAPELLE_TEST_EXAMPLES", "4")
"""How many of each operation, in each phase; a long run takes hundreds."""
SEED = os.environ.get("CHAPELLE_TEST_SEED", "1")
AT_ONCE = 2

IDS = [
    *HALLS, "street", "reception", "door-main", "door-hall-a", *AGENTS, "visitor-1", "agent-1.1", "75-1",
    "panel", "hall-a-optical", "incomer-a", "genset", "ups", "heat-exchanger", "e01", *METERS, "a", "b",
    "objects", "archive", "ap-hp-imaging", "city-archive", "ap-hp", "eau-de-paris", "t-01",
    "ap-hp.2026-03-01", "2026-03", "2026-03.1", "2026-000001", "chapelle.power.source.v1",
]  # fmt: skip
"""What is there: half of all texts are one of these."""

CONFIG = f"""
request-timeout = 60.0

[dictionaries.ids]
values = {json.dumps(IDS)}

[cache]
enabled = false

[generation]
mode = "all"
max-examples = {EXAMPLES}
database = ":memory:"
no-shrink = true

[generation.dictionaries.string]
dictionary = "ids"
probability = 0.5

# Rules that no schema tells, such as an end before its start, refuse much of what is well-formed.
[checks.positive_data_acceptance]
enabled = false

# A stream never ends by itself; its first beat comes at once.
[[operations]]
include-path = "/v1/events"
max-stream-events = 1

# An item of a batch is refused alone, in an answer of 202: hooks.py looks at it.
"""

BATCHES = ("/v1/door-signals", "/v1/panel-signals", "/v1/readings", "/v1/samples")


@pytest.fixture(scope="module")
def answers(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[str]]]:
    """What schemathesis says of each service; two are asked at once."""
    config: Path = tmp_path_factory.mktemp("fuzzing") / "schemathesis.toml"
    bad_items = "".join(
        f'[[operations]]\ninclude-path = "{path}"\nchecks.negative_data_rejection.enabled = false\n\n'
        for path in BATCHES
    )
    config.write_text(CONFIG + bad_items)
    house.post("billing", "/v1/runs", {"period": "2026-03"}, status=201)
    with ThreadPoolExecutor(AT_ONCE) as askers:
        yield {service: askers.submit(ask, house, service, config) for service in SERVICES}


def ask(house: House, service: str, config: Path) -> str:
    """All that schemathesis says in the end; raises what it found."""
    # made when it is first asked for, which a busy machine may take longer for than schemathesis waits (10 s)
    assert house.running.get(service, "/openapi.json").status_code == 200
    argv = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run",
        house.running.url(service, "/openapi.json"), "--seed", SEED, "--continue-on-failure",
        "--header", f"Authorization: Bearer {house.running.token('admin')}",
    ]  # fmt: skip
    hooks = {"SCHEMATHESIS_HOOKS": "tests.integration.services.fuzzing.hooks", "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    told = subprocess.run(argv, env=os.environ | hooks, cwd=config.parent, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-20_000:] + told.stderr[-2_000:] + failures(told.stdout)
    return told.stdout


def failures(told: str) -> str:
    """What it found wrong, and how to ask that again, cut where it is long: the last to be said, so that it is read."""
    found = re.search(r"=+ FAILURES =+\n(.*?)(?==+ [A-Z]+ =+\n)", told, re.DOTALL)
    return "\n".join(line[:1_000] for line in found[1].splitlines()) if found else ""


@pytest.mark.parametrize("service", SERVICES)
def test_every_answer_is_documented_and_none_is_a_server_error(
    answers: dict[str, Future[str]], service: str, house: House
) -> None:
    told = answers[service].result()
    found = re.search(r"(\d+) generated, (\d+) passed", told)
    assert found, told
    assert found[1] == found[2]
    assert int(found[1]) > 100
    assert house.running.get(service, "/health/ready").status_code == 200
