"""The wire between desk and node: it can stop in the middle of what is being sent."""

from __future__ import annotations

import contextlib
import socket
import threading

_CHUNK = 65536


class Line:
    """A relay on a port of its own. After :meth:`stop_after` n bytes upward it holds everything until :meth:`mend`.

    Attributes:
        url: the address to give to the desk.
        stopped: set as soon as the line holds back bytes of the desk.

    """

    def __init__(self, node_url: str) -> None:
        self._node = ("127.0.0.1", int(node_url.rpartition(":")[2]))
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self.stopped = threading.Event()
        self._left: int | None = None
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def stop_after(self, count: int) -> None:
        """Let this many bytes of the desk through, then none."""
        with self._lock:
            self._left = count

    def mend(self) -> None:
        """Break what hangs and let new connections through."""
        with self._lock:
            self._left = None
        self._hang_up()

    def close(self) -> None:
        """Take the line away."""
        self._server.close()
        self._hang_up()

    def _hang_up(self) -> None:
        while self._open:
            with contextlib.suppress(OSError):
                self._open.pop().close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self._node)
            except OSError:
                near.close()
                continue
            self._open += [near, far]
            for source, sink, up in ((near, far, True), (far, near, False)):
                threading.Thread(
                    target=self._carry, args=(source, sink), kwargs={"up": up}, daemon=True
                ).start()

    def _carry(self, source: socket.socket, sink: socket.socket, *, up: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                sink.sendall(self._passing(data) if up else data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _passing(self, data: bytes) -> bytes:
        with self._lock:
            if self._left is None:
                return data
            passed, self._left = data[: self._left], max(self._left - len(data), 0)
            if len(passed) < len(data):
                self.stopped.set()
            return passed
