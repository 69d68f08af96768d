"""The two processes of a service: `python -m libs.processes.worker fire`, `python -m libs.processes.api fire`."""
