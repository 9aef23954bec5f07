"""The ledger: the facts of every meeting, append-only (DESIGN.md 1)."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from msgspec import Struct

from app.models.badge import Issuer
from app.models.entry import By, Entry
from app.models.facts import DeviceRange, PackageImported, ReceiptStored
from app.services.ledger import absorb, check, cipher, erase, fast, rows, waiting
from app.services.ledger.codec import MAX_MEETING, Line
from app.services.ledger.engine import Database
from app.services.ledger.report import Report
from app.services.ledger.seen import Seen
from app.services.ledger.transaction import Clocks, WriteTx
from app.services.ledger.upgrade import bring_up_to_date, demand_head
from app.services.signing.keys import DeviceKey, device_id

BUSY_SECONDS = 5.0
"""How long a write waits for another process before it gives up."""


def utc_now() -> datetime:
    """Return the wall clock in UTC."""
    return datetime.now(UTC)


class MeetingRow(Struct, frozen=True, kw_only=True):
    """A meeting in the list: the entry it began with and the entries that mark its way, in total order."""

    meeting: str
    imported: Entry
    marks: tuple[Entry, ...]


class Ledger:
    """One open ledger, of a desk (SQLite file) or of a central node (SQLite or PostgreSQL).

    Safe to share between threads; each call is one short transaction. Every method raises ``LedgerError`` when the
    world is wrong (``app.services.ledger.errors``).
    """

    def __init__(self, database: Database, key: DeviceKey, clocks: Clocks) -> None:
        self._database = database
        self._key = key
        self._clocks = clocks
        self._seen = Seen()

    @classmethod
    def open(
        cls,
        where: Path | str,
        key: DeviceKey,
        *,
        clock: Callable[[], datetime] = utc_now,
        mono: Callable[[], int] = time.monotonic_ns,
        busy_timeout: float = BUSY_SECONDS,
        protected: bool = False,
    ) -> Self:
        """Open or create a ledger and bring its schema up to date.

        :param where: a path (its folder must exist) or a ``postgresql://`` URL.
        :param key: the key this device signs with.
        :param clock: UTC now, for facts without a time of their own.
        :param mono: monotonic nanoseconds.
        :param busy_timeout: seconds to wait for another process.
        :param protected: encrypt it on disk from now on, what is there too (EC-50). The caller has the lock of its home.
        :raises KeyLost, NewerSchema, NotALedger, Corrupted, CannotOpen, ReadOnly, Locked, Unreachable: as they say.
        """
        if protected and isinstance(where, Path):
            cipher.protect(where)
        database = Database(where, busy_timeout)
        try:
            bring_up_to_date(database)
            with database.write("devices") as connection:
                absorb.remember(connection, {key.id: key.public}, clock())
        except BaseException:
            database.close()
            raise
        return cls(database, key, Clocks(clock, mono))

    @classmethod
    def look(cls, where: Path | str, *, busy_timeout: float = BUSY_SECONDS) -> Self:
        """Open a ledger to look at it: nothing is written, no device is entered, no schema is changed.

        :raises NewerSchema: its schema is not of this program, newer or older. Otherwise as ``open``.
        """
        database = Database(where, busy_timeout)
        try:
            demand_head(database)
        except BaseException:
            database.close()
            raise
        return cls(database, DeviceKey.in_memory(), Clocks(utc_now, time.monotonic_ns))

    @property
    def device(self) -> str:
        """The id of this device."""
        return self._key.id

    @property
    def issuer(self) -> Issuer:
        """The key of this device as one that makes badges (a lost one is made again here)."""
        return self._key

    def close(self) -> None:
        """Close all connections; the write-ahead log is folded into the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def write(self, meeting: str) -> Iterator[WriteTx]:
        """One write on one meeting: committed when the block ends, undone when it raises.

        :raises ValueError: the meeting id is empty or longer than ``MAX_MEETING`` characters.
        """
        if not 0 < len(meeting) <= MAX_MEETING:
            raise ValueError("a meeting id has 1 to 64 characters")
        with self._database.write(meeting) as connection:
            yield WriteTx(connection, meeting, self._key, self._clocks, self._seen)

    def entries(self, meeting: str) -> tuple[Entry, ...]:
        """All entries in total order; empty if the meeting is unknown."""
        with self._database.read() as connection:
            return self._seen.read(connection, meeting)[1]

    def lines(self, meeting: str) -> tuple[Line, ...]:
        """All entries in total order, as their exact bytes."""
        with self._database.read() as connection:
            return rows.all_lines(connection, meeting)

    def since(self, meeting: str, device: str, seq: int, limit: int = 1000) -> tuple[Line, ...]:
        """Entries of one device's chain after ``seq``, at most ``limit``, in chain order."""
        with self._database.read() as connection:
            return rows.since(connection, meeting, device, seq, limit)

    def heads(self, meeting: str) -> tuple[DeviceRange, ...]:
        """How far each device's chain goes, and the hash it ends with."""
        with self._database.read() as connection:
            return rows.heads(connection, meeting)

    def meetings(self) -> tuple[MeetingRow, ...]:
        """Every meeting that was imported here, by id."""
        with self._database.read() as connection:
            marks = fast.marks(connection)
        by_meeting: dict[str, list[Entry]] = {}
        for entry in marks:
            by_meeting.setdefault(entry.body.meeting, []).append(entry)
        return tuple(
            MeetingRow(meeting=meeting, imported=first, marks=tuple(found))
            for meeting, found in by_meeting.items()
            if (first := next((entry for entry in found if isinstance(entry.fact, PackageImported)), None))
        )

    def receipts(self) -> tuple[Entry, ...]:
        """Every receipt of a central node, by meeting; also those that are all that is left of one (``erase``)."""
        with self._database.read() as connection:
            return fast.receipts(connection)

    def devices(self) -> dict[str, bytes]:
        """Public key (32 bytes) of every device known here."""
        with self._database.read() as connection:
            return dict(rows.all_devices(connection))

    def know_device(self, public: bytes) -> str:
        """Trust a device that has proven its key (enrolment at a central node); its id."""
        name = device_id(public)
        with self._database.write("devices") as connection:
            absorb.remember(connection, {name: public}, self._clocks.now())
        return name

    def blob(self, name: str) -> bytes:
        """Return a blob by its SHA-256.

        :raises BlobMissing: it is not here.
        """
        with self._database.read() as connection:
            return rows.blob(connection, name)

    def has_blobs(self, names: Iterable[str]) -> frozenset[str]:
        """Those of ``names`` that are here."""
        with self._database.read() as connection:
            return rows.known_blobs(connection, names)

    def blob_sizes(self, names: Iterable[str]) -> dict[str, int]:
        """Return the bytes of each of ``names`` that is here."""
        with self._database.read() as connection:
            return rows.blob_sizes(connection, names)

    def put_blob(self, data: bytes) -> str:
        """Store bytes outside a write on a meeting (a delivery); their SHA-256 is the name."""
        with self._database.write("blobs") as connection:
            return rows.put_blob(connection, data)

    def absorb(
        self,
        meeting: str,
        lines: Iterable[Line],
        blobs: Mapping[str, bytes],
        device_keys: Mapping[str, bytes],
    ) -> absorb.Absorbed:
        """Take in what other devices wrote: all of it or, with the reason, nothing. Doing it again changes nothing.

        See ``app.services.ledger.absorb`` for what is checked and how it is refused.
        """
        delivery = absorb.Delivery.of(meeting, lines, blobs, device_keys, known=self.devices())
        with self._database.write(meeting) as connection:
            return absorb.take_in(connection, delivery, self._clocks.now())

    def erase(self, meeting: str, by: By, receipt: ReceiptStored) -> erase.Erased:
        """Take a whole meeting out of a desk's ledger and leave the node's receipt for it (rules.md 8.2).

        Whether it may go, ``services.retention`` says. The receipt names no person; it shows what was here and who has it
        now, and keeps the meeting from coming in a second time with chains that begin anew.

        :raises AppendOnly: this is no desk's ledger.
        """
        with self._database.write(meeting) as connection:
            gone = erase.take_out(connection, meeting)
            remains = erase.remains_of(meeting)
            WriteTx(connection, remains, self._key, self._clocks, self._seen).append(by, receipt)
        self._database.forget_log()
        return gone

    def is_erased(self, meeting: str) -> bool:
        """Was this meeting here, and taken out?"""
        return bool(self.entries(erase.remains_of(meeting)))

    def verify(self, meeting: str) -> Report:
        """Recompute every hash, signature, chain, blob and seal of a meeting as it lies on disk."""
        with self._database.read() as connection:
            lines = rows.all_lines(connection, meeting)
            evidence = check.Evidence(
                meeting=meeting,
                lines=lines,
                devices=rows.all_devices(connection),
                blob=lambda name: rows.blob_or_none(connection, name),
            )
            return check.examine(evidence)

    def put_package(self, meeting: str, roster_version: int, data: bytes) -> str:
        """Keep a signed package until it is imported or asked for; the same again changes nothing.

        :raises PackageConflict: this roster version is already here with other content.
        """
        with self._database.write(meeting) as connection:
            return waiting.put(connection, meeting, roster_version, data, self._clocks.now())

    def packages(self) -> tuple[waiting.PackageRow, ...]:
        """Every package kept, by meeting and roster version; its bytes are the blob of that name."""
        with self._database.read() as connection:
            return waiting.every(connection)
