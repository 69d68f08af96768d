"""Pools of which exporters tell, fetched over HTTP: Ceph's, and a host's file system."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from libs.runtime.clock import Clock
from libs.store import Store
from libs.testing.exporter import Exporter, exporter
from libs.testing.running import Parts
from services.storage.domain.fill import Fill
from services.storage.domain.pool import Pool
from services.storage.probing import probe
from services.storage.site import Section, load
from services.storage.store import StorageUnit

TB = 10**12
CEPH = """\
# HELP ceph_pool_metadata POOL Metadata
# TYPE ceph_pool_metadata untyped
ceph_pool_metadata{pool_id="2",name="rbd",type="replicated"} 1.0
ceph_pool_metadata{pool_id="3",name="archive",type="erasure"} 1.0
# TYPE ceph_pool_stored gauge
ceph_pool_stored{pool_id="2"} 1.1e+14
ceph_pool_stored{pool_id="3"} 9.0e+12
# TYPE ceph_pool_max_avail gauge
ceph_pool_max_avail{pool_id="2"} 4.0e+13
ceph_pool_max_avail{pool_id="3"} 2.1e+13
# TYPE ceph_cluster_total_bytes gauge
ceph_cluster_total_bytes 4.5e+14
ceph_cluster_total_used_bytes 3.3e+14
"""
NODE = """\
# TYPE node_filesystem_size_bytes gauge
node_filesystem_size_bytes{device="/dev/sda1",fstype="ext4",mountpoint="/"} 1e+12
node_filesystem_size_bytes{device="/dev/sdb1",fstype="ext4",mountpoint="/srv"} 4e+12
# TYPE node_filesystem_avail_bytes gauge
node_filesystem_avail_bytes{device="/dev/sda1",fstype="ext4",mountpoint="/"} 7e+11
node_filesystem_avail_bytes{device="/dev/sdb1",fstype="ext4",mountpoint="/srv"} 1e+11
"""


@pytest.fixture
def store(parts: Parts) -> Iterator[Store[StorageUnit]]:
    name = f"t_{uuid.uuid4().hex[:8]}"
    store = Store(parts.address(name, name), name, "storage", StorageUnit, Clock())
    store.set_up()
    yield store
    store.close()


@pytest.fixture
def told() -> Iterator[Exporter]:
    with exporter() as says:
        yield says


class Site:
    """The pools of a site file, and what is read of them, turn by turn."""

    def __init__(self, store: Store[StorageUnit], *pools: dict[str, Any]) -> None:
        self.store = store
        section = Section.model_validate_json(json.dumps({"pools": pools}))
        store.run(lambda unit: load(section, unit))

    def reads(self, times: int = 1) -> dict[str, Pool]:
        for _ in range(times):
            self.store.run(lambda unit: probe(unit, unit.pools.where()))
        return {pool.id: pool for pool in self.store.unit().pools.where()}


def scraped(id: str, url: str, kind: str, of: str | None = None, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": "replicated", "k": 1, "m": 2, "scrape": {"url": url, "kind": kind, "of": of}, **more}


def test_each_pool_is_what_its_exporter_says(store: Store[StorageUnit], told: Exporter) -> None:
    told.text = CEPH + NODE
    site = Site(
        store,
        scraped("blocks", told.url, "ceph", "rbd"),
        scraped("cluster", told.url, "ceph"),
        scraped("srv", told.url, "node_exporter", "/srv"),
        scraped("root", told.url, "node_exporter"),
    )
    pools = site.reads()
    assert {id: (pool.used_bytes, pool.usable_bytes, pool.state) for id, pool in pools.items()} == {
        "blocks": (110 * TB, 150 * TB, Fill.OK),
        "cluster": (110 * TB, 150 * TB, Fill.OK),  # 330 and 450 TB raw, in three replicas
        "srv": (3.9 * TB, 4 * TB, Fill.FULL),
        "root": (0.3 * TB, 1 * TB, Fill.OK),
    }


@pytest.mark.parametrize(
    "breaks",
    [
        lambda told: setattr(told, "status", 500),
        lambda told: setattr(told, "text", "<html>no metrics here</html>"),
        lambda told: setattr(told, "text", NODE.replace("7e+11", "NaN")),
        lambda told: setattr(told, "text", ""),
    ],
    ids=["500", "a page", "not a number", "nothing"],
)
def test_what_cannot_be_read_three_times_is_unknown(store: Store[StorageUnit], told: Exporter, breaks: Any) -> None:
    told.text = NODE
    site = Site(store, scraped("root", told.url, "node_exporter"))
    assert site.reads()["root"].state is Fill.OK
    breaks(told)
    assert site.reads(times=2)["root"].state is Fill.OK
    assert site.reads()["root"].state is Fill.UNKNOWN
    told.text, told.status = NODE, 200
    assert site.reads()["root"].state is Fill.OK


def test_an_exporter_that_is_gone_leaves_the_other_pools_be(store: Store[StorageUnit], told: Exporter) -> None:
    told.text = NODE
    gone = scraped("gone", "http://127.0.0.1:1/metrics", "ceph", "rbd")
    pools = Site(store, gone, scraped("root", told.url, "node_exporter")).reads(times=3)
    assert [(pool.id, pool.state, pool.used_bytes) for pool in pools.values()] == [
        ("gone", Fill.UNKNOWN, None),
        ("root", Fill.OK, 3 * 10**11),
    ]
