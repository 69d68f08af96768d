"""Tells the topology in one form: `python -m libs.processes.topology asyncapi`; without one, writes all its files."""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import sys

from libs.runtime.commands.topology import FORMATS
from libs.runtime.launch import ROOT
from libs.topology.estate import NobodyTellsError, estate
from libs.topology.formats import WRITERS


def main() -> int:
    """1 where a service hears what nobody tells."""
    try:
        whole = estate()
    except NobodyTellsError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    if sys.argv[1:]:
        sys.stdout.write(WRITERS[sys.argv[1]](whole))
        return 0
    for format, file in FORMATS.items():
        (ROOT / file).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / file).write_text(WRITERS[format](whole))
    sys.stdout.write(f"the topology of {len(whole.services)} services in {', '.join(FORMATS.values())}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
