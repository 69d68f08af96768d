"""Sites of their own, whose clocks run fast: ten minutes of flooding are twenty seconds, a week is half a minute."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from libs.events.services import SERVICES
from libs.runtime.clock_keeper import ClockKeeper
from libs.testing.running import Parts, running
from tests.integration.services.plans import OPENED
from tests.integration.stories.plans import SITE
from tests.integration.stories.story import Story

SPEED = 30.0
WEEK_SPEED = 20_160.0


@contextmanager
def a_site(folder: Path, names: tuple[str, ...], speed: float) -> Iterator[Story]:
    clock = ClockKeeper.of(folder).begin(OPENED, speed)
    with Parts.started(folder) as parts, running(parts, "services", names, CHAPELLE_CLOCK=str(clock)) as services:
        story = Story(services, clock)
        for service in set(SITE) & set(names):
            story.post(service, "/v1/site", SITE[service])
        yield story


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The whole site."""
    with a_site(tmp_path_factory.mktemp("story"), SERVICES, SPEED) as whole:
        yield whole


@pytest.fixture
def week(tmp_path: Path) -> Iterator[Story]:
    """Power and who watches it."""
    with a_site(tmp_path, ("power", "console"), WEEK_SPEED) as power:
        yield power
