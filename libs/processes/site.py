"""Hands the site file to the services at `CHAPELLE_URLS`: `python -m libs.processes.site site.yaml`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from libs.runtime.faults import CannotRunError
from libs.runtime.progress import Progress
from libs.runtime.site_load import load_site
from libs.runtime.sitefile import read_site
from libs.runtime.topology import Elsewhere


def main() -> int:
    """1: a service refuses it or is not there, and each fault is a sentence with its line; it may be run again."""
    urls: dict[str, str] = json.loads(os.environ["CHAPELLE_URLS"])
    ca_file = os.environ.get("CHAPELLE_CA_FILE")
    there = Elsewhere(urls, Path(ca_file) if ca_file else None)
    token = Path(os.environ["CHAPELLE_TOKEN_FILE"]).read_text().strip()
    try:
        load_site(read_site(Path(sys.argv[1])), there, token, Progress(Path(os.devnull)))
    except CannotRunError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
