"""The statements that every fact goes through, compiled once; on SQLite they run on the DB-API connection itself.

Measured: a statement through SQLAlchemy's execution costs 90 µs, the whole insert with its fsync 100 µs. The SQL still
comes from the tables of ``schema``, so there is one definition of them. Values here are as on disk: digests and
signatures are bytes.
"""

import base64
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, text
from sqlalchemy.sql import ClauseElement

from app.models.entry import GENESIS, Entry
from app.services.ledger.codec import decode_rows
from app.services.ledger.engine import raw_of
from app.services.ledger.schema import MARK_FILTER, entries

_MEETING = entries.c.meeting == bindparam("meeting")
_DEVICE = entries.c.device == bindparam("device")
_FACT = (entries.c.body, entries.c.hash, entries.c.sig)
_ORDER = (entries.c.lamport, entries.c.device, entries.c.seq)
_HIGHEST = select(func.max(entries.c.lamport)).where(_MEETING)

_INSERT = entries.insert()
_LAST = select(func.max(entries.c.seq)).where(_MEETING, _DEVICE)
_END = select(entries.c.seq, entries.c.hash, _HIGHEST.scalar_subquery()).where(
    _MEETING, _DEVICE, entries.c.seq == _LAST.scalar_subquery()
)
_TIPS = (
    select(entries.c.device, func.max(entries.c.seq).label("seq"))
    .where(_MEETING)
    .group_by(entries.c.device)
    .subquery()
)
_ENDS = (
    select(entries.c.device, entries.c.seq, entries.c.hash)
    .join(_TIPS, (entries.c.device == _TIPS.c.device) & (entries.c.seq == _TIPS.c.seq))
    .where(_MEETING)
    .order_by(entries.c.device)
)
_ALL = select(*_FACT).where(_MEETING).order_by(*_ORDER)
_MARKS = select(*_FACT).where(text(MARK_FILTER)).order_by(entries.c.meeting, *_ORDER)

_RECEIPTS = (
    select(*_FACT)
    .where(text(MARK_FILTER), entries.c.kind == "ReceiptStored")
    .order_by(entries.c.meeting, *_ORDER)
)

_compiled: dict[tuple[str, int], str] = {}


def _rows(connection: Connection, statement: ClauseElement, values: dict[str, object]) -> Sequence[Any]:
    sql = _sql(connection, statement)
    if connection.dialect.name == "sqlite":
        return raw_of(connection).execute(sql, values).fetchall()  # type: ignore[no-any-return]  # the driver is untyped
    return connection.exec_driver_sql(sql, values).all()


def _sql(connection: Connection, statement: ClauseElement) -> str:
    key = (connection.dialect.name, id(statement))
    if key not in _compiled:
        _compiled[key] = str(statement.compile(dialect=connection.dialect))
    return _compiled[key]


def insert(connection: Connection, entry: Entry, body: bytes) -> None:
    """Store one entry with the exact bytes of its body."""
    sql = _sql(connection, _INSERT)
    values = {
        "meeting": entry.body.meeting,
        "device": entry.body.device,
        "seq": entry.body.seq,
        "lamport": entry.body.lamport,
        "kind": type(entry.fact).__name__,
        "hash": bytes.fromhex(entry.hash),
        "sig": base64.b64decode(entry.sig),
        "body": body,
    }
    if connection.dialect.name == "sqlite":
        raw_of(connection).execute(sql, values)
    else:
        connection.exec_driver_sql(sql, values)


def end_of(connection: Connection, meeting: str, device: str) -> tuple[int, int, str]:
    """Return where the device goes on: highest Lamport number of the meeting, last sequence number, last hash."""
    found = _rows(connection, _END, {"meeting": meeting, "device": device})
    if found:
        seq, digest, lamport = found[0]
        return lamport, seq, bytes(digest).hex()
    return highest(connection, meeting), 0, GENESIS


def ends(connection: Connection, meeting: str) -> tuple[tuple[str, int, str], ...]:
    """Return device, last sequence number and last hash of every chain of the meeting, by device."""
    found = _rows(connection, _ENDS, {"meeting": meeting})
    return tuple((device, seq, bytes(digest).hex()) for device, seq, digest in found)


def highest(connection: Connection, meeting: str) -> int:
    """Return the largest Lamport number of the meeting, 0 if it has no entry."""
    return _rows(connection, _HIGHEST, {"meeting": meeting})[0][0] or 0


def all_entries(connection: Connection, meeting: str) -> tuple[Entry, ...]:
    """Return every entry of a meeting, decoded, in total order."""
    return decode_rows(_rows(connection, _ALL, {"meeting": meeting}))


def marks(connection: Connection) -> tuple[Entry, ...]:
    """Return the marking entries of every meeting, meeting by meeting, each in total order."""
    return decode_rows(_rows(connection, _MARKS, {}))


def receipts(connection: Connection) -> tuple[Entry, ...]:
    """Return the node's receipts in every meeting; a desk that has none pays for none of its other marks."""
    return decode_rows(_rows(connection, _RECEIPTS, {"kind_1": "ReceiptStored"}))
