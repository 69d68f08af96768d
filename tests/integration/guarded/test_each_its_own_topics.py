"""As each of the six, every way to the topics and groups of the others and to the broker itself: each is refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import closing

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from libs.bus.topics import OwnTopics
from libs.events import replace
from libs.events.services import SERVICES
from libs.runtime.broker_access import BrokerAccess
from libs.runtime.commands.topology import FORMATS
from libs.runtime.launch import ROOT
from libs.runtime.topology import broker_user_of
from libs.topology.estate import estate
from tests.integration.guarded.asking import (
    CLUSTER_REFUSED,
    GROUP_REFUSED,
    GROUPS,
    READS,
    THE_BROKERS,
    TOPIC_REFUSED,
    TRANSACTION_REFUSED,
    TRANSACTIONS,
    WRITES,
    Way,
    asker,
)
from tests.integration.guarded.fort import Fort

ESTATE = estate()
OWN = {service.name: {topic.name for topic in service.topics} for service in ESTATE.services}
HEARD = {service: {hearing.topic for hearing in ESTATE.hearings() if hearing.reader == service} for service in SERVICES}
TOPICS = frozenset().union(*OWN.values())
READING = ("see", "offsets", "records", "leaders")
"""What whoever reads a topic does; how it is set is its administrator's to see."""


@pytest.fixture(scope="module", autouse=True)
def topics(fort: Fort) -> None:
    """Each service has made its own, by its own right, and written to each."""
    for service in ESTATE.services:
        with closing(OwnTopics(fort.access(service.name), service.topics)) as own:
            assert own.ensure() == OWN[service.name]
        written = answers(fort.access(service.name), {"write": WRITES["write"]}, OWN[service.name])
        assert not any(written.values())


def answers(access: BrokerAccess, ways: Mapping[str, Way], names: Iterable[str]) -> dict[tuple[str, str], set[int]]:
    """The codes of every way with every name."""
    with asker(access) as ask:
        return {(way, name): ask(request(name)) for name in names for way, request in ways.items()}


def refused(codes: dict[tuple[str, str], set[int]], code: int) -> bool:
    assert codes, "nothing was asked"
    assert {asked: given for asked, given in codes.items() if given != {code}} == {}
    return True


@pytest.mark.parametrize("service", SERVICES)
def test_every_way_to_anothers_topic_is_refused(fort: Fort, service: str) -> None:
    others = TOPICS - OWN[service]
    access = fort.access(service)
    assert refused(answers(access, WRITES, others), TOPIC_REFUSED)
    unheard = others - HEARD[service]
    assert not unheard or refused(answers(access, READS, unheard), TOPIC_REFUSED)
    assert bool(unheard) == (service != "console"), "who shows everything reads everything, and nobody else does"
    assert refused(answers(access, {"settings": READS["settings"]}, others), TOPIC_REFUSED)


@pytest.mark.parametrize("service", SERVICES)
def test_what_it_hears_it_may_read(fort: Fort, service: str) -> None:
    reading = {way: READS[way] for way in READING}
    assert not any(answers(fort.access(service), reading, HEARD[service]).values())


@pytest.mark.parametrize("service", SERVICES)
def test_its_own_it_makes_and_writes_and_does_no_more(fort: Fort, service: str) -> None:
    more = {way: request for way, request in WRITES.items() if way not in ("write", "make")}
    assert refused(answers(fort.access(service), more, OWN[service]), TOPIC_REFUSED)
    unheard = OWN[service] - HEARD[service]
    assert not unheard or refused(answers(fort.access(service), {"records": READS["records"]}, unheard), TOPIC_REFUSED)


@pytest.mark.parametrize("service", SERVICES)
def test_no_group_and_no_transaction_is_anybodys(fort: Fort, service: str) -> None:
    names = [broker_user_of(one) for one in SERVICES] + list(SERVICES)
    assert refused(answers(fort.access(service), GROUPS, names), GROUP_REFUSED)
    assert refused(answers(fort.access(service), TRANSACTIONS, names), TRANSACTION_REFUSED)


@pytest.mark.parametrize("service", SERVICES)
def test_the_broker_itself_is_nobodys(fort: Fort, service: str) -> None:
    assert refused(answers(fort.access(service), THE_BROKERS, [broker_user_of(service)]), CLUSTER_REFUSED)


@pytest.mark.parametrize("service", SERVICES)
def test_it_sees_no_other_topic_by_name(fort: Fort, service: str) -> None:
    with closing(KafkaAdminClient(**fort.access(service).options)) as client:
        assert {found["name"] for found in client.describe_topics()} == OWN[service] | HEARD[service]


def test_a_client_that_is_refused_reads_nothing_and_is_not_told(fort: Fort) -> None:
    """Why the broker is asked, above, and not a consumer: it would have passed for one that found nothing."""
    place = TopicPartition("chapelle.billing.invoice.v1", 0)
    consumer = KafkaConsumer(**fort.access("fire").options, group_id=None, enable_auto_commit=False)
    with closing(consumer):
        consumer.assign([place])
        consumer.seek(place, 0)
        assert consumer.poll(timeout_ms=1_000) == {}


@pytest.mark.parametrize("service", SERVICES)
def test_anothers_password_is_none(fort: Fort, service: str) -> None:
    other = SERVICES[SERVICES.index(service) - 1]
    options = replace(fort.access(service), password=fort.access(other).password).options
    with pytest.raises(KafkaError):
        KafkaAdminClient(**options | {"bootstrap_timeout_ms": 1_000})


def test_nobody_comes_in_without_a_name(fort: Fort) -> None:
    with pytest.raises(KafkaError):
        KafkaAdminClient(**replace(fort.access("fire"), user="").options | {"bootstrap_timeout_ms": 1_000})


def test_nobody_comes_in_unencrypted(fort: Fort) -> None:
    with pytest.raises(KafkaError):
        KafkaAdminClient(**replace(fort.access("fire"), ca_file=None).options | {"bootstrap_timeout_ms": 1_000})


def test_a_right_that_is_needed_no_more_is_taken_back(fort: Fort) -> None:
    """fire heard a topic of billing once; granted again by the code as it is, it does so no more."""
    admin, user = fort.parts.broker.access, broker_user_of("fire")
    with asker(admin) as ask:
        assert ask(THE_BROKERS["take a right"](user)) == set()
    with asker(fort.access("fire")) as ask:
        assert ask(WRITES["write"]("chapelle.billing.invoice.v1")) == set()
    fort.let_in()
    with asker(fort.access("fire")) as ask:
        assert ask(WRITES["write"]("chapelle.billing.invoice.v1")) == {TOPIC_REFUSED}
    told = json.loads((ROOT / FORMATS["kafka-acls"]).read_text())
    assert [one["user"] for one in told["users"]] == [broker_user_of(service) for service in SERVICES]
