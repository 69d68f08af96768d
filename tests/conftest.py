"""What holds for every test run."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from hypothesis import settings

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A run that was begun in the background ignores it, and so would all that it starts, which is told by it to stop."""

settings.register_profile("chapelle", deadline=None)
settings.load_profile("chapelle")
"""How long an example takes says nothing: others may have the machine."""

INTEGRATION = Path(__file__).parent / "integration"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Which stay together, in their order, where several are run at a time: those of a file; all of a folder that has a
    running site in common.
    """
    for item in items:
        shares = INTEGRATION in item.path.parent.parents
        item.add_marker(pytest.mark.xdist_group(str(item.path.parent if shares else item.path)))
