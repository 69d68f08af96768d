"""Values: what a domain decides on and keeps. One is made whole, and never changed: `replace` makes another."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, dataclass_transform

from msgspec import Struct, field, structs

if TYPE_CHECKING:
    from dataclasses import replace  # of the same form; the type checker looks at the names and types of what changes
else:

    def replace(one: Any, /, **changes: Any) -> Any:
        """Another that has `changes`: of a value, an event, or whatever else is a dataclass."""
        return (structs.replace if isinstance(one, Struct) else dataclasses.replace)(one, **changes)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Value(Struct, frozen=True):
    """Fields with their types, and defaults, as of a frozen dataclass; made, compared and stored by C code."""


__all__ = ["Value", "field", "replace"]
