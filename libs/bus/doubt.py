"""Doubts a record that is refused: is it what its source said under this number?"""

from __future__ import annotations

import time

from libs.bus.plan import Step
from libs.bus.record import Record, RecordAway
from libs.events import Envelope

ASK_AGAIN_SECONDS = 5.0
"""A source that does not answer is not asked about each of many refused records."""


class Doubt:
    """Asks the source's record. A record that came from there is not doubted."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._asked_in_vain = float("-inf")

    def true_event(self, step: Step) -> Envelope | None:
        """What the source said under the number of a broker's record, if that is another event.

        None too while the source cannot be asked: what cannot be applied stops its key, not the stream. Raises
        `NeverGiven` where it has not given that number yet.
        """
        if step.envelope is None or step.raw is None or time.monotonic() < self._asked_in_vain + ASK_AGAIN_SECONDS:
            return None
        here = step.envelope
        try:
            said = self.record.event(here.topic, here.partition, here.sequence, here.traceparent)
        except RecordAway:
            self._asked_in_vain = time.monotonic()
            return None
        return None if said is None or said.says_what(here) else said
