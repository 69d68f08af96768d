"""The committed AsyncAPI document, read by AsyncAPI's own parser, with the contracts to which it refers."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from libs.runtime.commands.topology import FORMATS
from libs.runtime.launch import ROOT

DOCUMENT = ROOT / FORMATS["asyncapi"]


def parsed(file: Path) -> Any:
    """`{"channels": n, "told": [{"code", "at", "message"}]}`; told is every fault, and every advice."""
    argv = ["node", str(ROOT / "tests/extra/asyncapi/parse.mjs"), str(file)]
    done = subprocess.run(argv, cwd=ROOT / "build/asyncapi", capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_parser_has_nothing_to_say() -> None:
    found = parsed(DOCUMENT)
    assert found["told"] == []
    assert found["channels"] == len(json.loads(DOCUMENT.read_text())["channels"])


@pytest.fixture
def spoiled(tmp_path: Path) -> Path:
    """Where the document may be written with a fault: what it refers to is beside it."""
    (tmp_path / "contracts").symlink_to(ROOT / "docs" / "contracts")
    (tmp_path / "topology").mkdir()
    return tmp_path / "topology" / "asyncapi.json"


def test_a_contract_that_is_not_there_is_found(spoiled: Path) -> None:
    spoiled.write_text(DOCUMENT.read_text().replace("fire.activated.v1.json", "fire.deactivated.v1.json"))
    assert "deactivated" in json.dumps(parsed(spoiled)["told"])


def test_an_operation_of_no_channel_is_found(spoiled: Path) -> None:
    document = json.loads(DOCUMENT.read_text())
    del document["channels"]["fire-zone"]
    spoiled.write_text(json.dumps(document))
    assert any("fire-zone" in one["message"] for one in parsed(spoiled)["told"])
