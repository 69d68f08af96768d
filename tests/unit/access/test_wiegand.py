"""Wiegand 26: every card goes there and back, every damaged bit is found, and every fault is told."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from libs.events import Refused
from libs.http.problems import faults_of
from services.access.credentials import NUMBERS_OR_BITS, Credential
from services.access.domain.credential import Format, badge_read
from services.access.domain.wiegand import BITS, decode, encode

facilities, cards = st.integers(0, 255), st.integers(0, 65_535)
CARD_75_10001 = "1" + "01001011" + "0010011100010001" + "0"


def refused(bits: str) -> list[str]:
    with pytest.raises(Refused) as raised:
        decode(bits)
    return [why for _, why in raised.value.faults]


def test_a_card_by_hand() -> None:
    """`010010110010` has five ones: even parity adds one. `011100010001` has five: odd parity adds none."""
    assert encode(75, 10001) == CARD_75_10001
    assert decode(CARD_75_10001) == (75, 10001)
    assert badge_read(Format.H10301, CARD_75_10001) == "75-10001"


def test_the_first_and_the_last_card() -> None:
    assert encode(0, 0) == "0" * 25 + "1"
    assert encode(255, 65_535) == "0" + "1" * 24 + "1"


@given(facilities, cards)
def test_there_and_back(facility: int, card: int) -> None:
    assert decode(encode(facility, card)) == (facility, card)


@given(facilities, cards, st.integers(0, BITS - 1))
def test_every_flipped_bit_is_found(facility: int, card: int, place: int) -> None:
    bits = encode(facility, card)
    flipped = bits[:place] + "10"[int(bits[place])] + bits[place + 1 :]
    (why,) = refused(flipped)
    assert ("leading" if place <= 12 else "trailing") in why


@given(st.text(alphabet="01", min_size=BITS, max_size=BITS))
def test_what_is_read_is_what_would_be_written(bits: str) -> None:
    with suppress(Refused):
        assert encode(*decode(bits)) == bits


def test_all_faults_at_once() -> None:
    assert refused("1" + "0" * 25) == [
        "the leading parity bit is wrong: the first 13 bits hold an even number of ones",
        "the trailing parity bit is wrong: the last 13 bits hold an odd number of ones",
    ]
    assert refused("01x2") == ["26 bits are needed, 4 were given", "bits are 0 and 1, not '2', 'x'"]


@pytest.mark.parametrize(
    ("facility", "card", "places"),
    [(256, 0, ["/facility"]), (0, 65_536, ["/card"]), (-1, -1, ["/facility", "/card"])],
)
def test_what_does_not_fit(facility: int, card: int, places: list[str]) -> None:
    with pytest.raises(Refused) as raised:
        encode(facility, card)
    assert [at for at, _ in raised.value.faults] == places


def faults(**credential: Any) -> dict[str, str]:
    """Place and reason of each fault of a credential."""
    with pytest.raises(ValidationError) as raised:
        Credential.model_validate({"format": "H10301", **credential})
    return {at: why.partition(" (given")[0] for at, why in faults_of(raised.value.errors())}


@pytest.mark.parametrize(
    "credential",
    [
        {"facility": 75, "card": 10001},
        {"bits": CARD_75_10001},
        {"facility": 75, "card": 10001, "bits": CARD_75_10001, "duress": True},
    ],
    ids=["numbers", "bits", "both"],
)
def test_a_credential_is_numbers_or_bits_or_both(credential: dict[str, Any]) -> None:
    assert Credential.model_validate({"format": "H10301", **credential}).badge == "75-10001"


def test_the_faults_of_a_credential_have_their_places() -> None:
    assert faults() == {"/bits": NUMBERS_OR_BITS}
    assert faults(card=7) == {"/facility": NUMBERS_OR_BITS}
    assert faults(bits=CARD_75_10001, card=10001) == {"/facility": "facility and card come together"}
    assert faults(bits=CARD_75_10001, facility=1, card=2) == {
        "/facility": "the bits say facility 75",
        "/card": "the bits say card 10001",
    }
    assert set(faults(bits="0" * 26)) == {"/bits"}
    assert set(faults(bits="0" * 26, facility=300)) == {"/bits", "/facility"}
