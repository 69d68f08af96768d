"""The data folder: one platform at a time, found by the other commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from libs.runtime.faults import CannotRunError
from libs.runtime.folder import DataFolder
from libs.runtime.topology import Topology


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    folder = DataFolder.at(tmp_path)
    with folder.held(), pytest.raises(CannotRunError, match="in use by another"), DataFolder.at(tmp_path).held():
        pass
    with folder.held():
        assert folder.logs.is_dir()


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with (
        pytest.raises(CannotRunError, match="cannot be used: Not a directory"),
        DataFolder.at(tmp_path / "file").held(),
    ):
        pass


def test_a_full_disk_is_refused(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path, least_free=10**18)

    with pytest.raises(CannotRunError, match=r"is full: \d+ MB are free, 1000000000000 MB are needed"), folder.held():
        pass


def test_the_running_platform_is_found(tmp_path: Path) -> None:
    folder = DataFolder.at(tmp_path)
    folder.announce(Topology(8400), "0,0,1", tmp_path / "site.yaml", {"chapelle": "0.1.0"})

    running = folder.running()

    assert (running.base_port, running.clock, running.site) == (8400, "0,0,1", str(tmp_path / "site.yaml"))


def test_one_that_ended_without_a_word_is_not(tmp_path: Path) -> None:
    folder = DataFolder.at(tmp_path)
    folder.announce(Topology(8400), "0,0,1", tmp_path / "site.yaml", {})
    folder.write("platform.json", folder.read("platform.json") | {"created": 0.0})

    with pytest.raises(CannotRunError, match="no platform runs on"):
        folder.running()
