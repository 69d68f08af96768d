"""The generator as the API shows it."""

from __future__ import annotations

from libs.http import Amount, Answer, At
from services.power.answers.amounts import milli
from services.power.domain.generator import Generator
from services.power.domain.generator_states import State as GeneratorState
from services.power.domain.readings import to_milli


class GeneratorView(Answer):
    """The generator; nulls while nothing is known."""

    generator: str
    state: GeneratorState
    fuel_litres: Amount | None
    burn_litres_per_hour: Amount
    """At the load that it has, or would have; where none is known, at half of its nameplate."""
    autonomy_hours: float | None
    """0.85 of the litres ÷ burn."""
    last_test: At | None
    next_test_due: At | None


def generator_view(generator: Generator) -> GeneratorView:
    hours = generator.autonomy_hours()
    return GeneratorView(
        generator=generator.id,
        state=generator.state,
        fuel_litres=milli(generator.fuel_litres),
        burn_litres_per_hour=to_milli(generator.burn()),
        autonomy_hours=None if hours is None else float(to_milli(hours)),
        last_test=generator.last_test,
        next_test_due=generator.next_test_due(),
    )
