"""Events in and out of a worker: consumed exactly once, published in order, refused ones kept."""

from libs.bus.worker import Worker, due, every, on, on_every_event
from libs.store import Timer

__all__ = ["Timer", "Worker", "due", "every", "on", "on_every_event"]
