"""The venues of this desk as the window knows them: everything is asked off the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.services.venue.hall import DeviceRow, Hall
    from app.services.venue.worker import VenueStatus
    from app.ui.lane import Pool
    from app.ui.start import Opened

T = TypeVar("T")

_FILE = "venue.json"


class Seen(NamedTuple):
    """How the venue of one meeting stands. ``status``: of the exchange with another primary, None if there is none."""

    open: bool
    rows: tuple[DeviceRow, ...]
    status: VenueStatus | None


class Hallway(QObject):
    """The way to the hall. It is made when a venue was joined before, or when somebody opens one.

    Signals:
        changed: (meeting) a device came, or a state is another.
        stored: (meeting) entries of another device are here.
    """

    changed = Signal(str)
    stored = Signal(str)

    def __init__(self, opened: Opened, home: Path, pool: Pool, parent: QObject) -> None:
        super().__init__(parent)
        self.home = home
        self._opened, self._pool = opened, pool
        self._hall: Hall | None = None
        self._turn = threading.Lock()
        self._stopped = False

    @property
    def made(self) -> bool:
        """Is there anything to be asked? Until then no library of it is loaded."""
        return self._hall is not None

    def begin(self) -> None:
        """Follow what was joined before."""
        if (self.home / _FILE).is_file():
            self.ask(lambda hall: hall.start())

    def ask(
        self,
        work: Callable[[Hall], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run ``work(hall)`` aside; then ``done`` or ``failed`` on the GUI thread."""
        if not self._stopped:
            self._pool.submit(lambda: work(self._made()), done, failed, owner=owner or self)

    def look(self, meeting: str, done: Callable[[Seen], object], owner: QObject) -> None:
        """See how a meeting's venue stands."""

        def see(hall: Hall) -> Seen:
            opened = hall.is_open(meeting)
            return Seen(opened, hall.rows(meeting) if opened else (), hall.status(meeting))

        self.ask(see, done, lambda _error: None, owner)

    def _made(self) -> Hall:
        with self._turn:
            if self._hall is None:
                self._hall = self._opened.hall(self.changed.emit, self.stored.emit)
                self._hall.start()
            return self._hall

    def viewed(self, _view: View) -> None:
        """Something new may be here to give to the others."""
        if self._hall is not None:
            self._hall.wake()

    def stop(self) -> None:
        """Listen and follow no more; before the ledger closes."""
        self._stopped = True
        with self._turn:
            if self._hall is not None:
                self._hall.stop()
