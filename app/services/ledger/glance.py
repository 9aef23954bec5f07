"""A look at the list of meetings, without any library: what the first page of the desk needs, before all else is loaded.

It only reads, through the driver itself, and it looks into the packages inside SQLite: with a thousand meetings that is work
of one processor while another loads Qt. Whatever is unusual (no file, another schema, a damaged page) makes it see nothing;
the ledger is then opened as always and says what is the matter.
"""

import json
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from app.services.ledger import cipher, errors
from app.services.ledger.mark import APPLICATION_ID, HEAD, MARK_FILTER

_WAIT = 2.0
"""Seconds to wait for a process that is writing."""

_MAPPED = 256 * 1024 * 1024

_QUERY = f"""
    WITH named AS MATERIALIZED (SELECT lower(hex(sha256)) AS name, rowid AS number FROM blobs),
    marks AS (
        SELECT e.meeting, e.lamport, e.device, e.seq, e.kind,
        CASE WHEN e.kind = 'PackageImported' THEN json_extract(CAST(e.body AS TEXT), '$.at') END AS came,
        CASE WHEN b.rowid IS NOT NULL THEN json_extract(
            CAST(b.data AS TEXT),
            '$.package.meeting.planned_start', '$.package.meeting.place', '$.package.meeting.sample',
            '$.package.plan.name', '$.package.plan.version', '$.package.project.name'
        ) END AS package
        FROM entries e
        LEFT JOIN named n ON e.kind IN ('PackageImported', 'PackageRefreshed')
        AND n.name = json_extract(CAST(e.body AS TEXT), '$.fact.package')
        LEFT JOIN blobs b ON b.rowid = n.number
        WHERE e.{MARK_FILTER} AND e.kind <> 'ReceiptStored'
    )
    SELECT json_group_array(json_array(meeting, lamport, device, seq, kind, came, json(package))) FROM marks
"""  # noqa: S608  the condition is a constant of ours
"""One row with everything: for each row, and for each function of ours, the thread would have to wait for Python's lock."""


class Row(NamedTuple):
    """One marking entry in its place; of an import, when it came and six values of its package (None: it is not here)."""

    meeting: str
    lamport: int
    device: str
    seq: int
    kind: str
    came: str | None
    package: list[Any] | None


def glance(path: Path) -> str | None:
    """What ``rows_of`` reads; None: the ledger has to be opened."""
    if not path.is_file():
        return None
    try:
        with closing(cipher.connect(path, timeout=_WAIT, read_only=True)) as found:
            return _read(found)
    except cipher.faults(errors.KeyLost):
        return None


def rows_of(seen: str) -> list[Row]:
    """The marking entries of every meeting, each in total order."""
    return sorted(map(Row._make, json.loads(seen)), key=lambda row: row[:4])


def _read(connection: Any) -> str | None:
    connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        return None
    if connection.execute("SELECT version_num FROM alembic_version").fetchall() != [(HEAD,)]:
        return None
    return str(connection.execute(_QUERY).fetchone()[0])
