"""Writing a bundle."""

import os
import re
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from app.services.bundle.manifest import (
    BLOBS,
    ENTRIES,
    FORMAT,
    MANIFEST,
    MAX_FILE,
    BlobRow,
    BundleUnreadable,
    Manifest,
    Member,
    directory,
    local_header,
)
from app.services.ledger import Ledger, Line, seal
from app.services.ledger.errors import TooLarge, of_os
from app.services.signing.canonical import canonical
from app.services.signing.keys import pack

MAX_BLOBS = MAX_FILE // 2
"""Bytes of all blobs of one bundle; the rest is room for the entries."""

_DIGEST = re.compile(rb'"([0-9a-f]{64})"')


def write_bundle(ledger: Ledger, meeting: str, path: Path) -> Path:
    """Write the bundle of a meeting, whole or not at all; ``path`` is then replaced if it was there.

    :raises BundleUnreadable: the ledger holds no such meeting.
    :raises TooLarge: over ``MAX_BLOBS``.
    :raises DiskFull, ReadOnly, CannotOpen: the file cannot be written.
    """
    lines = ledger.lines(meeting)
    if not lines:
        raise BundleUnreadable(where=meeting, reason="no entries")
    names = sorted(ledger.has_blobs(_digests(lines)))
    sizes = ledger.blob_sizes(names)
    total = sum(sizes.values())
    if total > MAX_BLOBS:
        raise TooLarge(what="bundle", size=total, limit=MAX_BLOBS)
    manifest = _manifest(ledger, meeting, lines, [BlobRow(name, sizes[name]) for name in names])
    parts = _parts(ledger, manifest, lines)
    with _whole(path) as out:
        members: list[Member] = []
        for name, data in parts:
            members.append(Member(name=name, crc=zlib.crc32(data), size=len(data), offset=out.tell()))
            out.write(local_header(members[-1]))
            out.write(data)
        out.write(directory(members))
    return path


def _parts(ledger: Ledger, manifest: Manifest, lines: Iterable[Line]) -> Iterator[tuple[str, bytes]]:
    """Every member in its place; one blob is in memory at a time."""
    yield MANIFEST, canonical(manifest)
    yield ENTRIES, b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
    for row in manifest.blobs:
        yield BLOBS + row.sha256, ledger.blob(row.sha256)


def _digests(lines: Iterable[Line]) -> Iterator[str]:
    """Every digest in the facts; those that name a blob travel with them."""
    for line in lines:
        yield from (found.decode() for found in _DIGEST.findall(bytes(line.body)))


def _manifest(ledger: Ledger, meeting: str, lines: Sequence[Line], blobs: Sequence[BlobRow]) -> Manifest:
    entries = tuple(line.entry() for line in lines)
    heads = seal.heads_of(entries)
    keys = ledger.devices()
    return Manifest(
        format=FORMAT,
        meeting=meeting,
        devices={head.device: pack(keys[head.device]) for head in heads},
        heads=heads,
        entries=len(entries),
        tree_root=seal.tree_root(entries),
        blobs=tuple(blobs),
    )


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """Write beside the target and put it in place only when it is complete and on disk."""
    try:
        handle, draft = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)
        _sync_folder(path.parent)
    except OSError as error:
        raise of_os(error, path) from error


def _sync_folder(folder: Path) -> None:
    """Make the new name durable where a folder can be synchronised (not on Windows)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
