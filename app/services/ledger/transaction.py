"""One write: everything a verb adds, on disk together or not at all (DESIGN.md 3.2)."""

from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import Struct
from sqlalchemy import Connection

from app.models.entry import By, Entry, Unsigned
from app.models.facts import Fact
from app.services.ledger import fast, rows
from app.services.ledger.codec import sign_body
from app.services.ledger.seen import Ends, Seen, moved
from app.services.signing.keys import DeviceKey

MONO_MASK = 2**53 - 1
"""JSON numbers hold no more (RFC 8785); a monotonic clock in nanoseconds passes that after 104 days without restart."""


class Clocks(Struct, frozen=True):
    """``now``: UTC wall clock. ``mono``: monotonic nanoseconds."""

    now: Callable[[], datetime]
    mono: Callable[[], int]


class WriteTx:
    """An open write on one meeting. Made by ``Ledger.write`` only; of no use after it."""

    def __init__(
        self, connection: Connection, meeting: str, key: DeviceKey, clocks: Clocks, seen: Seen
    ) -> None:
        self._connection = connection
        self._meeting = meeting
        self._key = key
        self._clocks = clocks
        self._seen = seen
        self._read: tuple[Ends, tuple[Entry, ...]] | None = None
        self._end: tuple[int, int, str] | None = None

    def entries(self) -> tuple[Entry, ...]:
        """All entries of the meeting in total order, those of this write included."""
        if self._read is None:
            self._read = self._seen.read(self._connection, self._meeting)
        return self._read[1]

    def blob(self, name: str) -> bytes:
        """Return a blob by its SHA-256.

        :raises BlobMissing: it is not here.
        """
        return rows.blob(self._connection, name)

    def put_blob(self, data: bytes) -> str:
        """Store bytes in this transaction; their SHA-256 (hex) is the name.

        :raises TooLarge: over ``MAX_BLOB``.
        """
        return rows.put_blob(self._connection, data)

    def append(self, by: By, fact: Fact, at: datetime | None = None) -> Entry:
        """Add one fact to this device's chain; it is on disk when the ``with`` block has ended.

        ``at`` (aware; now, if not given) is stored in UTC and decides no order.

        :raises TooLarge: the fact is over ``MAX_BODY``.
        :raises ValueError: ``at`` has no time zone.
        """
        moment = self._clocks.now() if at is None else at
        if moment.tzinfo is None:
            raise ValueError("the time of a fact needs a time zone")
        lamport, seq, prev = self._end or fast.end_of(self._connection, self._meeting, self._key.id)
        body = Unsigned(
            meeting=self._meeting,
            device=self._key.id,
            seq=seq + 1,
            prev=prev,
            lamport=lamport + 1,
            at=moment.astimezone(UTC),
            mono=self._clocks.mono() & MONO_MASK,
            by=by,
            fact=fact,
        )
        entry, data = sign_body(body, self._key)
        fast.insert(self._connection, entry, data)
        self._end = (lamport + 1, seq + 1, entry.hash)
        if self._read is not None:
            ends, entries = self._read
            self._read = moved(ends, entry), (*entries, entry)
            self._seen.keep(self._meeting, *self._read)
        return entry
