"""Whether the broker lets us in: asked on a connection of its own, since its client waits and does not say why."""

from __future__ import annotations

import random
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kafka.errors import KafkaError
from kafka.net.sasl import get_sasl_mechanism
from kafka.protocol.parser import KafkaProtocol
from kafka.protocol.sasl import SaslAuthenticateRequest, SaslHandshakeRequest

from libs.runtime.broker_access import MECHANISM, BrokerAccess

PATIENCE_SECONDS = 3.0


def knock_at_broker(access: BrokerAccess) -> str:
    """A sentence where it does not; nothing where it does, or is only away, for that passes.

    Asked of one of its servers, and only where there is a name or a certificate to ask about.
    """
    if not access.user and not access.ca_file:
        return ""
    host, _, port = random.choice(access.servers.split(",")).rpartition(":")  # noqa: S311 - any of them will do
    try:
        with _line(host, int(port), access) as line:
            if access.user and not _is_let_in(line, access, host):
                return (
                    f"the broker does not let {access.user} in: the name or the password is wrong; set"
                    " CHAPELLE_BROKER_PASSWORD (or what is in its file) and start this process again"
                )
    except ssl.SSLCertVerificationError as fault:
        return f"the broker's certificate is not believed: {fault.verify_message}"
    except (OSError, KafkaError):
        return ""
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


def _is_let_in(line: socket.socket, access: BrokerAccess, host: str) -> bool:
    protocol = KafkaProtocol(client_id="chapelle-knock")
    _asked(line, protocol, SaslHandshakeRequest(mechanism=MECHANISM, version=1))
    mechanism = get_sasl_mechanism(MECHANISM)(host=host, **access.options)
    while not mechanism.is_done():
        said = _asked(line, protocol, SaslAuthenticateRequest(mechanism.auth_bytes(), version=0))
        if said.error_code:
            return False
        mechanism.receive(said.auth_bytes)
    return bool(mechanism.is_authenticated())


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
