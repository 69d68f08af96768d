"""What holds for every test run."""

import signal
from pathlib import PurePath

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler.loadscope import LoadScopeScheduling

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A shell that runs this in the background ignores interrupts, and children inherit that: they must hear ours."""

settings.register_profile("chapelle", deadline=None)
settings.load_profile("chapelle")
"""How long an example takes says nothing: others may have the machine."""

INTEGRATION = PurePath("tests/integration")


class InTheirOrder(LoadScopeScheduling):
    """Where several run at a time, tests of a file stay together, and those of a folder that shares a running site.

    (A scheduler, as the groups of pytest-xdist 3.8 are unknown to pytest 9.2, whose node ids cannot be set.)
    """

    def _split_scope(self, nodeid: str) -> str:
        file = PurePath(nodeid.partition("::")[0])
        return str(file.parent if INTEGRATION in file.parent.parents else file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return InTheirOrder(config, log)
