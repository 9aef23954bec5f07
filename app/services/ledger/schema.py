"""The tables, the same on SQLite (the desk) and PostgreSQL (the central node). Column types are declared once."""

import base64
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    text,
)

from app.services.ledger.mark import APPLICATION_ID, HEAD, MARK_FILTER, MARKS

__all__ = [
    "APPEND_ONLY",
    "APPLICATION_ID",
    "HEAD",
    "MARKS",
    "MARK_FILTER",
    "Digest",
    "Signature",
    "UtcTime",
    "blobs",
    "code",
    "devices",
    "entries",
    "metadata",
    "packages",
]


def code(length: int) -> String:
    """Short text compared byte by byte on both databases, so that both put devices into the same order."""
    exact = String(length, collation="C")
    return String(length).with_variant(exact, "postgresql")


class Digest(TypeDecorator[str]):
    """SHA-256: 64 hex digits in the program, 32 bytes on disk."""

    impl = LargeBinary(32)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Hex to bytes."""
        return None if value is None else bytes.fromhex(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Bytes to hex."""
        return None if value is None else bytes(value).hex()


class Signature(TypeDecorator[str]):
    """Ed25519: base64 in the program, 64 bytes on disk."""

    impl = LargeBinary(64)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Base64 to bytes."""
        return None if value is None else base64.b64decode(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Bytes to base64."""
        return None if value is None else base64.b64encode(value).decode()


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC, as ISO 8601 text: SQLite has no time zones."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # SQLAlchemy's signature
        """To text, in UTC."""
        return None if value is None else value.astimezone(UTC).isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy's signature
        """From text."""
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()

entries = Table(
    "entries",
    metadata,
    Column("meeting", code(64), primary_key=True),
    Column("device", code(32), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("lamport", BigInteger, nullable=False),
    Column("kind", code(64), nullable=False),
    Column("hash", Digest, nullable=False, unique=True),
    Column("sig", Signature, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_entries_order", "meeting", "lamport", "device", "seq"),
    Index(
        "ix_entries_marks",
        "meeting",
        "lamport",
        "device",
        "seq",
        sqlite_where=text(MARK_FILTER),
        postgresql_where=text(MARK_FILTER),
    ),
)
"""The facts: one row per entry, ``body`` the exact canonical bytes that ``hash`` and ``sig`` are over."""

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", Digest, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""Large things (ink, photos, PDFs, packages, packs), named by their digest."""

devices = Table(
    "devices",
    metadata,
    Column("device", code(32), primary_key=True),
    Column("public", LargeBinary, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
)
"""Public keys (32 bytes, Ed25519) of every device whose entries are here."""

packages = Table(
    "packages",
    metadata,
    Column("meeting", code(64), primary_key=True),
    Column("roster_version", Integer, primary_key=True),
    Column("sha256", Digest, ForeignKey("blobs.sha256"), nullable=False),
    Column("received_at", UtcTime, nullable=False),
)
"""Signed packages that wait: at the central node those it gives out, at the desk those not yet imported."""

APPEND_ONLY = ("entries", "blobs", "devices", "packages")
"""Tables of which triggers refuse every change."""
