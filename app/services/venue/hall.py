"""What the window may ask of the devices at a venue; behind it are a server and a worker it never sees."""

from datetime import datetime
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from app.models.entry import By
from app.services.venue.carrying import Taken
from app.services.venue.joincode import JoinCode
from app.services.venue.worker import VenueStatus


class Heard(Struct, frozen=True):
    """When a device was last heard, and how many entries have come since then that it has not asked for."""

    at: datetime
    behind: int = 0


class DeviceRow(Struct, frozen=True, kw_only=True):
    """A scanner of the meeting. ``heard``: when it was last heard (UTC); ``behind``: entries that came since then."""

    device: str
    name: str
    heard: datetime | None = None
    behind: int = 0


class Hall(Protocol):
    """The venues of one desk; every method off the GUI thread. Callbacks come on threads of its own."""

    def start(self) -> None:
        """Follow the venues this desk has joined."""

    def open(self, meeting: str, by: By) -> None:
        """Serve a meeting; ``by``: the secretary in whose name devices join. Raises SyncError ``venue.no_port``."""

    def shut(self, meeting: str) -> None:
        """Serve it no more."""

    def is_open(self, meeting: str) -> bool:
        """Is it served?"""

    def code(self, meeting: str) -> JoinCode:
        """A new join code of an open meeting. Raises SyncError ``venue.no_network``."""

    def rows(self, meeting: str) -> tuple[DeviceRow, ...]:
        """The scanners of a meeting, by name."""

    def join(self, text: str, name: str) -> str:
        """Join with a code; the meeting. Raises JoinCodeError, SyncError, LedgerError."""

    def status(self, meeting: str) -> VenueStatus | None:
        """How the exchange of a meeting stands that this desk has joined; None: it has not."""

    def badge_keys(self, meeting: str) -> dict[str, bytes]:
        """Key id → key of the nodes the primary trusts for badges, as it said when this desk joined."""

    def write_file(self, meeting: str, path: Path) -> int:
        """Write the exchange file of a meeting; its bytes. Raises CarriedError, LedgerError."""

    def take_file(self, path: Path, primary: str) -> Taken:
        """Take in an exchange file; ``primary``: its fingerprint, as compared. Raises CarriedError, LedgerError."""

    def write_request(self, meeting: str, name: str, path: Path) -> None:
        """Write this device's request to join; ``name``, if it has none from an earlier joining. Raises OSError."""

    def wake(self) -> None:
        """Something new is here."""

    def stop(self) -> None:
        """Listen and follow no more."""
