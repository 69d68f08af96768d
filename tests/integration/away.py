"""Ways in which a database is away, and how long an answer takes meanwhile."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import httpx
import psutil
from pymongo import MongoClient

from libs.runtime.platform import Database
from libs.testing.running import until

WITHIN = 1.0
"""Seconds in which whoever asks is answered."""

Taken = Callable[[Database], AbstractContextManager[None]]


@contextmanager
def killed(database: Database) -> Iterator[None]:
    """Its connections are refused; in the end it is started again."""
    database.kill()
    try:
        yield
    finally:
        database.start()
        database.wait_ready()


@contextmanager
def stopped(database: Database) -> Iterator[None]:
    """It takes connections and says nothing; in the end it goes on as if nothing had been."""
    pid = database.child.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    until(lambda: psutil.Process(pid).status() == psutil.STATUS_STOPPED, "it stands still")
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def out_of_office(database: Database) -> Iterator[None]:
    """It answers and takes no writes: it is no primary."""
    client: MongoClient[dict[str, Any]]
    with MongoClient(database.admin_uri, directConnection=True) as client:
        client.admin.command("replSetStepDown", 3, force=True)
        try:
            yield
        finally:
            until(lambda: client.admin.command("hello")["isWritablePrimary"], "in office again")


WAYS: dict[str, Taken] = {"killed": killed, "stopped": stopped, "out of office": out_of_office}


def timed(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """The answer, which comes in time."""
    began = time.monotonic()
    answer = ask()
    took = time.monotonic() - began
    assert took < WITHIN, f"{took:.2f} s: {answer.status_code} {answer.text}"
    return answer
