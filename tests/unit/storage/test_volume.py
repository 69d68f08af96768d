"""A volume from its creation to its end."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from libs.events import Refused
from services.storage.domain.volume import Servers, Share, create_volume
from services.storage.events import VolumeCreated, VolumeEnded, VolumeResized

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
LATE = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
SHARE = Share("ap-hp-backup", "ap-hp", "objects", 500)


def test_a_volume_is_created_resized_and_ended() -> None:
    volume, created = create_volume(SHARE, NINE)
    assert created == (
        VolumeCreated(time=NINE, volume="ap-hp-backup", tenant="ap-hp", pool="objects", quota_bytes=500),
    )
    volume, resized = volume.resized(Share("ap-hp-backup", "ap-hp", "objects", 700), TEN)
    assert resized == (
        VolumeResized(time=TEN, volume="ap-hp-backup", tenant="ap-hp", pool="objects", quota_bytes=700, was_bytes=500),
    )
    volume, ended = volume.ended(LATE)
    assert ended == (VolumeEnded(time=LATE, volume="ap-hp-backup", tenant="ap-hp", pool="objects", ended_at=LATE),)
    with pytest.raises(Refused) as no:
        volume.ended(LATE)
    assert no.value.kind == "conflict"


def test_it_counts_until_the_end_of_its_last_day_in_paris() -> None:
    # ended 31 March 22:30 UTC = 1 April 00:30 in Paris
    volume, _ = create_volume(SHARE, NINE)[0].ended(LATE)
    assert [volume.counts_on(date(2026, 4, day)) for day in (1, 2)] == [True, False]


def test_it_does_not_end_before_a_day_on_which_it_was_still_sampled() -> None:
    volume = create_volume(SHARE, NINE)[0].sampled(10, None, LATE)
    with pytest.raises(Refused) as no:
        volume.ended(TEN)
    assert no.value.faults == (("/at", "volume ap-hp-backup was still there on 2026-04-01"),)


def test_the_newest_sample_is_shown_not_the_last_to_arrive() -> None:
    volume, _ = create_volume(SHARE, NINE)
    volume = volume.sampled(20, None, TEN).sampled(10, 400, NINE)
    assert (volume.used_bytes, volume.capacity_bytes, volume.sampled_at) == (20, None, TEN)


def test_other_servers_on_the_same_quota_are_no_event() -> None:
    volume, _ = create_volume(SHARE, NINE)
    servers = Servers("virtual", "aphp-v", 5, 100)
    changed, events = volume.resized(Share("ap-hp-backup", "ap-hp", "objects", 500, servers), TEN)
    assert (changed.servers, events) == (servers, ())


def test_the_inventory_is_expanded_to_names() -> None:
    assert Servers("virtual", "aphp-v", 3, 100).names() == ("aphp-v-0001", "aphp-v-0002", "aphp-v-0003")
