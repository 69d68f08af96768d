"""Who waits for the database is given up in time, and told so."""

from __future__ import annotations

import asyncio

import pytest

from libs.http.watch import Watch
from libs.store import Unavailable
from libs.store.presence import Presence


def test_who_is_given_up_twice_before_they_hear_of_it_is_told_so_all_the_same() -> None:
    async def asked(watch: Watch) -> None:
        answer = asyncio.get_running_loop().create_future()
        waiting = watch.over(answer)
        with waiting:
            waiting.give_up()
            waiting.give_up()
            await answer

    watch = Watch(Presence("mongodb://127.0.0.1:1", "nobody-asks"))
    with pytest.raises(Unavailable, match="in time"):
        asyncio.run(asked(watch))
    watch.close()
