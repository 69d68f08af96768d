"""The topology as tables that a person reads: who owns what, then who hears what of whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from libs.topology.estate import Estate, fact_of

HEAD = """\
# Who owns what, and who hears whom

Made from the code by `make contracts`. As a picture: [picture.svg](picture.svg). For machines:
[asyncapi.json](asyncapi.json), [kafka-acls.json](kafka-acls.json), [mongo-roles.json](mongo-roles.json),
[topics and users](../../k8s/overlays/production/topics-and-users.yaml) and
[network policies](../../k8s/base/network-policies.yaml) on Kubernetes.
"""


def table(estate: Estate) -> str:
    """As Markdown."""
    owned = [
        (service.name, f"`{service.database}`", f"`{topic.name}`", str(topic.partitions), "yes" if topic.safety else "",
         ", ".join(sorted({fact_of(type) for type in service.types_on(topic.name)})))
        for service in estate.services
        for topic in service.topics
    ]  # fmt: skip
    everybody = [service.name for service in estate.services if service.hears_all]
    heard = [
        (hearing.reader, hearing.source, f"`{hearing.topic}`", ", ".join(hearing.facts))
        for hearing in estate.hearings()
        if hearing.reader not in everybody
    ]
    heard += [(name, "all", "every topic", "every event") for name in everybody]
    deaf = [service.name for service in estate.services if not estate.sources(service)]
    return "\n".join(
        [
            HEAD,
            *_rows(("service", "database", "topic", "partitions", "safety lane", "facts"), owned),
            "",
            *_rows(("reader", "of", "topic", "facts"), heard),
            "",
            *([f"They hear nobody: {', '.join(deaf)}.", ""] if deaf else []),
        ]
    )


def _rows(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (titles, ["---"] * len(titles), *rows)]
