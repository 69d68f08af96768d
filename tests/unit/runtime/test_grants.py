"""Addresses of the database: each service its own user, every other option kept."""

from __future__ import annotations

from libs.runtime.parts.grants import as_user


def test_a_services_address_keeps_hosts_and_options() -> None:
    admin = "mongodb://root:s3cret@one:27017,two:27017/?tls=true&authSource=admin"

    assert as_user(admin, "access", "p@ss/word", "chapelle_access", "rs0") == (
        "mongodb://access:p%40ss%2Fword@one:27017,two:27017/?tls=true&authSource=chapelle_access&replicaSet=rs0"
    )
