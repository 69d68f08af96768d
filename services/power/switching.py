"""Transfer switches that say that they are tested, while the generator is or when its test is over already."""

from __future__ import annotations

from datetime import datetime

from libs.store import Between
from services.power.domain.generator import Generator
from services.power.domain.generator_tests import proved
from services.power.domain.nodes import SWITCHES
from services.power.domain.registers import MILLISECOND
from services.power.domain.runs import LONGEST, GeneratorTest
from services.power.domain.switches import told_again
from services.power.store import PowerUnit
from services.power.watching import save_generator


def exercised(id: str, at: datetime, unit: PowerUnit) -> None:
    """The device of a node says `test`; of a switch that is evidence of the test in which it lies."""
    node = unit.nodes.get(id)
    if node is None or node.kind not in SWITCHES:
        return
    for generator in unit.generators.where():
        known = generator.switch_tested(id, at)
        late = [told_again(test, id, known.unwatched) for test in _missing(id, generator, at, unit)]
        save_generator(proved(known, late), at, unit)


def _missing(switch: str, generator: Generator, at: datetime, unit: PowerUnit) -> list[GeneratorTest]:
    """Tests that went on at that moment and are kept without it."""
    begun = unit.tests.where(generator=generator.id, began=Between(at - LONGEST, at + MILLISECOND))
    return [test for test in begun if test.began <= at <= test.ended and switch in test.missed]
