"""Random digits are nobody else's: of no other thread, and of no process that was forked."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from libs.events.chance import DIGITS, MANY, random_digits


def many(times: int) -> list[str]:
    return [random_digits() for _ in range(times)]


def test_threads_that_ask_at_once() -> None:
    with ThreadPoolExecutor(8) as threads:
        drawn = list(chain.from_iterable(threads.map(many, [MANY * 20] * 8)))
    assert len(set(drawn)) == len(drawn) == MANY * 160
    assert {len(digits) for digits in drawn} == {DIGITS}
    assert set("".join(drawn)) == set("0123456789abcdef")


def test_a_process_that_is_forked_draws_its_own() -> None:
    random_digits()  # there is a rest that the child would have as well
    ends, begins = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(begins, "".join(many(MANY)).encode())
        os._exit(0)
    ours = set(many(MANY))
    os.waitpid(child, 0)
    theirs = os.read(ends, MANY * DIGITS).decode()
    assert not ours & {theirs[at : at + DIGITS] for at in range(0, len(theirs), DIGITS)}
    os.close(ends)
    os.close(begins)
