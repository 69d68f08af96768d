"""Ours: the toy counter's own API."""

from bench.commands.own import serve_own
from libs.testing.toys.counter.api import api

if __name__ == "__main__":
    serve_own(api, "libs.testing.toys")
