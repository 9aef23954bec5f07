"""The sync in the background: one plain thread that sends what is unsent, and rests politely when it cannot."""

import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from app.models.entry import Entry
from app.services.ledger import Ledger
from app.services.ledger.errors import LedgerError
from app.services.sync.client import SyncClient
from app.services.sync.counting import standing_of
from app.services.sync.doorround import AGAIN_SECONDS, DoorRound
from app.services.sync.errors import WORLD, SyncError
from app.services.sync.ways import in_session

log = logging.getLogger("huiqian.sync")

FIRST_SECONDS = 2.0
LONGEST_SECONDS = 60.0
"""The pause after a failure doubles from the first to the longest, each with half of it by chance (many desks, one node)."""

REST_SECONDS = 60.0
"""How often a desk with nothing to send asks for packages and time."""

CALM_SECONDS = 10.0
SESSION_SECONDS = 60.0
"""Shortest time between two pushes of a meeting: on the day, and while it runs (EC-22). A sealed record goes at once."""

State = Literal["idle", "sending", "offline", "refused", "conflict"]


class SyncStatus(Struct, frozen=True, kw_only=True):
    """What the window shows. ``unsent``: entries of all meetings no receipt covers. ``message_code``: for ``sentence``.

    ``details``: the facts of the case, to fill that sentence. ``last_ok``: the last time the node answered all (UTC).
    ``drift_seconds``: our clock minus the node's (EC-17), None before it was heard. ``revoked_as_of``: meeting → as of
    when its list of revoked badges was heard since the program started; the record may know an older one.
    """

    state: State = "idle"
    unsent: int = 0
    last_ok: datetime | None = None
    message_code: str = ""
    details: dict[str, str] = {}  # msgspec copies an empty default
    drift_seconds: float | None = None
    revoked_as_of: dict[str, datetime] = {}  # as above


