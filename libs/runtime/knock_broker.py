"""Whether the broker lets us in: asked on a connection of its own, since its client waits and does not say why."""

from __future__ import annotations

import random
import socket
import ssl
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from kafka.errors import KafkaError
from kafka.net.sasl import get_sasl_mechanism
from kafka.protocol.metadata import MetadataRequest
from kafka.protocol.parser import KafkaProtocol
from kafka.protocol.sasl import SaslAuthenticateRequest, SaslHandshakeRequest

from libs.runtime.broker_access import MECHANISM, BrokerAccess

PATIENCE_SECONDS = 3.0
READ, WRITE, HIDDEN = 3, 4, 29
ALL = (READ, WRITE)

Ask = Callable[[Any], Any]


def knock_at_broker(access: BrokerAccess, reads: Collection[str] = (), writes: Collection[str] = ()) -> str:
    """A sentence where it does not; nothing where it does, or is only away, for that passes.

    Asked of one of its servers, and only where there is a name or a certificate to ask about. `reads`, `writes`: the
    topics that this needs a right to; a client that has none finds them empty, and says nothing.
    """
    if not access.user and not access.ca_file:
        return ""
    host, _, port = random.SystemRandom().choice(access.servers.split(",")).rpartition(":")
    try:
        with _line(host, int(port), access) as line:
            return _refusal(partial(_asked, line, KafkaProtocol(client_id="chapelle-knock")), access, reads, writes)
    except ssl.SSLCertVerificationError as fault:
        return f"the broker's certificate is not believed: {fault.verify_message}"
    except ValueError as fault:
        return f"the broker cannot be asked at {access.servers}: {fault}"
    except (OSError, KafkaError):
        return ""


@contextmanager
def _line(host: str, port: int, access: BrokerAccess) -> Iterator[socket.socket]:
    with socket.create_connection((host, port), PATIENCE_SECONDS) as line:
        if access.ca_file is None:
            yield line
            return
        believing = ssl.create_default_context(cafile=str(access.ca_file))
        with believing.wrap_socket(line, server_hostname=host) as secured:
            yield secured


def _refusal(ask: Ask, access: BrokerAccess, reads: Collection[str], writes: Collection[str]) -> str:
    if not access.user:
        return ""
    if not _is_let_in(ask, access):
        return (
            f"the broker does not let {access.user} in: the name or the password is wrong; set"
            " CHAPELLE_BROKER_PASSWORD (or what is in its file) and start this process again"
        )
    may = _rights(ask, {*reads, *writes})
    lacking = [f"read {topic}" for topic in sorted(reads) if READ not in may.get(topic, ALL)]
    lacking += [f"write {topic}" for topic in sorted(writes) if WRITE not in may.get(topic, ALL)]
    return f"the broker does not let {access.user} {', '.join(lacking)}; give it the rights" if lacking else ""


def _is_let_in(ask: Ask, access: BrokerAccess) -> bool:
    ask(SaslHandshakeRequest(mechanism=MECHANISM, version=1))
    mechanism = get_sasl_mechanism(MECHANISM)(**access.options)
    while not mechanism.is_done():
        said = ask(SaslAuthenticateRequest(mechanism.auth_bytes(), version=0))
        if said.error_code:
            return False
        mechanism.receive(said.auth_bytes)
    return bool(mechanism.is_authenticated())


def _rights(ask: Ask, topics: Collection[str]) -> dict[str, Collection[int]]:
    """What may be done with those that there are; one that is not made yet says nothing, one that is hidden, no."""
    named = [MetadataRequest.MetadataRequestTopic(name=topic) for topic in topics]
    said = (
        ask(
            MetadataRequest(
                topics=named, allow_auto_topic_creation=False, include_topic_authorized_operations=True, version=8
            )
        )
        if topics
        else None
    )
    found = said.topics if said else []
    return {one.name: one.authorized_operations or () for one in found if one.error_code in (0, HIDDEN)}


def _asked(line: socket.socket, protocol: KafkaProtocol, request: Any) -> Any:
    """The answer. Raises `OSError` where the line ends before it."""
    protocol.send_request(request)
    line.sendall(protocol.send_bytes())
    while True:
        heard = line.recv(4096)
        if not heard:
            raise ConnectionError("the broker has ended the connection")
        for _, answer in protocol.receive_bytes(heard):
            return answer
