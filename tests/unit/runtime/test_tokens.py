"""Tokens: what they say, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from libs.runtime.secrets import Secrets
from libs.runtime.tokens import duration, mint, role


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    return Secrets.of(tmp_path)


def read(secrets: Secrets, token: str) -> dict[str, Any]:
    return jwt.decode(token, secrets.public_key_file.read_bytes(), algorithms=["EdDSA"], issuer="chapelle")


def test_a_desk_token_names_its_role_and_ends_after_its_time(secrets: Secrets) -> None:
    claims = read(secrets, mint(secrets.signing_key_file, "desk", timedelta(hours=8)))

    assert (claims["role"], claims["sub"], claims["iss"]) == ("desk", "desk", "chapelle")
    assert claims["exp"] - claims["iat"] == 8 * 3600
    assert "tenant" not in claims


def test_a_tenants_token_names_the_tenant_apart(secrets: Secrets) -> None:
    claims = read(secrets, mint(secrets.signing_key_file, "tenant:ap-hp", timedelta(hours=1)))

    assert (claims["role"], claims["tenant"]) == ("tenant", "ap-hp")


def test_a_token_carries_no_scopes(secrets: Secrets) -> None:
    claims = read(secrets, mint(secrets.signing_key_file, "service:fire", timedelta(days=3), subject="fire"))

    assert set(claims) == {"iss", "sub", "role", "iat", "exp"}
    assert (claims["role"], claims["sub"]) == ("service:fire", "fire")


def test_another_platforms_token_is_not_ours(secrets: Secrets, tmp_path: Path) -> None:
    other = Secrets.of(tmp_path / "other")

    with pytest.raises(jwt.InvalidSignatureError):
        read(secrets, mint(other.signing_key_file, "admin", timedelta(hours=1)))


@pytest.mark.parametrize("text", ["root", "tenant:", "tenant", "tenant:AP-HP", "service:", "desk ", ""])
def test_what_is_no_role_is_refused_with_those_there_are(text: str) -> None:
    with pytest.raises(ValueError, match="device, desk, ops, billing, auditor, admin and tenant:<id>"):
        role(text)


def test_durations() -> None:
    assert duration("90s") == timedelta(seconds=90)
    assert duration("30m") == timedelta(minutes=30)
    assert duration("8h") == timedelta(hours=8)
    assert duration("3d") == timedelta(days=3)


@pytest.mark.parametrize("text", ["8", "h", "0h", "-1h", "1.5h", "8 h", "1w"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write 90s, 30m, 8h or 3d"):
        duration(text)
