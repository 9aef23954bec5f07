"""The door's part of a turn of the worker: certificates not yet verified, and the lists of revoked badges with their age."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.models.entry import Entry
from app.models.facts import ECertificateSeen
from app.services.ledger import Ledger
from app.services.sync.client import SyncClient
from app.services.sync.counting import counting, standing_of
from app.services.sync.door import UNHEARD, unanswered
from app.services.sync.errors import WORLD, SyncError

AGAIN_SECONDS = 600.0
LONGEST_SECONDS = 6 * 3600.0
"""What the node did not know is asked again; the pause doubles from the first to the longest."""

GIVEN_UP = timedelta(days=30)
"""So long after a certificate was shown nobody asks any more."""

MOST = 20
"""Questions of one turn: on a slow line the evidence must not wait for them."""


class DoorRound:
    """Remembers, as long as the program runs, what was asked when. What is to be asked follows from the facts.

    ``heard``: meeting → moment of the newest list of revoked badges (UTC, the node's clock).
    """

    def __init__(
        self,
        ledger: Ledger,
        on_stored: Callable[[str], object],
        *,
        again_seconds: float = AGAIN_SECONDS,
    ) -> None:
        self._ledger = ledger
        self._on_stored = on_stored
        self._again_seconds = again_seconds
        self._later: dict[tuple[str, str, str], tuple[float, float]] = {}
        self.heard: dict[str, datetime] = {}

    def certificates(self, connected: Callable[[], SyncClient]) -> SyncError | None:
        """Ask what is due; the first fault that is for people, if there was one.

        :raises SyncError: the network's.
        """
        fault: SyncError | None = None
        for meeting, entry in self._due()[:MOST]:
            try:
                if connected().verify_certificate(meeting, entry).state == "unknown":
                    self._put_off(meeting, entry)
                else:
                    self._on_stored(meeting)
            except SyncError as error:
                if error.code in WORLD:
                    raise
                self._put_off(meeting, entry)
                fault = fault or (None if error.problem in UNHEARD else error)
        return fault

    def lists(self, client: SyncClient) -> SyncError | None:
        """Take the list of revoked badges of every meeting that is not sealed; faults as ``certificates``.

        :raises SyncError: the network's.
        """
        fault: SyncError | None = None
        for row in self._ledger.meetings():
            if standing_of(self._ledger, row.meeting).seal_hash:
                continue
            try:
                said, stored = client.fetch_revocations(row.meeting)
            except SyncError as error:
                if error.code in WORLD:
                    raise
                fault = fault or (None if error.problem in UNHEARD else error)
                continue
            self.heard = {**self.heard, row.meeting: said.as_of}
            if stored:
                self._on_stored(row.meeting)
        return fault

    def _due(self) -> list[tuple[str, Entry]]:
        last = datetime.now(UTC) - GIVEN_UP
        now = time.monotonic()
        return [
            (row.meeting, entry)
            for row in self._ledger.meetings()
            for entry in unanswered(self._counting(row.meeting))
            if entry.body.at > last and self._later.get(_name(row.meeting, entry), (0.0, 0.0))[0] <= now
        ]

    def _counting(self, meeting: str) -> tuple[Entry, ...]:
        return counting(self._ledger.entries(meeting), self._ledger.device, self._ledger.blob)

    def _put_off(self, meeting: str, entry: Entry) -> None:
        name = _name(meeting, entry)
        _, pause = self._later.get(name, (0.0, self._again_seconds / 2))
        pause = min(2 * pause, LONGEST_SECONDS)
        self._later[name] = (time.monotonic() + pause, pause)


def _name(meeting: str, entry: Entry) -> tuple[str, str, str]:
    fact = entry.fact
    return (meeting, fact.digest, fact.person) if isinstance(fact, ECertificateSeen) else (meeting, "", "")
