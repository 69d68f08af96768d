"""What a person sees of a platform that starts, runs and stops."""

from __future__ import annotations

import json
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path


@dataclass(slots=True)
class Progress:
    """Short lines on standard output with seconds since the start; the same, as JSON lines, in `log`."""

    log: Path
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self.began

    def title(self, text: str) -> None:
        """A line of its own, with an empty one below."""
        self.say(f"{text}\n")

    def done(self, what: str, detail: str) -> None:
        """`  ✓ broker           127.0.0.1:8420                0.3 s`."""
        self.say(f"  ✓ {what:<16} {detail:<40} {self.seconds:>5.1f} s")
        self.note("info", f"{what}: {detail}")

    def warn(self, text: str) -> None:
        """Something that a person may want to look at; the platform goes on."""
        self.say(f"  ! {text}")
        self.note("warning", text)

    def say(self, text: str) -> None:
        """Prints; a terminal that went away changes nothing."""
        with suppress(OSError):
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def note(self, level: str, event: str) -> None:
        """A line for the log alone. A full disk changes nothing."""
        line = {
            "event": event,
            "level": level,
            "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "service": "chapelle",
            "process": "supervisor",
        }
        with suppress(OSError), self.log.open("a") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
