"""The file is only added to; what was left open at its end is known as that."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from libs.audit import Kept
from libs.audit.kept import End


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "elsewhere", "fire", [Ed25519PrivateKey.generate().public_key()])


def test_nothing_is_there(kept: Kept) -> None:
    assert kept.size() == 0
    assert list(kept.lines(0)) == []


def test_lines_follow_each_other(kept: Kept) -> None:
    with kept.held():
        assert kept.end() == End(b"", 0, 0)
        kept.append(b"one")
        kept.append(b"two")
    assert list(kept.lines(kept.size())) == [b"one", b"two"]
    assert list(kept.lines(5)) == [b"one"]  # the second was not there when its size was looked at
    assert kept.end() == End(b"two", 8, 8)


def test_a_line_left_open(kept: Kept) -> None:
    with kept.held():
        kept.append(b"one")
        with kept.path.open("ab") as file:
            file.write(b"tw")
        assert kept.end() == End(b"one", 4, 6)
        assert list(kept.lines(kept.size())) == [b"one"]
        kept.append(b"three")
        assert list(kept.lines(kept.size())) == [b"one", b"tw", b"three"]
        with kept.path.open("ab") as file:
            file.write(b"fo")
        kept.cut(kept.end())
    assert kept.path.read_bytes() == b"one\ntw\nthree\n"


def test_one_at_a_time(kept: Kept) -> None:
    with kept.held() as first, kept.held() as second:
        assert (first, second) == (True, False)
    with kept.held() as free:
        assert free
