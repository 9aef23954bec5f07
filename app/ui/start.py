"""What the window is given when it starts: how to open the home, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.models.rulepack import RulePack
    from app.services.agenda import MeetingHead
    from app.services.desk.desk import Desk
    from app.services.ledger import Ledger
    from app.services.packshelf import PackShelf
    from app.services.retention import Stay
    from app.services.settings import Settings
    from app.services.sync import SyncClient, SyncWorker
    from app.services.venue.hall import Hall
    from app.services.wording import Words

BUSY = 2
"""Exit code when another desk has this home: it was brought to the front."""


class Opened(Protocol):
    """An open home. Its list is there first; lock and ledger, and the desk (rules, papers), when first asked for.

    Attributes:
        on_lock: called on whatever thread took the lock, at once: opening a ledger may take long after it.

    """

    on_lock: Callable[[], object]

    def heads(self) -> tuple[MeetingHead, ...]:
        """The meetings as a list shows them; needs no lock. Raises LedgerError (off the GUI thread)."""

    def lock(self) -> None:
        """Take the lock of the home, and nothing else: quick (off the GUI thread). Raises HomeBusy, ReadOnly."""

    @property
    def ledger(self) -> Ledger:
        """The ledger, locked and opened at first use (off the GUI thread). Raises LedgerError."""

    def desk(self) -> Desk:
        """The desk on the ledger, made at first use (off the GUI thread)."""

    def shelf(self) -> PackShelf:
        """The rule packs of this computer, read anew where its folder changed (off the GUI thread)."""

    def install_pack(self, path: Path) -> RulePack:
        """Put a rule pack on the shelf (off the GUI thread). Raises PackError, OSError, LedgerError."""

    def words(self) -> Words:
        """The sentences, read at first use (off the GUI thread)."""

    def sample(self) -> bytes:
        """The signed package of the sample meeting of today."""

    def past_keeping(self, days: int) -> tuple[str, ...]:
        """Meetings that may have to leave this computer (rules.md 8.2), by their marks alone."""

    def stay(self, meeting: str, days: int) -> Stay:
        """Whether one of them may go, or why not."""

    def erase(self, meeting: str, days: int) -> None:
        """Take a meeting off this computer. Raises NotDue, LedgerError."""

    def client(self, node: str) -> SyncClient:
        """A new client of the central node at this address; the caller closes it."""

    def worker(
        self, node: str, on_status: Callable[[object], None], on_stored: Callable[[str], None]
    ) -> SyncWorker:
        """The background sync, not started yet; callbacks come on its own thread."""

    def hall(self, on_change: Callable[[str], object], on_stored: Callable[[str], object]) -> Hall:
        """The venues of this desk, made at first use (off the GUI thread); callbacks come on threads of its own."""

    def close(self) -> None:
        """Let the ledger and the lock go."""


@dataclass(frozen=True, slots=True)
class Start:
    """How to start the window.

    Attributes:
        home: the data folder.
        open: what the list is asked of; runs on the lane. Raises LedgerError.
        load: reads the settings; cheap.
        save: writes the settings; runs on the pool. Raises OSError.
        sample: open the sample meeting of today at once.

    """

    home: Path
    open: Callable[[], Opened]
    load: Callable[[], Settings]
    save: Callable[[Settings], None]
    sample: bool = False
