"""Values: what a domain decides on and keeps. One is made whole, and never changed: `replace` makes another."""

from __future__ import annotations

from typing import TYPE_CHECKING, dataclass_transform

from msgspec import Struct, field

if TYPE_CHECKING:
    from dataclasses import replace  # of the same form; the type checker knows it, and looks at names and types
else:
    from msgspec.structs import replace


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Value(Struct, frozen=True):
    """Fields with their types, and defaults, as of a frozen dataclass; made, compared and stored by C code."""


__all__ = ["Value", "field", "replace"]
