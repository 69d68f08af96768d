"""Hands over what waits, and asks what became of it: one thread an api; who claims a document first has it.

Killed anywhere it is gone on with: the claim runs out, and a channel takes the same parcel once.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from libs.events import to_milliseconds
from libs.events.trace import new_trace
from libs.store import AWAY, Between, Store
from services.billing.document.press import Press
from services.billing.domain import hand_over
from services.billing.domain.hand_over import HandOver, State
from services.billing.handover.channel import Channel, Later, Never, Parcel
from services.billing.handover.chosen import channel_of
from services.billing.store import BillingUnit

log = structlog.get_logger()

LOOK_SECONDS = 1.0
AT_ONCE = 100
"""Documents looked at in one turn."""


class Runner:
    """`turn()` does what is due; a thread does it every second."""

    def __init__(
        self,
        store: Callable[[], Store[BillingUnit]],
        press: Press,
        data: Callable[[], Path],
        machine: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`data`: what the site file's paths are relative to; it and the store are there once the api is built.

        `machine`: its time, by which is waited for the other side.
        """
        self._store, self._press, self._data, self._machine = store, press, data, machine
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hand-over", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()

    def turn(self) -> int:
        """How many were looked at."""
        machine = self._now()
        unit = self._store().unit()
        way = unit.ways.get("way")
        if way is None:
            return 0
        channel = channel_of(way, self._data())
        due = unit.hand_overs.page("", AT_ONCE, open=True, due=Between(None, machine))
        for one in due:
            claimed = self._store().run(partial(_claimed, id=one.id, machine=machine))
            if claimed is not None:
                self._settle(claimed, channel)
        return len(due)

    def _now(self) -> datetime:
        """As precise as what is kept: a claim is known again by its time."""
        return to_milliseconds(self._machine())

    def _settle(self, claimed: HandOver, channel: Channel) -> None:
        if claimed.state is State.WAITS:
            self._hand(claimed, channel)
            return
        found = channel.follow(claimed.reference, claimed.id)
        machine = self._now()
        if isinstance(found, Later):
            self._save(claimed, lambda known, _: (hand_over.failed(known, found.why, machine), ()))
            return
        again = machine + timedelta(seconds=channel.every_seconds)
        self._save(claimed, lambda known, _: hand_over.followed(known, found, again))

    def _hand(self, claimed: HandOver, channel: Channel) -> None:
        parcel = self._parcel(claimed)
        answer = Later("it cannot be printed now") if parcel is None else channel.hand(parcel)
        machine = self._now()
        if isinstance(answer, Later):
            self._save(claimed, lambda known, _: (hand_over.failed(known, answer.why, machine), ()))
        elif isinstance(answer, Never):
            self._save(claimed, lambda known, _: (hand_over.blocked(known, answer.why), ()))
        elif parcel is not None:
            again, digest = machine + timedelta(seconds=channel.every_seconds), parcel.digest
            self._save(
                claimed,
                lambda known, at: hand_over.handed(known, answer.state, answer.reference, digest, again, at),
            )

    def _parcel(self, claimed: HandOver) -> Parcel | None:
        unit = self._store().unit()
        invoice, xml = unit.invoices.need(claimed.id), unit.originals.need(claimed.id).xml
        pdf = self._press.print(invoice, xml)
        return None if pdf is None else Parcel(claimed.key, invoice, xml, pdf, hashlib.sha256(pdf).hexdigest())

    def _save(self, claimed: HandOver, decide: Callable[[HandOver, datetime], Any]) -> None:
        """Unless the claim has run out, and another has gone on with it since."""

        def save(unit: BillingUnit) -> None:
            unit.traceparent = unit.hop = new_trace()
            known = unit.hand_overs.need(claimed.id)
            if known.claimed_until == claimed.claimed_until:
                unit.save(decide(known, unit.now))

        self._store().run(save)

    def _run(self) -> None:
        """Whatever one document brings about, the others are looked at; the same fault is said once."""
        said = ""
        while not self._stop.wait(LOOK_SECONDS):
            try:
                self.turn()
            except AWAY as fault:
                log.info("not handed over now", why=str(fault)[:200])
            except Exception as fault:
                why = repr(fault)[:200]
                if why != said:
                    log.error("not handed over", why=why, exc_info=fault)
                said = why


def _claimed(unit: BillingUnit, *, id: str, machine: datetime) -> HandOver | None:
    known = unit.hand_overs.need(id)
    claimed = hand_over.claim(known, machine)
    if claimed is not None:
        unit.put(claimed)
    return claimed
