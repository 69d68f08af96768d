"""The modes that a panel is put into: beside every phase, and asked about where a release is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from libs.events import Event
from services.fire import events
from services.fire.domain.mirror import Mirror, Said
from services.fire.domain.vocabulary import Kind


def switch(zone: str, mirror: Mirror, said: Said) -> tuple[Mirror, Sequence[Event]]:
    """The mirror in the mode that `said` puts it into; nothing is told where it already was."""
    match said.kind:
        case Kind.MANUAL_ONLY if not mirror.manual_only:
            return replace(mirror, manual_only=True), [events.ManualOnlySet(time=said.at, zone=zone)]
        case Kind.AUTOMATIC if mirror.manual_only:
            return replace(mirror, manual_only=False), [events.ManualOnlyCleared(time=said.at, zone=zone)]
        case Kind.DISABLED if said.device not in mirror.disabled:
            out = (*mirror.disabled, said.device)
            return replace(mirror, disabled=out), [events.Disabled(time=said.at, zone=zone, device=said.device)]
        case Kind.ENABLED if said.device in mirror.disabled:
            out = tuple(device for device in mirror.disabled if device != said.device)
            return replace(mirror, disabled=out), [events.Enabled(time=said.at, zone=zone, device=said.device)]
    return mirror, []
