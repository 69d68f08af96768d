"""This host's own disks and memory, by psutil."""

from __future__ import annotations

import psutil

from services.storage.adapters.reading import Reading

PSEUDO = frozenset({"squashfs", "overlay", "tmpfs", "devtmpfs", "iso9660"})
"""File systems that hold no bytes of their own."""


def read_disks() -> Reading:
    """All disks mounted here, each device once; the root file system where none shows (in a container)."""
    parts = psutil.disk_partitions(all=False)
    places = {part.device: part.mountpoint for part in parts if part.fstype not in PSEUDO}
    usages = [psutil.disk_usage(place) for place in places.values()] or [psutil.disk_usage("/")]
    used = sum(usage.used for usage in usages)
    # what root keeps for itself is not there for data
    return Reading(used, used + sum(usage.free for usage in usages))


def read_memory() -> Reading:
    """Memory that is not available to a new process, of all there is."""
    memory = psutil.virtual_memory()
    return Reading(memory.total - memory.available, memory.total)


READERS = {"disks": read_disks, "memory": read_memory}
