"""Signed packages that wait to be imported (desk) or fetched (central node)."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, select

from app.services.ledger import errors, rows
from app.services.ledger.schema import packages


class PackageRow(Struct, frozen=True, kw_only=True):
    """A package kept here; ``sha256`` names the blob with its bytes."""

    meeting: str
    roster_version: int
    sha256: str
    received_at: datetime


def put(connection: Connection, meeting: str, roster_version: int, data: bytes, now: datetime) -> str:
    """Store one package; the name of its blob.

    :raises PackageConflict: other content under the same roster version.
    """
    name = rows.put_blob(connection, data)
    query = select(packages.c.sha256).where(
        packages.c.meeting == meeting, packages.c.roster_version == roster_version
    )
    known = connection.execute(query).scalar()
    if known is None:
        row = {"meeting": meeting, "roster_version": roster_version, "sha256": name, "received_at": now}
        connection.execute(packages.insert(), row)
    elif known != name:
        raise errors.PackageConflict(meeting=meeting, roster_version=roster_version, have=known, got=name)
    return name


def every(connection: Connection) -> tuple[PackageRow, ...]:
    """All packages, by meeting and roster version."""
    query = select(packages).order_by(packages.c.meeting, packages.c.roster_version)
    return tuple(PackageRow(**row) for row in connection.execute(query).mappings())
