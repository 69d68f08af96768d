"""What holds for every test run."""

import signal

from hypothesis import settings

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A run that was begun in the background ignores it, and so would all that it starts, which is told by it to stop."""

settings.register_profile("chapelle", deadline=None)
settings.load_profile("chapelle")
"""How long an example takes says nothing: others may have the machine."""
