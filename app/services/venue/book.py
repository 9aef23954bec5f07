"""``home/venue.json``: at which venue this device takes part, and the key it is pinned to. Addresses and public keys only."""

import contextlib
import os
import threading
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from app.services.signing.keys import device_id, unpack
from app.services.sync.errors import SyncError
from app.services.venue.joincode import MAX_PLACES

FILE = "venue.json"
_MOST_BYTES = 1_000_000
_MOST_ROWS = 500
_KEY_BYTES = 32

Port = Annotated[int, Meta(ge=1, le=0xFFFF)]
Host = Annotated[str, Meta(max_length=64)]


class Place(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a venue is, and whom to believe there.

    ``primary``: public key (base64). ``places``: host and port, the one that answered last first; none if the meeting came
    by file. ``keys``: key id → key (base64) of the nodes that the primary trusts, for badges.
    """

    primary: str
    places: Annotated[tuple[tuple[Host, Port], ...], Meta(max_length=MAX_PLACES)]
    joined: datetime
    name: Annotated[str, Meta(max_length=64)] = ""
    keys: dict[str, str] = {}  # msgspec copies an empty default

    @property
    def public(self) -> bytes:
        """The primary's key, 32 bytes."""
        return unpack(self.primary) or b""

    @property
    def device(self) -> str:
        """The primary's device id."""
        return device_id(self.public)


class _Book(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: Literal["huiqian.venue/1"] = "huiqian.venue/1"
    meetings: Annotated[dict[str, Place], Meta(max_length=_MOST_ROWS)] = {}  # msgspec copies an empty default


class VenueBook:
    """Reads and writes the file; whole or not at all. Safe to share between threads.

    Every method raises ``SyncError`` ``venue.book_unreadable`` if it is damaged or cannot be written.
    """

    def __init__(self, home: Path) -> None:
        self._file = home / FILE
        self._turn = threading.Lock()

    def all(self) -> dict[str, Place]:
        """Meeting → its venue."""
        return dict(self._read().meetings)

    def place(self, meeting: str) -> Place | None:
        """The venue of a meeting, None if this device never joined one."""
        return self._read().meetings.get(meeting)

    def keep(self, meeting: str, place: Place) -> None:
        """Remember a venue; the newest word counts."""
        with self._turn:
            rows = {name: row for name, row in self._read().meetings.items() if name != meeting}
            kept = dict([*rows.items(), (meeting, place)][-_MOST_ROWS:])
            self._write(_Book(meetings=kept))

    def answered(self, meeting: str, where: tuple[str, int]) -> None:
        """Remember which address answered, to try it first next time."""
        place = self.place(meeting)
        if place is None or place.places[:1] == (where,) or where not in place.places:
            return
        others = tuple(x for x in place.places if x != where)
        self.keep(meeting, msgspec.structs.replace(place, places=(where, *others)))

    def forget(self, meeting: str) -> None:
        """Take part no more; what was exchanged stays."""
        with self._turn:
            rows = {name: row for name, row in self._read().meetings.items() if name != meeting}
            self._write(_Book(meetings=rows))

    def keys(self, meeting: str) -> dict[str, bytes]:
        """Key id → key of the nodes that the primary of a meeting trusts."""
        place = self.place(meeting)
        found = {kid: unpack(text) for kid, text in (place.keys if place else {}).items()}
        return {kid: raw for kid, raw in found.items() if raw is not None and len(raw) == _KEY_BYTES}

    def _read(self) -> _Book:
        try:
            with self._file.open("rb") as file:
                book = msgspec.json.decode(file.read(_MOST_BYTES), type=_Book)
        except FileNotFoundError:
            return _Book()
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise SyncError("venue.book_unreadable", file=self._file, reason=error) from error
        if any(len(row.public) != _KEY_BYTES for row in book.meetings.values()):
            raise SyncError("venue.book_unreadable", file=self._file, reason="key")
        return book

    def _write(self, book: _Book) -> None:
        draft = self._file.with_suffix(".new")
        try:
            with draft.open("wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(book), indent=2))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._file)
        except OSError as error:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
            raise SyncError("venue.book_unreadable", file=self._file, reason=error) from error
