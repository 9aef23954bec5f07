"""The form of a bundle: a ZIP file without compression, in one fixed layout, so the same ledger gives the same bytes.

``manifest.json`` (canonical), ``entries.jsonl`` (a ``Line`` per entry, total order), ``blobs/<sha256>`` (by name).
"""

import zipfile
from typing import Literal

from msgspec import Struct

from app.models.facts import DeviceRange
from app.services.ledger.errors import LedgerError

FORMAT: Literal["huiqian.bundle/1"] = "huiqian.bundle/1"
SUFFIX = ".huiqian"
MANIFEST = "manifest.json"
ENTRIES = "entries.jsonl"
BLOBS = "blobs/"

MAX_FILE = 2**31 - 1
"""Bytes of a bundle; below it no ZIP64 records are needed."""

MAX_MANIFEST = 16 * 1024 * 1024
MAX_MEMBERS = 20_000
MAX_ENTRIES = 200_000


class BundleUnreadable(LedgerError):  # noqa: N818  # the name says what happened
    """No bundle, or one whose form is broken: ``where`` and ``reason``. What can be read but is false is in the report."""

    code = "bundle.unreadable"


class BlobRow(Struct, frozen=True, forbid_unknown_fields=True):
    """One blob of the bundle: SHA-256 and bytes."""

    sha256: str
    size: int


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the bundle holds: public keys (base64) by device id, the end of every chain, RFC 6962 root over all entries."""

    format: Literal["huiqian.bundle/1"]
    meeting: str
    devices: dict[str, str]
    heads: tuple[DeviceRange, ...]
    entries: int
    tree_root: str
    blobs: tuple[BlobRow, ...]


def member(name: str) -> zipfile.ZipInfo:
    """Return the one way a member is written: stored, dated 1980-01-01, made on "Unix", mode 0644."""
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_STORED
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    return info
