"""What devices last said of themselves: in fault or not, heard or not. The latest word wins."""

from __future__ import annotations

from datetime import datetime

from libs.events import Value, replace
from services.fire.domain.mirror import BEFORE_ALL
from services.fire.domain.vocabulary import PANEL


class Word(Value):
    """That it holds for `device`, or not, as of `at`."""

    device: str
    holds: bool
    at: datetime


class Standing(Value):
    """One condition, device by device; the panel's own all-clear counts for every device up to its time."""

    words: tuple[Word, ...] = ()
    all_clear_at: datetime = BEFORE_ALL

    @property
    def devices(self) -> frozenset[str]:
        """The devices for which the condition holds."""
        return frozenset(word.device for word in self.words if word.holds)

    def heard(self, device: str, holds: bool, at: datetime) -> Standing:
        """With the device's word, unless a later one is known; of one instant that it holds is believed."""
        if at < self.all_clear_at or (at == self.all_clear_at and not holds):
            return self
        known = next((word for word in self.words if word.device == device), None)
        if known is not None and (known.at, known.holds) >= (at, holds):
            return self
        others = tuple(word for word in self.words if word.device != device)
        return replace(self, words=(*others, Word(device, holds, at)))

    def all_clear(self, at: datetime) -> Standing:
        """With the panel's word that up to `at` all is well again."""
        if at < self.all_clear_at:
            return self
        return Standing(tuple(word for word in self.words if (word.at, word.holds) >= (at, True)), at)


NO_FAULT = Standing()
NEVER_HEARD = Standing((Word(PANEL, True, BEFORE_ALL),))
"""A zone of which nothing was heard yet has lost contact: silence is not calm."""
