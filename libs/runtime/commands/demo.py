"""`chapelle demo`: one story, played on the running platform."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from libs.runtime.commands.arguments import Commands, There, as_json, data, put_now
from libs.runtime.faults import CannotRunError
from libs.runtime.sitefile import read_site

STORIES = {
    "fire-drill": "a fire in a hall, from the first detector to the sign-off",
    "outage": "one way of power lost, a generator that does not start, then the other way; and back",
    "month": "a past month, invoiced",
}


def add(commands: Commands) -> None:
    """Declares it."""
    summary = "play one story on the running platform and print what each service did"
    command = commands.add_parser("demo", help=summary, description=summary)
    stories = command.add_subparsers(title="stories", metavar="STORY", required=True)
    for name, about in STORIES.items():
        story = stories.add_parser(name, help=about, description=about)
        data(story)
        as_json(story)
        story.set_defaults(run=run, story=name)


def run(wish: argparse.Namespace) -> int:
    """Raises `CannotRunError` on a site that is not simulated: a story sends readings of real things."""
    there = There.at(wish.data)
    site = read_site(Path(there.running.site))
    if not site.simulated:
        raise CannotRunError(f"{site.file.name} does not say `simulated: true`: no story is played on a real site")
    story = importlib.import_module(f"simulator.stories.{wish.story.replace('-', '_')}")
    return int(story.play(there.topology, there.token, site.whole, put_now, wish.json))
