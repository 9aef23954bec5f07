"""Taking one whole meeting out of a desk's ledger when its keeping time is over (rules.md 8.2).

A ledger is append-only, and its triggers see to that. Here they are lifted and put back inside the one transaction that
takes the rows out; what other meetings name stays. The bytes are overwritten, not only unlinked.
"""

import re
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection

from app.services.ledger import errors
from app.services.ledger.engine import raw_of

_PREFIX = "@"
_NAME = re.compile(rb'"([0-9a-f]{64})"')


def remains_of(meeting: str) -> str:
    """Id under which the receipt of a meeting lies that was taken out; no meeting of a package may begin so."""
    return _PREFIX + meeting


def is_remains(meeting: str) -> bool:
    """Is this the id of what is left of a meeting?"""
    return meeting.startswith(_PREFIX)


class Erased(Struct, frozen=True):
    """What was taken out: entries, blobs, and the bytes of the blobs."""

    entries: int
    blobs: int
    size: int


def take_out(connection: Connection, meeting: str) -> Erased:
    """Delete every row of a meeting, and the blobs that only it names; inside the caller's transaction.

    :raises AppendOnly: not SQLite: a central node keeps what it has.
    """
    if connection.dialect.name != "sqlite":
        raise errors.AppendOnly(reason=connection.dialect.name)
    raw = raw_of(connection)
    raw.execute("PRAGMA secure_delete = ON")
    lifted = raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_no\\_delete' ESCAPE '\\'"
    ).fetchall()
    for name, _sql in lifted:
        raw.execute(f'DROP TRIGGER "{name}"')
    only = _only_here(raw, meeting)
    raw.execute("DELETE FROM packages WHERE meeting = ?", (meeting,))
    size = 0
    for name in only:
        size += raw.execute("SELECT size FROM blobs WHERE sha256 = ?", (name,)).fetchone()[0]
        raw.execute("DELETE FROM blobs WHERE sha256 = ?", (name,))
    gone = raw.execute("DELETE FROM entries WHERE meeting = ?", (meeting,)).rowcount
    for _name, sql in lifted:
        raw.execute(sql)
    return Erased(entries=gone, blobs=len(only), size=size)


def _only_here(raw: Any, meeting: str) -> list[bytes]:
    """Digests of the blobs that this meeting names and no other: whatever looks like a digest in a body counts."""
    mine = _named(raw, "meeting = ?", meeting)
    others = _named(raw, "meeting <> ?", meeting)
    here = {row[0] for row in raw.execute("SELECT sha256 FROM blobs")}
    return sorted((mine - others) & here)


def _named(raw: Any, where: str, meeting: str) -> set[bytes]:
    found: set[bytes] = set()
    for (body,) in raw.execute(f"SELECT body FROM entries WHERE {where}", (meeting,)):  # noqa: S608  two constants of ours
        found.update(bytes.fromhex(name.decode()) for name in _NAME.findall(body))
    query = f"SELECT sha256 FROM packages WHERE {where}"  # noqa: S608  as above
    found.update(row[0] for row in raw.execute(query, (meeting,)))
    return found
