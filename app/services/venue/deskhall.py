"""The venues of one desk: what it serves itself, and what it follows at another (``hall.Hall``).

The server and the libraries it stands on are made when a venue is opened for the first time, not before.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from app.models.entry import By
from app.models.facts import DeviceJoined
from app.models.meeting import Meeting
from app.services.ledger import Ledger
from app.services.signing.keys import DeviceKey
from app.services.sync.errors import SyncError
from app.services.venue.addresses import addresses
from app.services.venue.book import VenueBook
from app.services.venue.carried import read_file, write_file
from app.services.venue.carrying import Taken, take_file, write_request
from app.services.venue.hall import DeviceRow, Heard
from app.services.venue.joincode import LIFE, JoinCode, decode
from app.services.venue.link import join_venue
from app.services.venue.worker import POLL_SECONDS, VenueStatus, VenueWorker

Record = Callable[[str, DeviceJoined], object]


class Served(Protocol):
    """A server of venues (``app.server.venuerun.VenueServer``)."""

    port: int

    @property
    def running(self) -> bool:
        """Is it listening?"""

    @property
    def meetings(self) -> tuple[str, ...]:
        """What is open."""

    def open(self, meeting: str) -> None:
        """Serve a meeting. Raises OSError: no port is free."""

    def shut(self, meeting: str) -> None:
        """Serve it no more; with the last one the port closes."""

    def offer(self, meeting: str, places: Iterable[tuple[str, int]], life: timedelta = LIFE) -> JoinCode:
        """A new join code."""

    def heard(self, meeting: str) -> Mapping[str, Heard]:
        """Device → when it was heard last."""

    def stop(self) -> bool:
        """Listen no more."""


class DeskHall:
    """Server and worker of one home.

    Args:
        home: where ``venue.json`` lies.
        ledger: of the desk.
        key: the device key.
        fold: a meeting as it is now.
        record: decides ``DeviceJoined`` as the desk does, in somebody's name.
        serve: makes the server, given how it records who joins.
        keys: the nodes this desk trusts, for whoever takes a file from here.
        on_change: a meeting's venue looks different (a device, a state).
        on_stored: entries of another device are here.
        host: what a join code names as the address; empty: every address of this machine.

    """

    def __init__(  # noqa: PLR0913  the joint between the desk, the server and the worker
        self,
        home: Path,
        ledger: Ledger,
        key: DeviceKey,
        *,
        fold: Callable[[str], Meeting],
        record: Callable[[str, DeviceJoined, By], object],
        serve: Callable[[Record], Served],
        keys: Callable[[], Mapping[str, bytes]],
        on_change: Callable[[str], object] = lambda _meeting: None,
        on_stored: Callable[[str], object] = lambda _meeting: None,
        host: str = "",
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._ledger, self._key, self._fold, self._host = ledger, key, fold, host
        self._record, self._serve, self._keys = record, serve, keys
        self._on_change = on_change
        self._by: dict[str, By] = {}
        self._turn = threading.RLock()
        self._served: Served | None = None
        self._started = False
        self.book = VenueBook(home)
        self.worker = VenueWorker(
            ledger,
            key,
            self.book,
            on_status=lambda status: on_change(status.meeting),
            on_stored=on_stored,
            poll_seconds=poll_seconds,
        )

    @property
    def served(self) -> Served:
        """The server, made at the first call."""
        with self._turn:
            if self._served is None:
                self._served = self._serve(
                    lambda meeting, fact: self._record(meeting, fact, self._by[meeting])
                )
            return self._served

    def start(self) -> None:
        """Follow the venues of the book."""
        with self._turn:
            if not self._started:
                self._started = True
                self.worker.start()

    def open(self, meeting: str, by: By) -> None:
        """Serve a meeting from now on.

        :raises SyncError: ``venue.no_port``.
        """
        with self._turn:
            self._by[meeting] = by
            try:
                self.served.open(meeting)
            except OSError as error:
                raise SyncError("venue.no_port", reason=error.strerror or error) from error
        self._on_change(meeting)

    def shut(self, meeting: str) -> None:
        """Serve it no more; with the last one the port is closed."""
        if self._served is not None:
            self._served.shut(meeting)
        self._on_change(meeting)

    def is_open(self, meeting: str) -> bool:
        """Is it served?"""
        served = self._served
        return served is not None and served.running and meeting in served.meetings

    def code(self, meeting: str) -> JoinCode:
        """A new join code.

        :raises SyncError: ``venue.no_network``.
        """
        hosts = (self._host,) if self._host else addresses()
        if not hosts:
            raise SyncError("venue.no_network")
        return self.served.offer(meeting, [(host, self.served.port) for host in hosts])

    def rows(self, meeting: str) -> tuple[DeviceRow, ...]:
        """The scanners of a meeting, by name."""
        m = self._fold(meeting)
        heard = self._served.heard(meeting) if self._served is not None else {}
        found = [
            DeviceRow(
                device=device,
                name=fact.name,
                heard=heard[device].at if device in heard else None,
                behind=heard[device].behind if device in heard else 0,
            )
            for device, fact in m.devices.items()
            if device != m.primary
        ]
        return tuple(sorted(found, key=lambda row: (row.name, row.device)))

    def join(self, text: str, name: str) -> str:
        """Join, take the meeting, follow it.

        :raises JoinCodeError, SyncError, LedgerError: as ``joincode.decode`` and ``join_venue``.
        """
        code = decode(text)
        try:
            join_venue(self._ledger, self._key, self.book, code, name)
        finally:
            self.worker.wake()  # it goes on where a cut has stopped us
        return code.meeting

    def status(self, meeting: str) -> VenueStatus | None:
        """How the exchange stands."""
        if self.book.place(meeting) is None:
            return None
        return self.worker.statuses.get(meeting) or VenueStatus(meeting=meeting)

    def badge_keys(self, meeting: str) -> dict[str, bytes]:
        """Keys of nodes for badges, as the primary said."""
        return self.book.keys(meeting)

    def write_file(self, meeting: str, path: Path) -> int:
        """Write the exchange file; its bytes.

        :raises CarriedError, LedgerError: as ``carried.write_file``.
        """
        return write_file(self._ledger, meeting, dict(self._keys()), path)

    def take_file(self, path: Path, primary: str) -> Taken:
        """Take in an exchange file.

        :raises CarriedError, LedgerError: as ``carried.read_file`` and ``carrying.take_file``.
        """
        nodes = dict(self._keys())
        return take_file(self._ledger, read_file(path), book=self.book, primary=primary, nodes=nodes)

    def write_request(self, meeting: str, name: str, path: Path) -> None:
        """Write this device's request to join.

        :raises OSError: the place cannot be written.
        """
        place = self.book.place(meeting)
        path.write_bytes(write_request(self._key, meeting, (place.name if place else "") or name))

    def wake(self) -> None:
        """Something new is here."""
        self.worker.wake()

    def stop(self) -> None:
        """End both."""
        if self._served is not None:
            self._served.stop()
        if self._started:
            self.worker.stop()
