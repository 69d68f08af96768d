"""What is asked of zones."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from libs.events import replace
from libs.http import WHOLE, Body, Flag
from services.access.bodies.words import ThreatLevel
from services.access.domain.zone import AntiPassback, Rules


class ChangeOfRules(Body):
    """The rules named are replaced, others kept; null gives the default back."""

    anti_passback: AntiPassback | None = None
    minutes: Annotated[int, Field(ge=1, le=1_000_000), WHOLE] | None = None
    """After how many minutes a timed anti-passback forgets."""
    capacity: Annotated[int, Field(ge=0, le=1_000_000), WHOLE] | None = None
    """How many people may be inside."""
    two_person: Flag | None = None
    """Nobody is let in alone: a second person shows their badge within 15 s."""
    threat_level: ThreatLevel | None = None
    """Rights below it do not hold."""
    lockdown: Flag | None = None
    """Nobody is let in; who is inside can leave."""

    def applied_to(self, rules: Rules) -> Rules:
        named = {field: getattr(self, field) for field in self.model_fields_set}
        usual = Rules()
        return replace(
            rules, **{field: getattr(usual, field) if value is None else value for field, value in named.items()}
        )
