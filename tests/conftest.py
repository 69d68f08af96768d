"""What holds for every test run."""

import signal

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A run that was begun in the background ignores it, and so would all that it starts, which is told by it to stop."""
