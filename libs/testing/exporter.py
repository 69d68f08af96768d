"""An exporter of Prometheus text on this machine, that says what a test has it say."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True)
class Exporter:
    """`text`: what it answers with; `status`: how."""

    url: str = ""
    text: str = ""
    status: int = 200
    asked: int = field(default=0)


@contextmanager
def exporter() -> Iterator[Exporter]:
    """One that answers within the block, and is gone after it."""
    says = Exporter()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            says.asked += 1
            body = says.text.encode()
            self.send_response(says.status)
            self.send_header("content-type", "text/plain; version=0.0.4")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        says.url = f"http://127.0.0.1:{server.server_address[1]}/metrics"
        serving = threading.Thread(target=server.serve_forever, daemon=True)
        serving.start()
        try:
            yield says
        finally:
            server.shutdown()
            serving.join()
