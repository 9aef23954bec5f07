"""The form of a bundle: a ZIP file without compression, in one fixed layout, so the same ledger gives the same bytes.

``manifest.json`` (canonical), ``entries.jsonl`` (a ``Line`` per entry, total order), ``blobs/<sha256>`` (by name).
"""

import struct
from collections.abc import Sequence
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


class Member(Struct, frozen=True):
    """A member of the ZIP file: name, CRC-32 and bytes, as its headers say, and where its local header begins."""

    name: str
    crc: int
    size: int
    offset: int

    @property
    def begin(self) -> int:
        """Where its bytes begin."""
        return self.offset + _LOCAL.size + len(self.name)


def local_header(member: Member) -> bytes:
    """Return the one form of a local file header (PKWARE APPNOTE 4.3.7): stored, dated 1980-01-01, nothing extra."""
    name = member.name.encode("ascii")
    fields = (b"PK\x03\x04", _VERSION, 0, 0, 0, _DATE, member.crc, member.size, member.size, len(name), 0)
    return _LOCAL.pack(*fields) + name


def directory(members: Sequence[Member]) -> bytes:
    """Return the one form of the central directory and its end (APPNOTE 4.3.12, 4.3.16): made on "Unix", mode 0644."""
    rows = b"".join(_central_header(member) for member in members)
    start = members[-1].begin + members[-1].size if members else 0
    count = len(members)
    return rows + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(rows), start, 0)


def _central_header(member: Member) -> bytes:
    name = member.name.encode("ascii")
    made, sizes = (_UNIX << 8 | _VERSION, _VERSION), (member.crc, member.size, member.size)
    rest = (len(name), 0, 0, 0, 0, _MODE << 16, member.offset)
    return _CENTRAL.pack(b"PK\x01\x02", *made, 0, 0, 0, _DATE, *sizes, *rest) + name


_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_UNIX = 3
_MODE = 0o100644
_DATE = 1 << 5 | 1
"""1980-01-01 in DOS form."""
