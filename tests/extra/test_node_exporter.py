"""The real `prometheus-node-exporter`: what it tells of this machine's file systems is what the machine has."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import httpx
import psutil
import pytest

from libs.runtime.platform import free_port
from libs.testing.running import until
from services.storage.adapters.prometheus import scrape
from services.storage.adapters.reading import NoReadingError
from services.storage.domain.pool import Scrape

MEGABYTES_BETWEEN = 512 * 10**6
"""So much may be written here between two looks."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    listens = f"127.0.0.1:{free_port()}"
    argv, address = ["prometheus-node-exporter", f"--web.listen-address={listens}"], f"http://{listens}/metrics"
    with subprocess.Popen(argv, stderr=subprocess.DEVNULL) as started:
        try:
            until(lambda: httpx.get(address).is_success, "the exporter answers")
            yield address
        finally:
            started.terminate()


def test_the_root_file_system(url: str) -> None:
    told, here = scrape(Scrape(url, "node_exporter", "/")), psutil.disk_usage("/")
    assert told.capacity_bytes == here.total
    assert abs(told.used_bytes - (here.total - here.free)) < MEGABYTES_BETWEEN


def test_a_file_system_that_is_not_there(url: str) -> None:
    with pytest.raises(NoReadingError, match="node_filesystem_size_bytes"):
        scrape(Scrape(url, "node_exporter", "/nowhere"))


def test_one_that_tells_nothing_of_ceph(url: str) -> None:
    with pytest.raises(NoReadingError, match="no ceph_pool_metadata"):
        scrape(Scrape(url, "ceph", "rbd"))
