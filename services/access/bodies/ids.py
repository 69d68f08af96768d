"""Ids in a path."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from libs.http import Id

BadgeId = Annotated[
    str, Path(pattern=r"^[0-9]{1,3}-[0-9]{1,5}$", description="A badge: `{facility}-{card}`", examples=["75-10001"])
]
ActId = Annotated[Id, Path(description="An administrative act")]
CheckId = Annotated[Id, Path(description="A check")]
DoorId = Annotated[Id, Path(description="A door", examples=["door-hall-a"])]
PersonId = Annotated[Id, Path(description="A person", examples=["agent-1"])]
RightId = Annotated[
    str,
    Path(
        pattern=r"^[a-z0-9][a-z0-9._-]{0,63}\.[0-9]{1,9}$", description="A right: `{person}.{n}`",
        examples=["agent-1.1"],
    ),
]  # fmt: skip
ScheduleId = Annotated[Id, Path(description="A schedule", examples=["office-hours"])]
VisitId = Annotated[Id, Path(description="A visit")]
ZoneId = Annotated[Id, Path(description="A zone", examples=["hall-a"])]
