"""Every form of the topology, by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from libs.topology.asyncapi import asyncapi
from libs.topology.certificates import certificates
from libs.topology.configuration import configuration
from libs.topology.credentials import credentials
from libs.topology.encryption import encryption
from libs.topology.estate import Estate
from libs.topology.images import dockerfile
from libs.topology.jobs import jobs
from libs.topology.kafka import kafka_acls
from libs.topology.mongo import mongo_roles
from libs.topology.picture import picture
from libs.topology.policies import network_policies
from libs.topology.replica_set import replica_set
from libs.topology.strimzi import strimzi
from libs.topology.table import table
from libs.topology.workloads import workloads

WRITERS: Mapping[str, Callable[[Estate], str]] = {
    "table": table,
    "picture": picture,
    "asyncapi": asyncapi,
    "kafka-acls": kafka_acls,
    "mongo-roles": mongo_roles,
    "strimzi": strimzi,
    "network-policies": network_policies,
    "workloads": workloads,
    "jobs": jobs,
    "configuration": configuration,
    "dockerfile": dockerfile,
    "credentials": credentials,
    "replica-set": replica_set,
    "certificates": certificates,
    "encryption": encryption,
}
"""The same names as `libs.runtime.commands.topology.FORMATS`, which says where each is committed."""
