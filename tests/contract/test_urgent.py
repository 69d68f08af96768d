"""On whom lives hang: one list, whichever process of a service is asked."""

from __future__ import annotations

import importlib

import pytest

from libs.bus.worker import worker_of
from libs.events.services import SERVICES


def test_access_and_fire_go_before_the_others() -> None:
    assert {service for service in SERVICES if worker_of("services", service).urgent} == {"access", "fire"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_processes_go_together(service: str) -> None:
    api = importlib.import_module(f"services.{service}.api").api
    assert api.urgent is worker_of("services", service).urgent
