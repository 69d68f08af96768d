"""A portal at the other end: it takes a deposit once a reference, and goes wrong as it is told."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]
BEARER = "gateway-1"


class Portal:
    """`deposits` by reference; `wrong`: what the next POSTs meet, one after the other."""

    def __init__(self, port: int) -> None:
        self.deposits: dict[str, Json] = {}
        self.wrong: list[str] = []
        self.posts = 0
        self.url = f"http://127.0.0.1:{port}"

    def says(self, reference: str, *states: str) -> None:
        told = self.deposits[reference]["historique"]
        told += [{"statut": state, "le": f"2026-04-0{3 + len(told) + n}T08:00:00Z"} for n, state in enumerate(states)]

    def take(self, body: Json) -> Json:
        pdf = base64.b64decode(body["fichier"])
        assert hashlib.sha256(pdf).hexdigest() == body["sha256"]
        first = {"statut": "déposée", "le": "2026-04-02T08:00:00Z"}
        known = {"identifiant": f"CPP-{len(self.deposits) + 1}", **body, "historique": [first]}
        return self.deposits.setdefault(body["reference"], known)


class Handler(BaseHTTPRequestHandler):
    portal: Portal

    def do_GET(self) -> None:
        if self.headers["authorization"] != f"Bearer {BEARER}":
            self._answer(401, {"erreur": "qui êtes-vous ?"})
            return
        asked = urlsplit(self.path)
        if asked.path == "/factures":
            (reference,) = parse_qs(asked.query)["reference"]
            known = self.portal.deposits.get(reference)
            self._answer(200, {"items": [known] if known else []})
            return
        name = asked.path.rpartition("/")[2]
        known = next((one for one in self.portal.deposits.values() if one["identifiant"] == name), None)
        self._answer(200 if known else 404, known or {})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        assert self.headers["idempotency-key"] == body["reference"]
        self.portal.posts += 1
        wrong = self.portal.wrong.pop(0) if self.portal.wrong else ""
        if wrong == "away":
            self._answer(503, {})
            return
        if wrong == "refused":
            self._answer(422, {"erreur": "engagement inconnu"})
            return
        known = self.portal.take(body)
        if wrong == "reply lost":
            self.close_connection = True
            return
        self._answer(201, {"identifiant": known["identifiant"], "statut": "déposée"})

    def _answer(self, status: int, body: Json) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def portal() -> Iterator[Portal]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found = Portal(server.server_address[1])
    server.RequestHandlerClass = type("Its", (Handler,), {"portal": found})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
