"""What is known of a zone's panel: what it is set to, what it said, where it stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from libs.events import Value
from services.fire.domain.tells import CONFIRMATION
from services.fire.domain.vocabulary import PANEL, Kind, Phase, Technology, Timer

BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


class Panel(Value):
    """What the panel of a zone is set to. `countdown` 0-60 s, `flooding` >= 10 min [R]."""

    zone: str
    countdown: timedelta
    flooding: timedelta

    def lasts(self, timer: Timer) -> timedelta:
        """How long a timer runs from its start."""
        return {
            Timer.COUNTDOWN: self.countdown,
            Timer.CONFIRMATION: CONFIRMATION,
            Timer.FLOODING: self.flooding,
        }[timer]


class Said(Value):
    """What a device said, or a person (SIGN_OFF), and when. `technology` is the detector's, of an alarm."""

    at: datetime
    kind: Kind
    device: str
    technology: Technology | None = None


class Alarm(Value):
    """A detector in alarm since `at`."""

    device: str
    technology: Technology
    at: datetime


class Mirror(Value):
    """Where the panel stands, as far as it was heard. `since` is that of the state that everybody sees."""

    phase: Phase = Phase.QUIESCENT
    since: datetime = BEFORE_ALL
    timer: Timer | None = None
    due: datetime | None = None
    left: int | None = None
    """Seconds on the counter while it is frozen."""
    alarms: tuple[Alarm, ...] = ()
    called: bool = False
    """The manual call point asks for the release."""
    manual_only: bool = False
    disabled: tuple[str, ...] = ()
    gas_since: datetime | None = None
    """Since when gas may be in the zone; nobody has signed off yet."""
    unheard: bool = False
    """Contact with the panel was lost since it last moved the table: what it did meanwhile was not told."""

    @property
    def double_knock(self) -> bool:
        """Two detectors of different technology are in alarm."""
        return len({alarm.technology for alarm in self.alarms}) > 1

    @property
    def release_permitted(self) -> bool:
        """The call point may have it unless DISABLED; detectors unless MANUAL_ONLY too."""
        return PANEL not in self.disabled and (self.called or (self.double_knock and not self.manual_only))


def whole_seconds(span: timedelta) -> int:
    """Seconds as a counter shows them: the one that has begun counts whole; never below 0."""
    return max(0, -(-span // timedelta(seconds=1)))
