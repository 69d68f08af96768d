"""What a person does: asks for what cannot be applied, heals it, and decides on letters."""

from __future__ import annotations

from typing import Any

from libs.testing.chaos.plan import Round
from libs.testing.chaos.scene import Scene
from libs.testing.running import until

LETTERS = "/v1/dead-letters"


def poison(scene: Scene, round: Round) -> None:
    """A count whose second change the ledger cannot book (`poison`) or not store (`heavy`), until it is healed."""
    count = scene.name(round.target)
    for _ in range(4):
        scene.add(count)


def settle(scene: Scene, _: Round) -> None:
    """A person looks at the letters, again if the api has just been killed."""
    until(lambda: decide(scene) >= 0, "the ledger's api answers")


def decide(scene: Scene) -> int:
    """Looks once at the letters that wait for a person, and decides on each; returns how many letters are open.

    What failed is healed and sent again. A record that was no event is sent again too, once, and then discarded.
    """
    letters = letters_of(scene, "open")
    for letter in letters:
        if letter["behind"] or letter["state"] != "waiting":
            continue
        path = f"{LETTERS}/{letter['id']}"
        if not letter["key"] and letter["tries"] > 1:
            scene.toys.post("ledger", f"{path}/discard", {"why": "no event of the counter's"})
            continue
        if letter["key"]:
            scene.toys.post("ledger", f"/v1/healed/{letter['key']}", {})
        scene.toys.post("ledger", f"{path}/send-again", {})
    return len(letters)


def letters_of(scene: Scene, state: str) -> list[dict[str, Any]]:
    """The ledger's letters: `open`, which are neither applied nor discarded, or `all`."""
    found: list[dict[str, Any]] = scene.toys.get("ledger", LETTERS, limit=1000, state=state).json()["items"]
    return found


def strange(letter: dict[str, Any]) -> bool:
    """Whether a letter is of a good record, which nothing but the system's own troubles can have refused."""
    return bool(letter["key"]) and not letter["key"].startswith(("poison-", "heavy-"))
