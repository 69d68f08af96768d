"""`chapelle`: what people type. Each command is a module of `libs.runtime.commands`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from libs.runtime.ask import NoAnswerError
from libs.runtime.commands import (
    dead_letters,
    demo,
    events,
    keys,
    logs,
    replay,
    secrets,
    status,
    token,
    topology,
    up,
    verify,
)
from libs.runtime.faults import CannotRunError

DONE, FAILED, WRONG_USE = 0, 1, 2

COMMANDS = (up, token, status, logs, events, dead_letters, replay, verify, demo, keys, topology, secrets)


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    whole = argparse.ArgumentParser(
        prog="chapelle",
        description="The software that runs a city's data centre.",
        epilog="Exit codes: 0 done, 1 failed, 2 wrong use, or a platform that cannot run.",
    )
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; its exit code."""
    wish = parser().parse_args(arguments)
    try:
        code = int(wish.run(wish))
        sys.stdout.flush()
        return code
    except CannotRunError as fault:
        sys.stderr.write(f"{fault}\n")
        return WRONG_USE
    except NoAnswerError as fault:
        sys.stderr.write(f"{fault}\n")
        return FAILED
    except BrokenPipeError:  # whoever reads it has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        return FAILED
