"""What is sent is sent until it is answered, the same each time."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from simulator.apis import pauses
from tests.unit.simulator.site import Platform


def test_an_api_that_is_away_gets_the_same_batch_again(tmp_path: Path) -> None:
    answers = [503, 500, 429, 202]
    platform = Platform(lambda *_: (answers.pop(0), {"accepted": 1}))
    body = {"signals": [{"id": "s1"}]}
    said = asyncio.run(platform.apis(tmp_path / "token").post("fire", "/v1/panel-signals", body, "k1"))
    assert said == {"accepted": 1}
    assert platform.told == [("/v1/panel-signals", body)] * 4
    assert platform.keys == ["k1"] * 4


def test_a_token_that_ended_is_read_again(tmp_path: Path) -> None:
    token = tmp_path / "token"

    def answer(*_: Any) -> tuple[int, Any]:
        renewed = token.read_text() == "t2"
        token.write_text("t2")
        return (200 if renewed else 401), {}

    platform = Platform(answer)
    asyncio.run(platform.apis(token).post("fire", "/v1/panel-signals", {}))
    assert platform.tokens == ["Bearer t1", "Bearer t2"]


def test_a_refusal_is_not_sent_again(tmp_path: Path) -> None:
    platform = Platform(lambda *_: (422, {"title": "no"}))
    assert asyncio.run(platform.apis(tmp_path / "token").post("fire", "/v1/panel-signals", {})) is None
    assert len(platform.told) == 1


def test_pauses_double_up_to_five_seconds() -> None:
    asked = pauses()
    assert [next(asked) for _ in range(7)] == [0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
