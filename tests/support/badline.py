"""The wire between two machines, cut at any byte."""

import contextlib
import socket
import threading


class BadLine:
    """A TCP proxy that breaks: ``up`` and ``down`` are the bytes that still pass in each direction before it cuts."""

    def __init__(self, port: int) -> None:
        self.up: int | None = None
        self.down: int | None = None
        self.mute = False
        self.port = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._open: list[socket.socket] = [self._server]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.port))
            except OSError:
                near.close()
                continue
            self._open += [near, far]
            for source, sink, way in ((near, far, "up"), (far, near, "down")):
                threading.Thread(target=self._pump, args=(source, sink, way), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, way: str) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if way == "down" and self.mute:
                    continue
                left = getattr(self, way)
                sink.sendall(data if left is None else data[:left])
                if left is not None:
                    setattr(self, way, max(left - len(data), 0))
                    if left <= len(data):
                        break
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for end in self._open:
            end.close()
