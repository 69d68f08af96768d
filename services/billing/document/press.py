"""Makes documents in a process of their own, which is started when first needed.

So neither the event loop nor a transaction waits for them, who makes none has no memory of it, and a library that
falls takes nobody along. Why: docs/decisions/checked-before-numbered.md.
"""

from __future__ import annotations

import atexit
import hashlib
import select
import subprocess
import sys
import threading
import zlib
from collections import OrderedDict
from pathlib import Path
from typing import BinaryIO, cast

import msgspec
import structlog

from libs.events import Value
from services.billing.document.asked import Answer, Check, Parquet, Print, Question, receive, send
from services.billing.domain.invoice import Invoice
from services.billing.tables import Table

log = structlog.get_logger()

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_SECONDS = 30.0
CLOSING_SECONDS = 2.0
KEPT = 2_000
"""Verdicts that are remembered: a run that is decided again after a conflict does not check again."""

AWAY = "its document cannot be checked now: run again"


class Verdict(Value):
    """What is wrong with an invoice's document, and its XML. Without faults it may be issued."""

    faults: tuple[str, ...]
    xml: bytes


class Press:
    """Safe for many threads; one question at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._verdicts: OrderedDict[bytes, Verdict] = OrderedDict()
        """Their XML is compressed."""
        atexit.register(self.close)

    def check(self, invoice: Invoice) -> Verdict:
        """The same invoice is checked once."""
        key = hashlib.sha256(msgspec.msgpack.encode(invoice)).digest()
        with self._lock:
            known = self._verdicts.get(key)
            if known is not None:
                return Verdict(known.faults, zlib.decompress(known.xml))
            answer = self._asked(Check(invoice))
            if answer is None:
                return Verdict((AWAY,), b"")
            self._verdicts[key] = Verdict(answer.faults, zlib.compress(answer.document))
            if len(self._verdicts) > KEPT:
                self._verdicts.popitem(last=False)
            return Verdict(answer.faults, answer.document)

    def print(self, invoice: Invoice, xml: bytes) -> bytes | None:
        """The PDF with this XML in it; None where it cannot be made now."""
        with self._lock:
            answer = self._asked(Print(invoice, xml))
        if answer is None or answer.faults:
            log.error("not printed", invoice=invoice.id, why=answer.faults if answer else AWAY)
            return None
        return answer.document

    def parquet(self, table: Table) -> bytes | None:
        """The table as Parquet; None where it cannot be made now."""
        with self._lock:
            answer = self._asked(Parquet(table))
        return None if answer is None or answer.faults else answer.document

    def close(self) -> None:
        """Ends the process, if there is one; the next question starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.communicate(timeout=CLOSING_SECONDS)  # it ends when its input does, and clears up after itself
        except (subprocess.TimeoutExpired, OSError, ValueError):
            process.kill()
            process.communicate()

    # -- inside

    def _asked(self, question: Question) -> Answer | None:
        """One that has ended by itself, or died, is started again once."""
        for _ in range(2):
            try:
                return self._answer(question)
            except (OSError, EOFError, ValueError, msgspec.DecodeError) as fault:
                log.info("press started again", why=repr(fault))
                self.close()
        return None

    def _answer(self, question: Question) -> Answer:
        process = self._process = self._process or _started()
        there, back = cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout)
        send(there, question)
        if not select.select([back], [], [], PATIENCE_SECONDS)[0]:
            raise TimeoutError(f"no answer in {PATIENCE_SECONDS} s")
        return msgspec.msgpack.decode(receive(back), type=Answer)


def _started() -> subprocess.Popen[bytes]:
    """In a session of its own; it ends when its input does, so also when this process is killed."""
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "services.billing.document.pressing"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        cwd=ROOT,
    )  # fmt: skip
