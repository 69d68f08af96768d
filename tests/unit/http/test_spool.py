"""The spool: on the disk before it is told, found by all who use the folder, handed on when its process dies."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from libs.http.entry import Entry
from libs.http.spool import Spool

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def entry(key: str, made: str = "m1") -> Entry:
    return Entry("/v1/checks", key, "digest", made, NOW, "", "", '{"door":"entrance"}', 200, "{}")


def lines(folder: Path) -> list[bytes]:
    return [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_bytes().splitlines()]


def test_a_line_goes_there_and_back() -> None:
    assert Entry.read(entry("k").line()) == entry("k")


def test_of_two_with_one_key_the_first_is_kept(tmp_path: Path) -> None:
    async def story() -> None:
        one, other = Spool(tmp_path, "access"), Spool(tmp_path, "access")
        together = await asyncio.gather(one.keep(entry("k", "m1")), one.keep(entry("k", "m2")))
        assert [kept.made for kept in together] == ["m1", "m1"]
        assert (await other.keep(entry("k", "m3"))).made == "m1"
        assert (await other.find("k")) == entry("k", "m1")
        assert await other.find("another") is None
        one.close()
        other.close()

    asyncio.run(story())
    assert lines(tmp_path) == [entry("k", "m1").line().rstrip()]


def test_another_takes_it_over_once_its_process_has_gone(tmp_path: Path) -> None:
    async def story() -> None:
        one, other = Spool(tmp_path, "access"), Spool(tmp_path, "access")
        await one.keep(entry("k"))
        assert await other.take() == []
        one.close()
        (file,) = await other.take()
        assert list(file.entries.values()) == [entry("k")]
        await other.drop(file)
        assert not other.any()
        other.close()

    asyncio.run(story())
    assert list(tmp_path.iterdir()) == []


def test_what_comes_while_a_file_is_entered_is_in_the_next_one(tmp_path: Path) -> None:
    async def story() -> None:
        spool = Spool(tmp_path, "access")
        await spool.keep(entry("a"))
        (first,) = await spool.take()
        await spool.keep(entry("b"))
        await spool.drop(first)
        assert await spool.find("a") is None
        (second,) = await spool.take()
        assert list(second.entries) == ["b"]
        spool.close()

    asyncio.run(story())


def test_another_database_s_is_left_alone(tmp_path: Path) -> None:
    async def story() -> None:
        theirs, ours = Spool(tmp_path, "access_2"), Spool(tmp_path, "access")
        await theirs.keep(entry("k"))
        theirs.close()
        assert await ours.find("k") is None
        assert await ours.take() == []
        ours.close()

    asyncio.run(story())


def test_a_torn_end_is_passed_over_and_a_spoiled_line_is_kept(tmp_path: Path) -> None:
    (tmp_path / "access.1.jsonl").write_bytes(entry("a").line() + entry("b").line()[:50])
    (tmp_path / "access.2.jsonl").write_bytes(entry("c").line() + b"{spoiled}\n" + entry("d").line())

    async def story() -> None:
        spool = Spool(tmp_path, "access")
        taken = {file.path.name: file for file in await spool.take()}
        assert list(taken["access.1.jsonl"].entries) == ["a"]
        assert list(taken["access.2.jsonl"].entries) == ["c", "d"]
        for file in taken.values():
            await spool.drop(file)
        spool.close()

    asyncio.run(story())
    assert [file.name for file in tmp_path.iterdir()] == ["access.2.unreadable"]


def test_a_file_that_is_being_begun_is_left_alone(tmp_path: Path) -> None:
    begun = tmp_path / "access.1.jsonl"
    begun.touch()

    async def story() -> None:
        spool = Spool(tmp_path, "access")
        assert await spool.take() == []
        spool.close()

    asyncio.run(story())
    assert begun.exists()


def test_a_disk_that_takes_nothing_is_told_and_the_next_line_is_in_a_file_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    folder.write_text("no folder")

    async def story() -> None:
        spool = Spool(folder, "access")
        with pytest.raises(OSError, match="spool"):
            await spool.keep(entry("a"))
        folder.unlink()
        assert await spool.keep(entry("a")) == entry("a")
        spool.close()

    asyncio.run(story())
    assert lines(folder) == [entry("a").line().rstrip()]
