"""Hands each section of the site file to its service, as a command like any other."""

from __future__ import annotations

import time
import uuid

from libs.runtime.ask import Answer, Asker, NoAnswerError
from libs.runtime.faults import CannotRunError
from libs.runtime.progress import Progress
from libs.runtime.sitefile import Site
from libs.runtime.topology import Addresses

WITHIN = 60.0


def load_site(site: Site, at: Addresses, token: str, progress: Progress) -> None:
    """Applies what changed, reports what vanished. `token`: an admin's.

    Raises `CannotRunError`: what services refused.
    """
    changed, faults = dict[str, int](), list[str]()
    for name, section in site.sections.items():
        answer = _post(Asker(at.url(name), token, trust=at.trust), section)
        if answer.good:
            changed[name] = answer.body["changed"]
            for sentence in answer.body["vanished"]:
                progress.warn(f"{site.file.name}: {sentence}")
        else:
            errors = answer.body.get("errors") if isinstance(answer.body, dict) else None
            faults += [site.sentence(name, error["at"], error["why"]) for error in errors or []] or [
                site.sentence(name, "", answer.why)
            ]
    if faults:
        raise CannotRunError("\n".join(faults))
    what = ", ".join(f"{name} {count}" for name, count in changed.items() if count)
    progress.done("site", f"changed: {what}" if what else f"{site.file.name}, as it was")


def _post(asker: Asker, section: object) -> Answer:
    """Again with the same key while nothing answers, or the service is not ready for it."""
    key, deadline = f"site-{uuid.uuid4()}", time.monotonic() + WITHIN
    while True:
        try:
            answer = asker.post("/v1/site", section, key)
            if answer.status < 500 or time.monotonic() > deadline:
                return answer
        except NoAnswerError as fault:
            if time.monotonic() > deadline:
                raise CannotRunError(f"the site cannot be loaded: {fault}") from fault
        time.sleep(0.5)
