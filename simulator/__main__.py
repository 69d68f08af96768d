"""`python -m simulator`: plays the site until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys

from pydantic import ValidationError

from libs.runtime.faults import CannotRunError
from libs.runtime.logs import set_up_logs
from libs.runtime.sitefile import read_site
from simulator.apis import Apis
from simulator.play import play
from simulator.settings import Settings


async def run(settings: Settings) -> None:
    """Plays until SIGTERM or SIGINT."""
    site = read_site(settings.site).whole
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Apis(settings.topology, settings.token_file) as apis:
        playing = asyncio.create_task(play(site, settings.platform_clock, apis))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({playing, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if playing.done():
            playing.result()
        playing.cancel()
        await asyncio.wait({playing})


def main() -> int:
    """0 when it was told to stop; 2 where it cannot start, with a sentence each."""
    try:
        settings = Settings()
    except ValidationError as faults:
        for fault in faults.errors():
            name = "CHAPELLE_" + "_".join(str(part) for part in fault["loc"]).upper()
            print(f"{name}: {fault['msg']}", file=sys.stderr)
        return 2
    set_up_logs("simulator", "simulator", settings.log_level)
    try:
        asyncio.run(run(settings))
    except CannotRunError as fault:
        print(fault, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
