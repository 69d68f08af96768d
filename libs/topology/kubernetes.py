"""What resources of Kubernetes have in common here: their labels, and how they are written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

Resource = dict[str, Any]

PART_OF = {"app.kubernetes.io/part-of": "chapelle"}
MADE = "# Made from the code by `make contracts`; what is changed here is lost.\n"


def resource(api: str, kind: str, name: str, spec: Any, labels: dict[str, str] | None = None) -> Resource:
    """In the namespace that the overlay names. `spec`: None where its kind has none."""
    metadata = {"name": name, "labels": {**PART_OF, **(labels or {})}}
    return {"apiVersion": api, "kind": kind, "metadata": metadata, **({} if spec is None else {"spec": spec})}


def written(resources: Iterable[Resource]) -> str:
    """As one YAML file of several documents."""
    return MADE + yaml.dump_all(resources, Dumper=_Plain, sort_keys=False, explicit_start=True, width=120)


class _Plain(yaml.SafeDumper):
    """Says again what was said before, instead of pointing at it."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True
