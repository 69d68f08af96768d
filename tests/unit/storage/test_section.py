"""Storage's part of the site file: what is taken, and every fault at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from libs.events import Refused
from services.storage.site import Section

TB = 10**12
HOT = {"id": "hot", "kind": "replicated", "raw_bytes": 30 * TB, "k": 1, "m": 2}
HOST = {"id": "this-host", "kind": "replicated", "host": "disks"}
BACKUP = {"id": "backup", "tenant": "ap-hp", "pool": "hot", "quota_bytes": 4 * TB}
SERVERS = {
    "volume": "servers", "tenant": "ap-hp", "pool": "hot", "kind": "virtual", "prefix": "v", "count": 6,
    "quota_bytes": 1 * TB,
}  # fmt: skip


def read(**section: list[dict[str, Any]]) -> Section:
    return Section.model_validate_json(json.dumps(section))


def faults(**section: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    with pytest.raises(Refused) as no:
        read(**section)
    return no.value.faults


def test_servers_are_one_volume_of_their_quotas_together() -> None:
    volumes = read(pools=[HOT, HOST], volumes=[BACKUP], servers=[SERVERS]).shares()
    assert [(one.id, one.quota_bytes, one.in_site) for one in volumes] == [
        ("backup", 4 * TB, True), ("servers", 6 * TB, True),
    ]  # fmt: skip
    assert volumes[1].servers is not None
    assert volumes[1].servers.names()[-1] == "v-0006"


def test_ten_tb_usable_take_ten_tb_of_quotas_and_no_byte_more() -> None:
    assert faults(pools=[HOT], volumes=[{**BACKUP, "quota_bytes": 4 * TB + 1}], servers=[SERVERS]) == (
        ("/pools/0", "no_room: the quotas in hot are 1 bytes more than it can promise"),
    )
    more = read(pools=[{**HOT, "overcommit": 1.5}], volumes=[{**BACKUP, "quota_bytes": 9 * TB}], servers=[SERVERS])
    assert sum(share.quota_bytes for share in more.shares()) == 15 * TB


def test_what_is_doubled_or_missing_is_told_together_and_where() -> None:
    lost = {**BACKUP, "id": "servers", "pool": "hott"}
    assert faults(pools=[HOT, HOT], volumes=[BACKUP, lost], servers=[SERVERS]) == (
        ("/pools/1/id", "pool hot is named twice"),
        ("/servers/0", "volume servers is named twice"),
        ("/volumes/1/pool", "no pool hott; did you mean hot?"),
    )


@pytest.mark.parametrize(
    ("pool", "why"),
    [
        ({**HOT, "raw_bytes": None}, "either raw_bytes or a scrape, or a host"),
        ({**HOT, "host": "disks"}, "either raw_bytes or a scrape, or a host"),
        ({**HOT, "k": 2}, "replicated: k is 1"),
        ({**HOT, "kind": "erasure", "k": 4, "m": 0}, "erasure coded: m is at least 1"),
        ({**HOT, "thresholds": {"nearfull": 0.96}}, "thresholds rise"),
        ({**HOT, "raw_bytes": "30"}, "without quotes"),
        ({**HOT, "colour": "red"}, "Extra inputs"),
    ],
)
def test_a_pool_that_cannot_be_is_refused(pool: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        read(pools=[pool])
