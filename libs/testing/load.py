"""Load on the toys: callers who add to counts of their own, and ask again until they are told that it is done.

They go round all apis of the counter that run; an addition that is asked for again is asked of the next one.
"""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections import Counter

import httpx

from libs.testing.history import Breach, Line, check
from libs.testing.history.drained import drained
from libs.testing.history.read import read_history
from libs.testing.history.reader import read_topic
from libs.testing.running import PATIENCE, Running, until
from libs.testing.toys.counter.events import COUNT

CALLERS = 4
COUNTS = 5
"""Counts that each caller adds to in turn."""
PAUSE_SECONDS = 0.02


class Load:
    """`with Load(toys) as load:` adds until the block ends; by then every addition was answered.

    `answered_by`: how many additions each of the counter's apis has answered.
    """

    def __init__(self, toys: Running) -> None:
        self.toys, self.done = toys, Counter[str]()
        self.answered_by = Counter[str]()
        self._stopped = threading.Event()
        self._turns = itertools.count()
        name = uuid.uuid4().hex[:6]
        counts = [[f"load-{name}-{n}-{place}" for place in range(COUNTS)] for n in range(CALLERS)]
        self._callers = [threading.Thread(target=self._add, args=(own,), daemon=True) for own in counts]

    def __enter__(self) -> Load:
        for caller in self._callers:
            caller.start()
        return self

    def __exit__(self, fault: object, *_: object) -> None:
        self._stopped.set()
        for caller in self._callers:
            caller.join(PATIENCE if fault is None else 1.0)
        assert fault is not None or not any(caller.is_alive() for caller in self._callers), "not all is answered"

    @property
    def answered(self) -> int:
        return self.done.total()

    def wait_answered(self, more: int, what: str) -> None:
        """Until that many more additions were answered."""
        before = self.answered
        until(lambda: self.answered >= before + more, what)

    def wait_booked(self, more: int, what: str) -> None:
        """Until that many more are booked."""
        before = self._booked()
        until(lambda: self._booked() >= before + more, what)

    def wait_each(self, what: str) -> float:
        """Until of each count an addition is booked that was answered from now on; machine seconds that it took."""
        since, wanted = time.monotonic(), {count: done + 2 for count, done in self.done.items()}
        until(lambda: all(self._places().get(count, 0) >= places for count, places in wanted.items()), what)
        return time.monotonic() - since

    def _booked(self) -> int:
        return sum(self._places().values())

    def _places(self) -> dict[str, int]:
        """How many additions to each count are booked."""
        mine = {"_id": {"$in": list(self.done)}}
        found = self.toys.database("ledger").entries.find(mine, {"places": {"$size": "$places"}})
        return {entry["_id"]: entry["places"] for entry in found}

    def _add(self, counts: list[str]) -> None:
        with httpx.Client(timeout=40.0) as http:
            while not self._stopped.is_set():
                for count in counts:
                    headers = self.toys.headers("admin", uuid.uuid4().hex)
                    while not self._answered(http, count, headers):
                        time.sleep(PAUSE_SECONDS)
                    self.done[count] += 1
                    time.sleep(PAUSE_SECONDS)

    def _answered(self, http: httpx.Client, count: str, headers: dict[str, str]) -> bool:
        try:
            apis = self.toys.started("counter", "api") or ["api"]
            api = apis[next(self._turns) % len(apis)]
            url = self.toys.url("counter", "/v1/adds", api)
            answered = http.post(url, json={"count": count, "by": 1}, headers=headers).status_code == 200
        except httpx.HTTPError:
            return False
        self.answered_by[api] += answered
        return answered

    # -- what came of it

    def booked(self) -> dict[str, list[int]]:
        """What the ledger has heard of each count."""
        entries = self.toys.database("ledger").entries.find({"_id": {"$in": list(self.done)}}, {"places": 1})
        return {entry["_id"]: list(entry["places"]) for entry in entries}

    def all_booked(self) -> bool:
        """Whether the ledger has heard every addition, each once, in order."""
        return self.booked() == {count: list(range(1, done + 1)) for count, done in self.done.items()}

    def breaches(self, wiped: bool) -> list[Breach]:
        """What the history checker finds in all of it, once it is drained. `wiped`: the broker has forgotten."""
        return check(drained(lambda: self._history(wiped)))

    def _history(self, wiped: bool) -> list[Line]:
        counter, ledger = self.toys.database("counter"), self.toys.database("ledger")
        log = read_topic(self.toys.parts.broker.address, COUNT)
        effects = [(entry["_id"], place) for entry in ledger.entries.find() for place in entry["places"]]
        asked = {(count, place): True for count, done in self.done.items() for place in range(1, done + 1)}
        return read_history(COUNT, counter, ledger, log, effects, asked=asked, wiped=wiped)
