"""Stories that cross services, all told to one running site: six services, each a worker and an API.

It is started once, since topics are the services' own on the one broker, and stopped after the last story.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from libs.events.services import SERVICES
from libs.runtime.clock_keeper import ClockKeeper
from libs.testing.running import Parts, running
from services.billing.document.press import Press
from tests.integration.services.house import House
from tests.integration.services.office import Office
from tests.integration.services.plans import OPENED, SITE

HERE = Path(__file__).parent
RUNS = pytest.StashKey[ExitStack]()


@pytest.fixture(scope="session")
def house(parts: Parts, pytestconfig: pytest.Config) -> Iterator[House]:
    """The site, its file loaded; its clock goes on from `OPENED` as fast as ours."""
    clock = ClockKeeper.of(parts.folder).begin(OPENED, 1.0)
    with ExitStack() as runs:
        pytestconfig.stash[RUNS] = runs
        site = House(runs.enter_context(running(parts, "services", SERVICES, CHAPELLE_CLOCK=str(clock))), clock)
        for service, section in SITE.items():
            site.post(service, "/v1/site", section)
        yield site


@pytest.fixture(scope="session")
def press() -> Iterator[Press]:
    press = Press()
    yield press
    press.close()


@pytest.fixture
def office(parts: Parts, press: Press) -> Iterator[Office]:
    office = Office(parts, press)
    yield office
    office.close()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Nothing of it runs beside the tests that follow."""
    if nextitem is None or not nextitem.path.is_relative_to(HERE):
        item.config.stash.get(RUNS, ExitStack()).close()
