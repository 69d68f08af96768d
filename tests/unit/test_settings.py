"""A setting that cannot be read is one sentence that names it, and exit 2; all of them are in the README."""

from __future__ import annotations

import re

import pytest

from libs.runtime.launch import ROOT
from libs.runtime.settings import Settings, load_settings
from simulator.settings import Settings as SimulatorSettings

GOOD = {
    "MONGO": "mongodb://127.0.0.1:1",
    "DATABASE": "chapelle_fire",
    "PORT": "8403",
    "TOKEN_FILE": "token",
    "PUBLIC_KEY_FILE": "key",
}


def set_all(patch: pytest.MonkeyPatch, **other: str) -> None:
    for name, value in {**GOOD, **other}.items():
        patch.setenv(f"CHAPELLE_{name}", value)


def test_good_ones_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, CLOCK="0,1000,60")
    settings = load_settings("fire")
    assert settings.port == 8403
    assert settings.platform_clock.speed == 60
    assert settings.url("access") == "http://127.0.0.1:8401"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "many", "CHAPELLE_PORT"),
        ("PORT", "70000", "CHAPELLE_PORT"),
        ("BATCH", "0", "CHAPELLE_BATCH"),
        ("CLOCK", "now", "CHAPELLE_CLOCK"),
        ("CLOCK", "0,0,-1", "above 0"),
        ("BROKER_KIND", "rabbit", "CHAPELLE_BROKER_KIND"),
        ("LOG_LEVEL", "loud", "CHAPELLE_LOG_LEVEL"),
    ],
)
def test_a_bad_one_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, said: str
) -> None:
    set_all(monkeypatch, **{name: value})
    with pytest.raises(SystemExit) as ended:
        load_settings("fire")
    assert ended.value.code == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]


def test_all_that_is_missing_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in GOOD:
        monkeypatch.delenv(f"CHAPELLE_{name}", raising=False)
    with pytest.raises(SystemExit):
        load_settings("fire")
    assert len(capsys.readouterr().err.splitlines()) == len(GOOD)


def test_each_is_in_the_readme_and_nothing_else_is() -> None:
    told = re.findall(r"(?:`|CHAPELLE)_([A-Z_]+)\b", (ROOT / "libs" / "runtime" / "README.md").read_text())
    assert set(told) == {name.upper() for name in Settings.model_fields | SimulatorSettings.model_fields}
