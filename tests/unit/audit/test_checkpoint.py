"""A checkpoint is one line, and nothing of it can be changed without its key."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from libs.audit.checkpoint import Checkpoint, Head, read_line
from libs.events import replace

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
HEADS = {"chapelle.fire.zone.v1/1": Head(7, "ab" * 32), "chapelle.fire.zone.v1/0": Head(0, "cd" * 32)}
ONE = Checkpoint("fire", 3, datetime(2026, 3, 2, 9, tzinfo=UTC), HEADS, "ef" * 32).signed(KEY)


def test_a_line_in_one_order_whatever_it_was_made_of() -> None:
    line = ONE.line()
    assert line.startswith(b'{"at":"2026-03-02T09:00:00Z","heads":{"chapelle.fire.zone.v1/0":[0,"cdcd')
    assert b"\n" not in line
    assert b" " not in line
    assert read_line(line) == ONE
    again = replace(ONE, heads=dict(reversed(HEADS.items())))
    assert again.signed(KEY).line() == line


def test_its_key_alone_signs_it() -> None:
    assert ONE.is_signed_by(KEY.public_key())
    assert not ONE.is_signed_by(Ed25519PrivateKey.generate().public_key())


@pytest.mark.parametrize(
    "change",
    [
        {"service": "power"},
        {"number": 4},
        {"at": datetime(2026, 3, 2, 10, tzinfo=UTC)},
        {"heads": {}},
        {"previous": ""},
        {"signature": ""},
        {"signature": "?"},
        {"signature": ONE.signature[:-4]},
    ],
)
def test_whatever_of_it_changes(change: dict[str, Any]) -> None:
    assert not replace(ONE, **change).is_signed_by(KEY.public_key())


@pytest.mark.parametrize("line", [b"", b"{}", b"\xff", ONE.line()[:-9], ONE.line() + b" ", b"[]", ONE.line() * 2])
def test_what_is_no_line_of_one(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_line(line)
