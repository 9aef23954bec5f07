"""A man in the middle of the line between a desk and a node: a real proxy that changes answers on the way."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

Change = Callable[[bytes], bytes]


class Meddler:
    """Passes everything on; answers of paths that begin with a key of ``changes`` go through its function."""

    def __init__(self, target: str) -> None:
        self.changes: dict[str, Change] = {}
        self.seen: list[tuple[str, bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                kept = {
                    k: v for k, v in self.headers.items() if k.lower() in {"authorization", "content-type"}
                }
                answer = httpx.request(self.command, target + self.path, content=body, headers=kept)
                data, status = answer.content, answer.status_code
                outer.seen.append((self.path, data))
                for begin, change in outer.changes.items():
                    if self.path.startswith(begin):
                        data, status = change(data), 200
                self.send_response(status)
                self.send_header("Content-Type", answer.headers.get("content-type", ""))
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = _pass  # noqa: N815  names the base class looks for
            do_POST = _pass  # noqa: N815  as above
            do_PUT = _pass  # noqa: N815  as above

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name of the base class
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
