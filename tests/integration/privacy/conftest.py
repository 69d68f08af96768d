"""A site of its own: months pass on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from libs.events.services import SERVICES
from libs.runtime.clock_keeper import ClockKeeper
from libs.testing.running import Parts, running
from tests.integration.privacy.calendar import Calendar
from tests.integration.services.plans import OPENED, SITE


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calendar]:
    folder = tmp_path_factory.mktemp("privacy")
    clock = ClockKeeper.of(folder).begin(OPENED, 1.0)
    with Parts.started(folder) as parts, running(parts, "services", SERVICES, CHAPELLE_CLOCK=str(clock)) as services:
        site = Calendar(services, clock)
        for service, section in SITE.items():
            site.post(service, "/v1/site", section)
        yield site