class SyncWorker:
    """Sends in the background. Callbacks come on the worker's own thread.

    ``make_client`` is called on that thread at the first need. ``on_stored(meeting)``: a receipt or a conflict became a
    fact; ``on_packages()``: the node was asked and the packages it gives out are here.
    """

    def __init__(  # noqa: PLR0913  three things it works with, three it tells, three times
        self,
        make_client: Callable[[], SyncClient],
        ledger: Ledger,
        *,
        on_status: Callable[[SyncStatus], object],
        on_stored: Callable[[str], object] = lambda _meeting: None,
        on_packages: Callable[[], object] = lambda: None,
        rest_seconds: float = REST_SECONDS,
        first_seconds: float = FIRST_SECONDS,
        calm_seconds: float = CALM_SECONDS,
        again_seconds: float = AGAIN_SECONDS,
    ) -> None:
        self._make_client = make_client
        self._ledger = ledger
        self._on_status = on_status
        self._on_stored = on_stored
        self._on_packages = on_packages
        self._rest_seconds = rest_seconds
        self._first_seconds = first_seconds
        self._calm_seconds = calm_seconds
        self._door = DoorRound(ledger, self._stored_at_the_door, again_seconds=again_seconds)
        self._client: SyncClient | None = None
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="huiqian-sync", daemon=True)
        self._status = SyncStatus()
        self._failures = 0
        self._soon = rest_seconds
        self._pushed: dict[str, float] = {}
        self._heard = False
        self._asked = -rest_seconds

    @property
    def status(self) -> SyncStatus:
        """The newest status."""
        return self._status

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """There is something to send, or the network is back: do not wait for the end of the pause."""
        self._wake.set()

    def stop(self, timeout: float = 2.0) -> bool:
        """Ask the thread to end and wait for it; False if it is still in an exchange with the node.

        Leaving it there is harmless: it is a daemon, and every exchange may be cut at any place.
        """
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                self._wake.clear()
                self._round()
                self._wake.wait(self._pause())
        finally:
            if self._client is not None:
                self._client.close()

    def _pause(self) -> float:
        if not self._failures:
            return min(self._rest_seconds, self._soon)
        most = min(self._first_seconds * 2.0 ** min(self._failures - 1, 10), LONGEST_SECONDS)
        return most / 2 + random.random() * most / 2  # noqa: S311  spreads the desks, hides nothing

    def _round(self) -> None:
        """One turn over all meetings. A failure of one of them is told; those of the network end the turn."""
        self._soon, self._heard = self._rest_seconds, False
        try:
            door = self._door.certificates(self._connected)
            fault = self._send_all() or door
            fault = self._ask_news() or fault
        except (SyncError, LedgerError) as error:
            fault = error
        except Exception:
            log.exception("sync")
            self._failures += 1
            self._tell(replace(self._status, state="refused", message_code="sync.internal", details={}))
            return
        self._failures = self._failures + 1 if fault else 0
        self._tell(self._outcome(fault))

    def _send_all(self) -> SyncError | LedgerError | None:
        fault: SyncError | LedgerError | None = None
        for row in self._ledger.meetings():
            if self._stopped.is_set():
                break
            entries = self._ledger.entries(row.meeting)
            if standing_of(self._ledger, row.meeting).rests or not self._due(row.meeting, entries):
                continue
            self._tell(
                replace(self._status, state="sending", unsent=self._unsent(), message_code="", details={})
            )
            try:
                self._send(row.meeting, entries)
            except SyncError as error:
                if error.code in WORLD:
                    raise
                fault = fault or error
        return fault

    def _due(self, meeting: str, entries: tuple[Entry, ...]) -> bool:
        """Is it time to push this meeting again? Every push adds a receipt; one for each check-in would be too many."""
        if standing_of(self._ledger, meeting).seal_hash or meeting not in self._pushed:
            return True
        calm = self._calm_seconds * (SESSION_SECONDS / CALM_SECONDS if in_session(entries) else 1)
        left = self._pushed[meeting] + calm - time.monotonic()
        if left > 0:
            self._soon = min(self._soon, left)
        return left <= 0

    def _send(self, meeting: str, entries: tuple[Entry, ...]) -> None:
        result = self._connected().sync_meeting(meeting, light=in_session(entries))
        self._pushed[meeting] = time.monotonic()
        self._heard = True
        if result.stored:
            self._on_stored(meeting)

    def _ask_news(self) -> SyncError | None:
        """Ask for time and revoked badges, and for packages unless a meeting runs (EC-22), once in a rest."""
        if self._stopped.is_set() or time.monotonic() - self._asked < self._rest_seconds:
            return None
        client = self._connected()
        self._status = replace(self._status, drift_seconds=client.server_time().drift_seconds)
        fault = self._door.lists(client)
        self._status = replace(self._status, revoked_as_of=self._door.heard)
        if not any(in_session(self._ledger.entries(row.meeting)) for row in self._ledger.meetings()):
            client.fetch_packages()
            self._on_packages()
        self._asked = time.monotonic()
        self._heard = True
        return fault

    def _stored_at_the_door(self, meeting: str) -> None:
        """What the node said is a fact now, and goes back to it with the next turn."""
        self._wake.set()
        self._on_stored(meeting)

    def _connected(self) -> SyncClient:
        if self._client is None:
            self._client = self._make_client()
        return self._client

    def _unsent(self) -> int:
        return sum(standing_of(self._ledger, row.meeting).unsent for row in self._ledger.meetings())

    def _outcome(self, fault: SyncError | LedgerError | None) -> SyncStatus:
        standings = [standing_of(self._ledger, row.meeting) for row in self._ledger.meetings()]
        status = replace(
            self._status,
            unsent=sum(now.unsent for now in standings),
            message_code="",
            details={},
            state="idle",
        )
        if fault is None:
            conflict = any(now.conflict for now in standings)
            last_ok = datetime.now(UTC) if self._heard else status.last_ok
            return replace(status, state="conflict" if conflict else "idle", last_ok=last_ok)
        state: State = "offline" if fault.code in WORLD else "refused"
        if isinstance(fault, LedgerError):
            details = {**fault.details, "code": fault.code}
            return replace(status, state="refused", message_code="sync.own_ledger", details=details)
        return replace(status, state=state, message_code=fault.problem or fault.code, details=fault.details)

    def _tell(self, status: SyncStatus) -> None:
        if status != self._status:
            self._status = status
            self._on_status(status)
