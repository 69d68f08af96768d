"""Runs one service's worker: `python -m libs.processes.worker access`."""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import eventlet

eventlet.monkey_patch()

import signal
import sys

import structlog
from nameko.runners import ServiceRunner

from libs.bus.worker import worker_of
from libs.processes.garbage import settle
from libs.processes.precedence import give_way
from libs.runtime.logs import set_up_logs
from libs.runtime.settings import load_settings


def main() -> None:
    settings = load_settings(sys.argv[1])
    set_up_logs(settings.service, "worker", settings.log_level)
    worker = worker_of(settings.package, settings.service)
    if not worker.urgent:
        give_way()
    runner = ServiceRunner({"settings": settings})
    runner.add_service(worker)

    def stop(*_: object) -> None:
        eventlet.spawn_n(runner.stop)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    settle()
    log = structlog.get_logger()
    log.info("starts", port=settings.port, broker=settings.broker)
    runner.start()
    runner.wait()
    log.info("stopped")


if __name__ == "__main__":
    main()
