"""The statements that need not be fast; they work inside any open connection, reading or writing."""

from collections.abc import Iterable, Mapping

from msgspec import Raw
from sqlalchemy import Connection, Insert, Row, Table, bindparam, func, select, tuple_

from app.models.facts import DeviceRange
from app.services.ledger import errors
from app.services.ledger.codec import MAX_BLOB, Line
from app.services.ledger.schema import blobs, devices, entries
from app.services.signing.canonical import sha256_hex

_ORDER = (entries.c.lamport, entries.c.device, entries.c.seq)
_LINE = (entries.c.body, entries.c.hash, entries.c.sig)
_DIGITS = 64
_CHUNK = 500
"""Names in one ``IN`` list; SQLite takes 32,766 parameters, PostgreSQL 65,535."""

_MEETING = entries.c.meeting == bindparam("meeting")
_ALL = select(*_LINE).where(_MEETING).order_by(*_ORDER)
_SINCE = (
    select(*_LINE)
    .where(_MEETING, entries.c.device == bindparam("device"), entries.c.seq > bindparam("seq"))
    .order_by(entries.c.seq)
    .limit(bindparam("most"))
)
_BLOB = select(blobs.c.data).where(blobs.c.sha256 == bindparam("name"))


def all_lines(connection: Connection, meeting: str) -> tuple[Line, ...]:
    """Every entry of a meeting as its exact bytes, in total order."""
    return _lines(connection.execute(_ALL, {"meeting": meeting}).all())


def since(connection: Connection, meeting: str, device: str, seq: int, most: int) -> tuple[Line, ...]:
    """Up to ``most`` entries of one chain after ``seq``."""
    values = {"meeting": meeting, "device": device, "seq": seq, "most": most}
    return _lines(connection.execute(_SINCE, values).all())


def _lines(rows: Iterable[Row[tuple[bytes, str, str]]]) -> tuple[Line, ...]:
    return tuple(Line(body=Raw(body), hash=digest, sig=sig) for body, digest, sig in rows)


def heads(connection: Connection, meeting: str) -> tuple[DeviceRange, ...]:
    """Return the end of each chain of the meeting, by device id."""
    ends = (
        select(entries.c.device, func.max(entries.c.seq))
        .where(entries.c.meeting == meeting)
        .group_by(entries.c.device)
        .order_by(entries.c.device)
    )
    query = (
        select(entries.c.device, entries.c.seq, entries.c.hash)
        .where(entries.c.meeting == meeting, tuple_(entries.c.device, entries.c.seq).in_(ends.order_by(None)))
        .order_by(entries.c.device)
    )
    return tuple(
        DeviceRange(device=device, upto=seq, hash=digest) for device, seq, digest in connection.execute(query)
    )


def blob(connection: Connection, name: str) -> bytes:
    """Return the bytes of a blob.

    :raises BlobMissing: it is not here, or the name is no SHA-256.
    """
    if not is_name(name):
        raise errors.BlobMissing(sha256=name[:80])
    data = connection.execute(_BLOB, {"name": name}).scalar()
    if data is None:
        raise errors.BlobMissing(sha256=name)
    return bytes(data)


def is_name(name: str) -> bool:
    """Return True for 64 lower-case hex digits."""
    return len(name) == _DIGITS and all(sign in "0123456789abcdef" for sign in name)


def known_blobs(connection: Connection, names: Iterable[str]) -> frozenset[str]:
    """Return those of ``names`` that are here."""
    return frozenset(blob_sizes(connection, names))


def blob_sizes(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """Return the bytes of each of ``names`` that is here."""
    found: dict[str, int] = {}
    wanted = [name for name in dict.fromkeys(names) if is_name(name)]
    for start in range(0, len(wanted), _CHUNK):
        query = select(blobs.c.sha256, blobs.c.size).where(blobs.c.sha256.in_(wanted[start : start + _CHUNK]))
        found.update((name, size) for name, size in connection.execute(query))
    return found


def put_blob(connection: Connection, data: bytes) -> str:
    """Store bytes under their SHA-256, if they are not here yet.

    :raises TooLarge: over ``MAX_BLOB``.
    """
    if len(data) > MAX_BLOB:
        raise errors.TooLarge(what="blob", size=len(data), limit=MAX_BLOB)
    name = sha256_hex(data)
    if not known_blobs(connection, [name]):
        row = {"sha256": name, "size": len(data), "data": data}
        connection.execute(insert_new(connection, blobs), row)
    return name


def insert_new(connection: Connection, table: Table) -> Insert:
    """Return an insert for a row found missing. On PostgreSQL another meeting's write may have put it there meanwhile."""
    if connection.dialect.name != "postgresql":
        return table.insert()
    from sqlalchemy.dialects.postgresql import insert  # a desk has no use for it

    return insert(table).on_conflict_do_nothing()


def all_devices(connection: Connection) -> Mapping[str, bytes]:
    """Public key of every known device."""
    return {
        device: bytes(key) for device, key in connection.execute(select(devices.c.device, devices.c.public))
    }


def blob_or_none(connection: Connection, name: str) -> bytes | None:
    """As ``blob``, None if it is not here."""
    try:
        return blob(connection, name)
    except errors.BlobMissing:
        return None
