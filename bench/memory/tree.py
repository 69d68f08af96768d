"""A process and all that it started: memory and CPU time together."""

from __future__ import annotations

import psutil


def tree(pid: int) -> list[psutil.Process]:
    """The process and everything below it."""
    top = psutil.Process(pid)
    return [top, *top.children(recursive=True)]


def pss(pid: int) -> dict[str, int]:
    """PSS in bytes of each process of the tree, by what it is."""
    found: dict[str, int] = {}
    for process in tree(pid):
        name = _name(process)
        found[name] = found.get(name, 0) + process.memory_full_info().pss
    return found


def cpu(pid: int) -> float:
    """Seconds of CPU that the tree has used."""
    return sum(sum(process.cpu_times()[:2]) for process in tree(pid))


def _name(process: psutil.Process) -> str:
    """`fire worker`, `mongod`, `supervisor` …"""
    argv = process.cmdline()
    if "-m" in argv:
        module = argv[argv.index("-m") + 1 :]
        return " ".join([*module[1:2], module[0].rpartition(".")[2]])
    if any(part.endswith("chapelle") for part in argv[:2]):
        return "supervisor"
    return argv[0].rpartition("/")[2] if argv else process.name()
