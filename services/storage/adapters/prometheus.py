"""Prometheus text fetched over HTTP: `node_exporter`'s file systems, Ceph's pools. Names: domain.md, Storage [R]."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import httpx
from prometheus_client.parser import text_string_to_metric_families

from services.storage.adapters.reading import NoReadingError, Reading
from services.storage.domain.pool import Scrape

WITHIN_SECONDS = 2.0
MOST_BYTES = 8_000_000

Labels = Mapping[str, str]
Samples = dict[str, list[tuple[Labels, float]]]
"""By name: the labels and the value of each."""


def scrape(source: Scrape) -> Reading:
    """What the exporter says now. Raises `NoReadingError`."""
    return READERS[source.kind](_fetched(source.url), source.of)


def _fetched(url: str) -> Samples:
    try:
        answer = httpx.get(url, timeout=WITHIN_SECONDS, trust_env=False)
        answer.raise_for_status()
        if len(answer.content) > MOST_BYTES:
            raise NoReadingError(f"{url} answers with more than {MOST_BYTES} bytes")
        found: Samples = {}
        for family in text_string_to_metric_families(answer.text):
            for sample in family.samples:
                found.setdefault(sample.name, []).append((sample.labels, sample.value))
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise NoReadingError(f"{url} cannot be read: {fault}") from None
    except (ValueError, KeyError, IndexError) as fault:  # what the parser makes of a text that is none
        raise NoReadingError(f"{url} answers with no Prometheus text: {fault}") from None
    return found


def _file_system(samples: Samples, mountpoint: str | None) -> Reading:
    where = {"mountpoint": mountpoint or "/"}
    size = _value(samples, "node_filesystem_size_bytes", where)
    return Reading(size - _value(samples, "node_filesystem_avail_bytes", where), size)


def _ceph(samples: Samples, pool: str | None) -> Reading:
    if pool is None:
        used = _value(samples, "ceph_cluster_total_used_bytes", {})
        return Reading(used, _value(samples, "ceph_cluster_total_bytes", {}), raw=True)
    named = next((labels for labels, _ in _of(samples, "ceph_pool_metadata", {"name": pool})), None)
    if named is None:
        raise NoReadingError(f"no ceph_pool_metadata with name {pool!r}")
    where = {"pool_id": named.get("pool_id", "")}
    stored = _value(samples, "ceph_pool_stored", where)
    return Reading(stored, stored + _value(samples, "ceph_pool_max_avail", where))


READERS: dict[str, Callable[[Samples, str | None], Reading]] = {"node_exporter": _file_system, "ceph": _ceph}


def _value(samples: Samples, name: str, where: Labels) -> int:
    """The one value of a name with these labels; not a number is none. Raises `NoReadingError`."""
    values = {value for _, value in _of(samples, name, where)}
    if len(values) != 1:
        raise NoReadingError(f"{name}{dict(where) or ''} has {len(values)} values")
    (value,) = values
    if not 0 <= value < 2**63:
        raise NoReadingError(f"{name}{dict(where) or ''} is {value}: no bytes")
    return int(value)


def _of(samples: Samples, name: str, where: Labels) -> Iterator[tuple[Labels, float]]:
    for labels, value in samples.get(name, ()):
        if where.items() <= labels.items():
            yield labels, value
