"""Lets every service in at database and broker: a user each, whose password is in a file that it alone is told."""

from __future__ import annotations

import os
from collections.abc import Mapping

from pydantic import ValidationError

from libs.events.services import SERVICES
from libs.runtime.broker_access import BrokerAccess
from libs.runtime.faults import CannotRunError
from libs.runtime.parts.grants import grant_all
from libs.runtime.reach import Reach, sentences, without_secrets
from libs.runtime.secrets import Secrets, write_private
from libs.runtime.topology import broker_user_of, database_of


def given(broker: str, mongo: str) -> Reach:
    """How a broker and a database that run already are reached, as their administrator; what the environment says of
    that no child is told. `broker`, `mongo`: addresses; empty: the environment's, if any. Raises `CannotRunError`.
    """
    try:
        reach = Reach(broker=broker, mongo=mongo) if mongo else Reach(broker=broker)
    except ValidationError as faults:
        raise CannotRunError("; ".join(sentences(faults))) from None
    for variable in os.environ.keys() - without_secrets(os.environ).keys():
        del os.environ[variable]
    os.environ.update(reach.files)
    return reach


def let_in_at_database(admin_uri: str, secrets: Secrets) -> dict[str, str]:
    """Each service's address of it. Raises `CannotRunError` where the database is away, or refuses."""
    return grant_all(admin_uri, {service: secrets.password(service) for service in SERVICES}, database_of)


def keep_addresses(addresses: Mapping[str, str], secrets: Secrets) -> None:
    """Each service's own, in the file that it is told."""
    for service, address in addresses.items():
        write_private(secrets.address_file(service), address.encode())


def let_in_at_broker(admin: BrokerAccess, secrets: Secrets) -> None:
    """Where it asks for a name; else nobody needs one. Raises `CannotRunError` where it is away, or refuses."""
    if not admin.user:
        return
    from libs.runtime.parts.kafka_grants import committed_rights, grant_at_broker

    users = {service: broker_user_of(service) for service in SERVICES}
    grant_at_broker(admin, {user: secrets.password(user) for user in users.values()}, committed_rights())
    for service, user in users.items():
        write_private(secrets.broker_password_file(service), secrets.password(user).encode())
