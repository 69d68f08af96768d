"""A Kafka that lets in whom it knows, for what each has a right to: `CHAPELLE_TEST_BROKER=kafka`, else no test here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from libs.testing.running import BROKER_KIND
from tests.integration.guarded.fort import Fort, built

collect_ignore_glob = [] if BROKER_KIND == "kafka" else ["test_*.py"]


@pytest.fixture(scope="package")
def fort(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fort]:
    with built(tmp_path_factory.mktemp("fort")) as fort:
        yield fort
