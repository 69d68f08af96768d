"""Words and figures of more than one body."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from libs.http import WHOLE

Words = Annotated[str, Field(min_length=1, max_length=200)]
ThreatLevel = Annotated[int, Field(ge=0, le=5, examples=[0]), WHOLE]
