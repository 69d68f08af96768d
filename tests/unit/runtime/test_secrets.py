"""Secrets: made once, kept for ever, readable by their owner alone."""

from __future__ import annotations

import stat
from pathlib import Path

from libs.runtime.keys import name_of, private_key, public_keys
from libs.runtime.secrets import Secrets


def test_a_second_start_finds_what_the_first_made(tmp_path: Path) -> None:
    first, second = Secrets.of(tmp_path), Secrets.of(tmp_path)

    assert first.password("access") == second.password("access")
    assert first.key_file.read_bytes() == second.key_file.read_bytes()
    assert first.public_key_file.read_bytes() == second.public_key_file.read_bytes()


def test_each_user_has_a_password_of_its_own(tmp_path: Path) -> None:
    secrets = Secrets.of(tmp_path)

    assert len({secrets.password(name) for name in ("access", "fire", "power")}) == 3


def test_each_service_signs_by_a_key_of_its_own(tmp_path: Path) -> None:
    secrets = Secrets.of(tmp_path)
    of_fire = public_keys(secrets.audit_public_key_file("fire"))

    assert list(of_fire.values()) == [private_key(secrets.audit_key_file("fire")).public_key()]
    assert not of_fire.keys() & public_keys(secrets.audit_public_key_file("access")).keys()
    assert not of_fire.keys() & public_keys(secrets.public_key_file).keys()


def test_a_key_is_replaced_in_two_steps(tmp_path: Path) -> None:
    secrets = Secrets.of(tmp_path)
    [old] = public_keys(secrets.public_key_file)

    secrets.replace_key("signing")
    new = name_of(private_key(secrets.signing_key_file).public_key())
    assert list(public_keys(secrets.public_key_file)) == [new, old]

    secrets.believe_newest("signing")
    assert list(public_keys(secrets.public_key_file)) == [new]


def test_nobody_else_can_read_them(tmp_path: Path) -> None:
    secrets = Secrets.of(tmp_path)
    secrets.password("access")
    made = [secrets.key_file, secrets.signing_key_file, secrets.public_key_file, secrets.folder / "passwords.json"]
    made += [secrets.audit_key_file("access"), secrets.audit_public_key_file("access")]

    assert [stat.S_IMODE(path.stat().st_mode) for path in made] == [0o600] * 6
    assert stat.S_IMODE(secrets.folder.stat().st_mode) == 0o700
