"""The generator as the API shows it."""

from __future__ import annotations

from libs.http import Amount, Answer, At
from services.power.answers.amounts import milli, ratio
from services.power.domain.generator import Generator
from services.power.domain.generator_states import State as GeneratorState
from services.power.domain.readings import to_milli
from services.power.domain.runs import GeneratorTest, Kind, Verdict, Why


class GeneratorView(Answer):
    """The generator; nulls while nothing is known."""

    generator: str
    state: GeneratorState
    fuel_litres: Amount | None
    burn_litres_per_hour: Amount
    """At the load that it has, or would have; where none is known, at half of its nameplate."""
    autonomy_hours: float | None
    """0.85 of the litres ÷ burn."""
    burn_measured: bool
    """The burn is measured at the tank; else it is read off the curve."""
    last_test: At | None
    """When the newest test began."""
    next_test_due: At | None
    """A month after the newest that did not fail."""
    next_long_test_due: At | None
    """36 months after the newest of four hours."""
    overdue_tests: list[Kind]


class GeneratorTestView(Answer):
    """A test, as evidence."""

    id: str
    kind: Kind
    began: At
    ended: At
    minutes: int
    load_percent: float | None
    """Its mean load, of nameplate; null: never read."""
    verdict: Verdict
    """`unproven`: its load was never read, or a transfer switch has no device that says that it was exercised."""
    why: Why
    """Why it did not pass."""
    switches: list[str]
    """The transfer switches that were exercised in it."""
    missed: list[str]
    """Those that did not say so."""


def generator_view(generator: Generator) -> GeneratorView:
    hours = generator.autonomy_hours()
    return GeneratorView(
        generator=generator.id,
        state=generator.state,
        fuel_litres=milli(generator.fuel_litres),
        burn_litres_per_hour=to_milli(generator.burn()),
        autonomy_hours=None if hours is None else float(to_milli(hours)),
        last_test=generator.last_test,
        burn_measured=generator.measured_burn() is not None,
        next_test_due=generator.next_test_due(),
        next_long_test_due=generator.next_test_due("long"),
        overdue_tests=list(generator.overdue_tests),
    )


def generator_test_view(test: GeneratorTest) -> GeneratorTestView:
    return GeneratorTestView(
        id=test.id,
        kind=test.kind,
        began=test.began,
        ended=test.ended,
        minutes=test.minutes,
        load_percent=ratio(test.load_percent),
        verdict=test.verdict,
        why=test.why,
        switches=list(test.switches),
        missed=list(test.missed),
    )
