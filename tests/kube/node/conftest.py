"""One node, the platform rolled out on it, for all of its tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.kube.deployed import Deployed
from tests.kube.images import archives, tag
from tests.kube.kit import Kit


@pytest.fixture(scope="session")
def deployed(kit: Kit) -> Iterator[Deployed]:
    with kit.cluster("node", archives(kit)) as cluster:
        platform = Deployed(cluster, tag())
        platform.prepare()
        platform.apply()
        platform.roll_out()
        platform.job("site")
        yield platform
