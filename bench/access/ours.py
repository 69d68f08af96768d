"""Ours: access's own API."""

from bench.commands.own import serve_own
from services.access.api import api

if __name__ == "__main__":
    serve_own(api)
