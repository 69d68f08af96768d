"""The key that signs tokens is replaced while all goes on: both are believed for a time, then the new one alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from libs.runtime.keys import private_key, public_keys
from libs.runtime.secrets import Secrets
from libs.runtime.tokens import mint
from libs.testing.running import Running, until


@pytest.fixture
def secrets(toys: Running) -> Iterator[Secrets]:
    """Those of all tests on these parts: afterwards the keys are as they were."""
    secrets = toys.parts.database.secrets
    kept = secrets.signing_key_file.read_bytes(), secrets.public_key_file.read_bytes()
    yield secrets
    secrets.public_key_file.write_bytes(kept[1])
    secrets.signing_key_file.write_bytes(kept[0])
    token = mint(secrets.signing_key_file, "admin", timedelta(hours=1))
    until(lambda: answered(toys, token) == 200, "the first key is believed")


def answered(toys: Running, token: str) -> int:
    return toys.http.get(
        toys.url("counter", "/v1/record/last"), headers={"authorization": f"Bearer {token}"}
    ).status_code


def test_from_one_key_to_the_next(toys: Running, secrets: Secrets) -> None:
    pids = {name: child.pid for name, child in toys.processes.items()}
    old = mint(secrets.signing_key_file, "admin", timedelta(hours=1))
    assert answered(toys, old) == 200

    # -- a new key signs; the tokens of the one before are as good as ever
    secrets.replace_key("signing")
    new = mint(secrets.signing_key_file, "admin", timedelta(hours=1))
    assert (answered(toys, new), answered(toys, old)) == (200, 200)

    # -- what cannot be read changes nothing
    both = secrets.public_key_file.read_bytes()
    secrets.public_key_file.write_bytes(b"no key")
    assert (answered(toys, new), answered(toys, old)) == (200, 200)
    secrets.public_key_file.write_bytes(both)

    # -- the one before is believed no more, though its tokens have not ended and were known
    secrets.believe_newest("signing")
    until(lambda: answered(toys, old) == 401, "it is refused")
    assert answered(toys, new) == 200

    # -- nobody was started again
    assert {name: child.pid for name, child in toys.processes.items()} == pids


def test_a_token_that_names_no_key_or_another_is_refused(toys: Running, secrets: Secrets) -> None:
    stranger = Secrets.of(toys.parts.folder / "stranger")
    assert answered(toys, mint(stranger.signing_key_file, "admin", timedelta(hours=1))) == 401
    assert private_key(stranger.signing_key_file).public_key() not in public_keys(secrets.public_key_file).values()
