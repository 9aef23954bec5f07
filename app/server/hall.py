"""The venues of one desk: what it serves itself, and what it follows at another (``services.venue.hall.Hall``)."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from app.models.entry import By
from app.models.facts import DeviceJoined
from app.models.meeting import Meeting
from app.server.venue import Venue
from app.server.venuerun import VenueServer
from app.services.ledger import Ledger
from app.services.signing.keys import DeviceKey
from app.services.sync.errors import SyncError
from app.services.venue.addresses import addresses
from app.services.venue.book import VenueBook
from app.services.venue.hall import DeviceRow
from app.services.venue.joincode import JoinCode, decode
from app.services.venue.link import join_venue
from app.services.venue.worker import POLL_SECONDS, VenueStatus, VenueWorker


class DeskHall:
    """Server and worker of one home.

    Args:
        home: where ``venue.json`` lies.
        ledger: of the desk.
        key: the device key.
        fold: a meeting as it is now.
        record: decides ``DeviceJoined`` as the desk does, in somebody's name.
        keys: the nodes this desk trusts.
        on_change: a meeting's venue looks different (a device, a state).
        on_stored: entries of another device are here.
        host: where to listen. ``port``: 0: that of the home.

    """

    def __init__(  # noqa: PLR0913  the joint between the desk, the server and the worker
        self,
        home: Path,
        ledger: Ledger,
        key: DeviceKey,
        *,
        fold: Callable[[str], Meeting],
        record: Callable[[str, DeviceJoined, By], object],
        keys: Callable[[], Mapping[str, bytes]],
        on_change: Callable[[str], object] = lambda _meeting: None,
        on_stored: Callable[[str], object] = lambda _meeting: None,
        host: str = "0.0.0.0",  # noqa: S104  a venue is for the others in the room
        port: int = 0,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._ledger, self._key, self._fold, self._host = ledger, key, fold, host
        self._on_change = on_change
        self._by: dict[str, By] = {}
        self._turn = threading.RLock()
        self.book = VenueBook(home)
        self.venue = Venue(
            ledger,
            key,
            fold=fold,
            record=lambda meeting, fact: record(meeting, fact, self._by[meeting]),
            keys=keys,
            on_taken=on_stored,
            on_heard=on_change,
        )
        self.server = VenueServer(self.venue, key, host=host, port=port)
        self.worker = VenueWorker(
            ledger,
            key,
            self.book,
            on_status=lambda status: on_change(status.meeting),
            on_stored=on_stored,
            poll_seconds=poll_seconds,
        )
        self._started = False

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
            self.venue.open(meeting)
            try:
                self.server.start()
            except OSError as error:
                self.venue.shut(meeting)
                raise SyncError("venue.no_port", reason=error.strerror or error) from error
        self._on_change(meeting)

    def shut(self, meeting: str) -> None:
        """Serve it no more; with the last one the port is closed."""
        with self._turn:
            self.venue.shut(meeting)
            if not self.venue.meetings:
                self.server.stop()
        self._on_change(meeting)

    def is_open(self, meeting: str) -> bool:
        """Is it served?"""
        return self.server.running and meeting in self.venue.meetings

    def code(self, meeting: str) -> JoinCode:
        """A new join code.

        :raises SyncError: ``venue.no_network``.
        """
        hosts = (self._host,) if self._host != "0.0.0.0" else addresses()  # noqa: S104  compared, not listened on
        if not hosts:
            raise SyncError("venue.no_network")
        return self.venue.offer(meeting, [(host, self.server.port) for host in hosts])

    def rows(self, meeting: str) -> tuple[DeviceRow, ...]:
        """The scanners of a meeting, by name."""
        m = self._fold(meeting)
        heard = self.venue.heard(meeting)
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

    def wake(self) -> None:
        """Something new is here."""
        self.worker.wake()

    def stop(self) -> None:
        """End both."""
        self.server.stop()
        if self._started:
            self.worker.stop()
