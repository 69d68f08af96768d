"""Logs of bounded size."""

from __future__ import annotations

from pathlib import Path

from libs.runtime.rotation import rotate


def test_a_small_log_stays(tmp_path: Path) -> None:
    log = tmp_path / "fire-api.log"
    log.write_text("small")

    assert not rotate(log, limit=10)
    assert log.read_text() == "small"


def test_a_large_one_moves_aside_and_the_writer_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "fire-api.log"
    with log.open("a") as writer:
        for number in range(1, 6):
            writer.write(f"log {number}: full")
            writer.flush()
            assert rotate(log, limit=10)
        writer.write("new")

    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept == {
        "fire-api.log": "new",
        "fire-api.log.1": "log 5: full",
        "fire-api.log.2": "log 4: full",
        "fire-api.log.3": "log 3: full",
    }
