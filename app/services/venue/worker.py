"""The scanner's exchange in the background: one plain thread that keeps both sides equal, and waits politely when cut."""

import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

from msgspec import Struct

from app.services.ledger import Ledger
from app.services.ledger.errors import LedgerError
from app.services.signing.keys import DeviceKey
from app.services.sync.errors import SyncError
from app.services.sync.wire import Limits
from app.services.venue.book import Place, VenueBook
from app.services.venue.link import LIMITS, Exchanged, VenueLink

log = logging.getLogger("huiqian.venue")

POLL_SECONDS = 0.4
"""How often the primary is asked for news: a check-in is on the other side within half a second."""

FIRST_SECONDS = 0.5
LONGEST_SECONDS = 8.0
"""The pause after a failure doubles from the first to the longest, half of it by chance."""

FOLLOWED = timedelta(days=4)
"""So long after joining a venue is looked for: a badge is good for three days after the planned start."""

State = Literal["idle", "exchanging", "away", "refused"]

_WORLD = frozenset(
    {"sync.offline", "sync.timeout", "sync.cut", "sync.half_answer", "sync.busy", "sync.server_fault"}
)


class VenueStatus(Struct, frozen=True, kw_only=True):
    """How a meeting's exchange stands. ``away``: it heals by itself; ``refused``: for people.

    ``last_ok``: when both sides were last equal (UTC). ``unsent``: entries here that the primary lacked then, by its own
    word. ``message_code``, ``details``: for ``words.explain``.
    """

    meeting: str
    state: State = "exchanging"
    last_ok: datetime | None = None
    unsent: int = 0
    message_code: str = ""
    details: dict[str, str] = {}  # msgspec copies an empty default


class _Follow:
    """One meeting that is followed."""

    def __init__(self, place: Place, link: VenueLink) -> None:
        self.place = place
        self.link = link
        self.failures = 0
        self.next = 0.0
        self.status: VenueStatus | None = None
        self.sent = 0


class VenueWorker:
    """Follows every venue of the book. Callbacks come on the worker's own thread.

    ``on_status(VenueStatus)``: another state. ``on_stored(meeting)``: entries of other devices are here.
    """

    def __init__(  # noqa: PLR0913  what it works with, two it tells, its pace
        self,
        ledger: Ledger,
        key: DeviceKey,
        book: VenueBook,
        *,
        on_status: Callable[[VenueStatus], object],
        on_stored: Callable[[str], object] = lambda _meeting: None,
        poll_seconds: float = POLL_SECONDS,
        limits: Limits = LIMITS,
    ) -> None:
        self._ledger = ledger
        self._key = key
        self._book = book
        self._on_status = on_status
        self._on_stored = on_stored
        self._poll = poll_seconds
        self._limits = limits
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="huiqian-venue-link", daemon=True)
        self._follows: dict[str, _Follow] = {}

    @property
    def statuses(self) -> dict[str, VenueStatus]:
        """The newest status of each meeting."""
        return {meeting: row.status for meeting, row in list(self._follows.items()) if row.status is not None}

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Something new is here, a venue was joined, or the network is back."""
        self._wake.set()

    def stop(self, timeout: float = 2.0) -> bool:
        """Ask the thread to end; False if it is still in an exchange, which may be cut at any place."""
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                woken = self._wake.is_set()
                self._wake.clear()
                self._round(woken=woken)
                self._wake.wait(self._pause())
        finally:
            for row in self._follows.values():
                row.link.close()

    def _pause(self) -> float:
        now = time.monotonic()
        due = [row.next - now for row in self._follows.values()]
        return max(min([*due, LONGEST_SECONDS]), 0.01) if due else LONGEST_SECONDS

    def _round(self, *, woken: bool) -> None:
        """One turn over all venues."""
        try:
            self._look()
        except (SyncError, LedgerError) as error:
            log.warning("%s", error)
            return
        for meeting, row in list(self._follows.items()):
            if self._stopped.is_set():
                return
            if woken or time.monotonic() >= row.next:
                self._one(meeting, row)

    def _look(self) -> None:
        """Follow what the book names; a new place or key is a new link."""
        now = datetime.now(UTC)
        wanted = {
            meeting: place
            for meeting, place in self._book.all().items()
            if place.places and now - place.joined < FOLLOWED and not self._erased(meeting)
        }
        for meeting in self._follows.keys() - wanted.keys():
            self._follows.pop(meeting).link.close()
        for meeting, place in wanted.items():
            row = self._follows.get(meeting)
            if row is None or (row.place.primary, set(row.place.places)) != (
                place.primary,
                set(place.places),
            ):
                if row is not None:
                    row.link.close()
                link = VenueLink(self._ledger, self._key, meeting, place, limits=self._limits)
                self._follows[meeting] = _Follow(place, link)

    def _erased(self, meeting: str) -> bool:
        """What was taken out at the end of its keeping time (8.2) is not fetched again; its venue is forgotten with it."""
        if not self._ledger.is_erased(meeting):
            return False
        self._book.forget(meeting)
        return True

    def _one(self, meeting: str, row: _Follow) -> None:
        try:
            moved = row.link.exchange()
            if row.link.where is not None:
                self._book.answered(meeting, row.link.where)
        except (SyncError, LedgerError) as error:
            row.failures += 1
            self._tell(row, self._fault(meeting, row, error))
        except Exception:
            log.exception("venue")
            row.failures += 1
            self._tell(row, VenueStatus(meeting=meeting, state="refused", message_code="venue.internal"))
        else:
            row.failures = 0
            self._good(meeting, row, moved)
        row.next = time.monotonic() + self._patience(row)

    def _good(self, meeting: str, row: _Follow, moved: Exchanged) -> None:
        row.sent = sum(part.upto for part in self._ledger.heads(meeting))
        self._tell(row, VenueStatus(meeting=meeting, state="idle", last_ok=datetime.now(UTC)))
        if moved.pulled:
            self._on_stored(meeting)

    def _patience(self, row: _Follow) -> float:
        if not row.failures:
            return self._poll
        most = min(FIRST_SECONDS * 2.0 ** min(row.failures - 1, 10), LONGEST_SECONDS)
        return most / 2 + random.random() * most / 2  # noqa: S311  spreads the devices, hides nothing

    def _fault(self, meeting: str, row: _Follow, error: SyncError | LedgerError) -> VenueStatus:
        last = row.status.last_ok if row.status else None
        here = sum(part.upto for part in self._ledger.heads(meeting))
        world = isinstance(error, SyncError) and error.code in _WORLD
        problem = error.problem if isinstance(error, SyncError) else ""
        return VenueStatus(
            meeting=meeting,
            state="away" if world or problem == "venue_closed" else "refused",
            last_ok=last,
            unsent=max(here - row.sent, 0) if row.sent else 0,
            message_code=problem or error.code,
            details=dict(error.details),
        )

    def _tell(self, row: _Follow, status: VenueStatus) -> None:
        """Tell another state; that it is still well is only kept."""
        before, row.status = row.status, status
        still_well = before is not None and before.state == status.state == "idle"
        if not still_well and before != status:
            self._on_status(status)
