"""The rules of power: pure functions and frozen entities. No clock, no I/O."""
