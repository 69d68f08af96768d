"""Who waits for the database is given up in time, and told so."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from libs.http.watch import LOOK_SECONDS, PATIENCE_TURNS, Watch
from libs.store import Unavailable
from libs.store.presence import Presence


class Silent(Presence):
    """A database whose answer nobody hears yet."""

    def __init__(self) -> None:
        super().__init__("mongodb://127.0.0.1:1", "silent")
        self.heard = threading.Event()

    def ask(self) -> bool:
        return self.heard.wait()


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


def test_a_process_without_processors_does_not_take_its_own_lateness_for_the_databases() -> None:
    async def asked(watch: Watch, presence: Silent) -> bool:
        asking = asyncio.ensure_future(watch.there())
        for _ in range(4 * PATIENCE_TURNS):
            asyncio.get_running_loop().call_soon(time.sleep, 2 * LOOK_SECONDS)
            await asyncio.sleep(0)
        presence.heard.set()
        return await asking

    presence = Silent()
    watch = Watch(presence)
    assert asyncio.run(asked(watch, presence))
    watch.close()


def test_a_database_that_says_nothing_to_a_process_that_has_them_is_away() -> None:
    presence = Silent()
    watch = Watch(presence)
    assert not asyncio.run(watch.there())
    presence.heard.set()
    watch.close()
