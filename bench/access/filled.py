"""Databases with so many people and past checks, and the servers on them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

from bench.child import measured
from bench.commands.run import served
from libs.testing.running import Parts


@dataclass(frozen=True, slots=True)
class Stock:
    """What is stored in one database. `inside`: how many people are in a zone."""

    name: str
    people: int
    inside: int = 0
    checks: int = 0

    @property
    def database(self) -> str:
        return f"access_{self.name}"

    def fill(self, parts: Parts) -> None:
        mongo, database = told(parts, self)
        job = {"mongo": mongo, "database": database, "people": self.people, "inside": self.inside}
        measured("bench.access.fill", job | {"checks": self.checks}, pinned=False, patience=3_600.0)
        print(f"  {self.name}: {self.people} people, {self.inside} inside, {self.checks} past checks", flush=True)


def told(parts: Parts, stock: Stock) -> tuple[str, str]:
    """The database's address for its own user, and its name."""
    return parts.address(stock.database, stock.database), stock.database


def server(parts: Parts, name: str, stock: Stock) -> AbstractContextManager[int]:
    """The port of a server of this bench, by its module, on this database."""
    return served(parts, f"bench.access.{name}", stock.database)
