"""Runs one service's worker: `python -m libs.processes.worker access`."""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import eventlet

eventlet.monkey_patch()

import importlib
import inspect
import signal
import sys

import structlog
from nameko.runners import ServiceRunner

from libs.bus.worker import Worker
from libs.processes.garbage import settle
from libs.runtime.logs import set_up_logs
from libs.runtime.settings import load_settings


def worker_of(package: str, service: str) -> type[Worker]:
    """The one subclass of `Worker` in `<package>/<service>/worker.py`."""
    module = importlib.import_module(f"{package}.{service}.worker")
    found = [cls for _, cls in inspect.getmembers(module, inspect.isclass) if cls.__module__ == module.__name__]
    return next(cls for cls in found if issubclass(cls, Worker))


def main() -> None:
    settings = load_settings(sys.argv[1])
    set_up_logs(settings.service, "worker", settings.log_level)
    runner = ServiceRunner({"settings": settings})
    runner.add_service(worker_of(settings.package, settings.service))

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
