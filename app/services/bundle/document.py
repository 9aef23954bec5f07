"""A PDF on its own: byte for byte, the document that a seal names.

DESIGN.md 5: a PDF cut off before its last signature may still look valid; digest and length in the ledger decide.
"""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from app.models.entry import Entry
from app.models.facts import RecordClosed, ReportSealed, SealedFile
from app.services.bundle.manifest import BundleUnreadable
from app.services.bundle.reading import Bundle
from app.services.bundle.verifying import report_of
from app.services.ledger import Ledger, Report, errors
from app.services.ledger.codec import MAX_BLOB, read_line
from app.services.ledger.report import Point, broken, ok
from app.services.signing.canonical import sha256_hex

_SMALLEST = 64
"""Bytes below which the beginning of a file says nothing about where it comes from."""


class Sealed(Struct, frozen=True):
    """A document that a seal names, and the seal."""

    entry: Entry
    file: SealedFile


def verify_pdf(path: Path, source: Ledger | Bundle) -> Report:
    """Find the sealed document that ``path`` is; then everything under that seal must hold as well.

    :raises BundleUnreadable: no PDF, too large, or it cannot be read.
    """
    data = _read(path)
    digest = sha256_hex(data)
    sealed = tuple(_sealed(source))
    match = next((one for one in sealed if one.file.sha256 == digest and one.file.size == len(data)), None)
    if match is None:
        return Report((_stranger(path, data, sealed, source),))
    meeting = match.entry.body.meeting
    found = ok(
        "document",
        match.file.id,
        "document.match",
        meeting=meeting,
        document=match.file.document,
        seal=match.entry.hash,
        sha256=digest,
        size=len(data),
    )
    under = report_of(source) if isinstance(source, Bundle) else source.verify(meeting)
    return Report((found, *under.broken))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BLOB + 1)
    except OSError as error:
        raise BundleUnreadable(where=path, reason=error.strerror or error) from error
    if len(data) > MAX_BLOB:
        raise BundleUnreadable(where=path, reason="too large")
    if not data.startswith(b"%PDF-"):
        raise BundleUnreadable(where=path, reason="not a PDF")
    return data


def _sealed(source: Ledger | Bundle) -> Iterator[Sealed]:
    if isinstance(source, Bundle):
        entries = [read_line(line) for line in source.lines]
    else:
        entries = [entry for row in source.meetings() for entry in row.marks]
    for entry in entries:
        if isinstance(entry.fact, ReportSealed | RecordClosed):
            for file in entry.fact.files:
                yield Sealed(entry, file)


def _stranger(path: Path, data: bytes, sealed: tuple[Sealed, ...], source: Ledger | Bundle) -> Point:
    """Say what kind of stranger it is: cut off, something added, or unknown."""
    for one in sealed:
        whole = _blob(source, one.file.sha256)
        if not whole or len(data) < _SMALLEST:
            continue
        if whole.startswith(data):
            return broken("document", one.file.id, "document.truncated", expected=len(whole), found=len(data))
        if data.startswith(whole):
            return broken("document", one.file.id, "document.extended", expected=len(whole), found=len(data))
    return broken("document", path.name, "document.unknown", sha256=sha256_hex(data), size=len(data))


def _blob(source: Ledger | Bundle, name: str) -> bytes | None:
    try:
        return source.blob(name)
    except errors.BlobMissing:
        return None
