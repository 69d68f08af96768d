"""Who may do what at the broker: one user a service, with the rights that the code was found to need."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import Any

from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    KafkaAdminClient,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from kafka.errors import KafkaError, NoError

from libs.runtime.broker_access import BrokerAccess
from libs.runtime.commands.topology import FORMATS
from libs.runtime.faults import CannotRunError
from libs.runtime.launch import ROOT

Rights = Mapping[str, Any]


def committed_rights() -> list[Rights]:
    """As `make contracts` has written them: `{"principal", "host", "name", "pattern", "operations"}` each."""
    rights: list[Rights] = json.loads((ROOT / FORMATS["kafka-acls"]).read_bytes())["acls"]
    return rights


def grant_at_broker(admin: BrokerAccess, passwords: Mapping[str, str], rights: Iterable[Rights]) -> None:
    """Makes these users (or sets their passwords again), each with its rights and with no other.

    Raises `CannotRunError` where the broker is away, or refuses.
    """
    wanted = [acl for right in rights for acl in _acls(right)]
    try:
        with closing(KafkaAdminClient(**admin.options)) as client:
            new = [
                UserScramCredentialUpsertion(user, ScramMechanism.SCRAM_SHA_512, word)
                for user, word in passwords.items()
            ]
            refused = [f"{user}: {why}" for user, why in client.alter_user_scram_credentials(new).items() if why]
            refused += [why for user in passwords for why in _take_back(client, user, wanted)]
            refused += [fault.__name__ for fault in client.create_acls(wanted)["failed"]]
    except KafkaError as fault:
        raise CannotRunError(f"the broker does not let us make users as {admin.user or 'nobody'}: {fault}") from fault
    if refused:
        raise CannotRunError(f"the broker does not let us make users: {', '.join(refused)}")


def _acls(right: Rights) -> list[ACL]:
    pattern = ResourcePattern(ResourceType.TOPIC, right["name"], ACLResourcePatternType[right["pattern"].upper()])
    return [
        ACL(right["principal"], right["host"], ACLOperation[operation.upper()], ACLPermissionType.ALLOW, pattern)
        for operation in right["operations"]
    ]


def _take_back(client: KafkaAdminClient, user: str, wanted: list[ACL]) -> list[str]:
    """What the user had and does not need; why that is refused."""
    anything = ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY)
    all_of = ACLFilter(f"User:{user}", None, ACLOperation.ANY, ACLPermissionType.ANY, anything)
    had, _ = client.describe_acls(all_of)
    too_many = [acl for acl in had if acl not in wanted]
    done = client.delete_acls(too_many) if too_many else []
    return [f"{user}: {why.__name__}" for _, _, why in done if why is not NoError]
