"""What a service keeps beside its entities, by ids: answers by their keys, ids of signals. As one unit knows it."""

from __future__ import annotations

from collections.abc import Sequence

from libs.store.collection import Document
from libs.store.finds import Ask, Wanted


class Beside:
    """Each is read once; what the unit inserts is known at once."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Document | None]] = {}

    def asks(self, collection: str, ids: Sequence[str]) -> list[Ask]:
        """For those of which nothing is known yet."""
        known = self._known.setdefault(collection, {})
        missing = [id for id in dict.fromkeys(ids) if id not in known]

        def take(documents: list[Document]) -> None:
            known.update(dict.fromkeys(missing))
            known.update((document["_id"], document) for document in documents)

        return [(Wanted.by_ids(collection, missing, follows=True), take)] if missing else []

    def found(self, collection: str, ids: Sequence[str]) -> dict[str, Document]:
        """Those that there are, of those that are known."""
        known = self._known.get(collection, {})
        return {id: document for id in ids if (document := known.get(id)) is not None}

    def absent(self, collection: str, ids: Sequence[str]) -> None:
        """Takes them not to be there, unless they are known."""
        known = self._known.setdefault(collection, {})
        for id in ids:
            known.setdefault(id, None)

    def inserted(self, collection: str, document: Document) -> None:
        self._known.setdefault(collection, {})[document["_id"]] = document

    def taken_back(self, collection: str, document: Document) -> None:
        """It was inserted by a decision of which nothing stays."""
        self._known[collection][document["_id"]] = None
