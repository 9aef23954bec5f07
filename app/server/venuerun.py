"""Runs a venue in a thread of the desk: it listens while the venue is open, and never longer."""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Iterable, Mapping
from datetime import timedelta

import uvicorn

from app.server.listening import listen
from app.server.venue import Venue
from app.server.venueconnections import few_of_one
from app.server.venueweb import create_venue_app
from app.services.signing.keys import DeviceKey
from app.services.venue.hall import Heard
from app.services.venue.joincode import LIFE, JoinCode
from app.services.venue.ports import ports_of
from app.services.venue.tls import server_context

log = logging.getLogger("huiqian.venue")

ANYWHERE = "0.0.0.0"  # noqa: S104  a venue is for the others in the room
"""All interfaces of IPv4."""

_BACKLOG = 64
_CONNECTIONS = 64
_KEEP_SECONDS = 20
_STOP_SECONDS = 3
_START_SECONDS = 20.0


class VenueServer:
    """The listener of one desk.

    Args:
        venue: what is served.
        key: the device key: of the certificate, and of the port.
        host: where to listen; all interfaces of IPv4 unless a test says otherwise.
        port: 0: the port of this home.

    """

    def __init__(self, venue: Venue, key: DeviceKey, *, host: str = ANYWHERE, port: int = 0) -> None:
        self.venue = venue
        self._key = key
        self._host = host
        self._ports = (port,) if port else tuple(ports_of(key))
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.port = 0

    @property
    def running(self) -> bool:
        """Is it listening?"""
        return self._thread is not None and self._thread.is_alive()

    @property
    def meetings(self) -> tuple[str, ...]:
        """What is open."""
        return self.venue.meetings

    def open(self, meeting: str) -> None:
        """Serve a meeting from now on.

        :raises OSError: no port of ours is free.
        """
        self.venue.open(meeting)
        try:
            self.start()
        except OSError:
            self.venue.shut(meeting)
            raise

    def shut(self, meeting: str) -> None:
        """Serve it no more; with the last one the port closes."""
        self.venue.shut(meeting)
        if not self.venue.meetings:
            self.stop()

    def offer(self, meeting: str, places: Iterable[tuple[str, int]], life: timedelta = LIFE) -> JoinCode:
        """A new join code."""
        return self.venue.offer(meeting, places, life)

    def heard(self, meeting: str) -> Mapping[str, Heard]:
        """Device → when it was heard last."""
        return self.venue.heard(meeting)

    def start(self) -> int:
        """Listen from now on; the port. Again it changes nothing.

        :raises OSError: no port of ours is free.
        """
        if self.running:
            return self.port
        listener = self._listen()
        self.port = listener.getsockname()[1]
        server = self._server = uvicorn.Server(self._config())
        self._thread = threading.Thread(
            target=self._run, args=(server, listener), name="huiqian-venue", daemon=True
        )
        self._thread.start()
        until = time.monotonic() + _START_SECONDS
        while not server.started and self._thread.is_alive() and time.monotonic() < until:
            self._thread.join(0.01)
        if not server.started:
            self.stop()
            raise OSError("the venue did not start")
        return self.port

    def stop(self) -> bool:
        """Listen no more; False if a request is still under way (the thread is a daemon and harms nothing)."""
        server, thread = self._server, self._thread
        if server is None or thread is None:
            return True
        server.should_exit = True
        thread.join(_STOP_SECONDS + 1)
        if thread.is_alive():
            server.force_exit = True
            thread.join(1)
        self._server = self._thread = None
        return not thread.is_alive()

    def _run(self, server: uvicorn.Server, listener: socket.socket) -> None:
        with contextlib.closing(listener):
            try:
                server.run(sockets=[listener])
            except (Exception, SystemExit):
                log.exception("venue")

    def _config(self) -> uvicorn.Config:
        return uvicorn.Config(
            create_venue_app(self.venue),
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            lifespan="off",
            http=few_of_one(server_context(self._key)),
            limit_concurrency=_CONNECTIONS,
            timeout_keep_alive=_KEEP_SECONDS,
            timeout_graceful_shutdown=_STOP_SECONDS,
        )

    def _listen(self) -> socket.socket:
        fault: OSError | None = None
        for port in self._ports:
            try:
                return listen(self._host, port, _BACKLOG)
            except OSError as error:
                fault = error
        raise fault or OSError("no port")
