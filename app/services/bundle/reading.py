"""Reading a bundle that may come from anybody: every length is bounded and the layout must be exactly ours.

Nothing is unpacked to disk and nothing is decompressed, so neither a path nor a bomb can do harm. Bytes before, between
or after the members are refused: what two readers could read differently is no evidence.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct

from app.services.bundle.manifest import (
    BLOBS,
    ENTRIES,
    MANIFEST,
    MAX_ENTRIES,
    MAX_FILE,
    MAX_MANIFEST,
    MAX_MEMBERS,
    BundleUnreadable,
    Manifest,
    Member,
    directory,
    local_header,
)
from app.services.ledger.codec import MAX_BLOB, MAX_BODY, Line
from app.services.signing.canonical import UNREADABLE, canonical

_BLOB_NAME = re.compile(r"blobs/[0-9a-f]{64}")
_LIMITS = {MANIFEST: MAX_MANIFEST, ENTRIES: MAX_FILE}


class Bundle(Struct, frozen=True):
    """A bundle whose form is sound; whether it is true, ``verify_bundle`` says. ``bad_lines``: numbers of unreadable lines."""

    path: Path
    manifest: Manifest
    lines: tuple[Line, ...]
    members: dict[str, Member]
    bad_lines: tuple[int, ...] = ()

    @property
    def blob_names(self) -> tuple[str, ...]:
        """Names of the blobs in the file, sorted."""
        return tuple(sorted(name.removeprefix(BLOBS) for name in self.members if name.startswith(BLOBS)))

    def blob(self, name: str) -> bytes | None:
        """Return the bytes stored under a blob's name, unverified; None if there is none."""
        member = self.members.get(BLOBS + name)
        if member is None:
            return None
        with self.path.open("rb") as file:
            return _bytes(file, member)


def read_bundle(path: Path) -> Bundle:
    """Read a bundle, strictly.

    :raises BundleUnreadable: with the place and the reason.
    """
    bundle = scan_bundle(path)
    if bundle.bad_lines:
        raise BundleUnreadable(where=f"{ENTRIES}:{bundle.bad_lines[0]}", reason="no entry")
    return bundle


def scan_bundle(path: Path) -> Bundle:
    """As ``read_bundle``, but lines that are no entries are only counted: the report shall name them all."""
    try:
        with path.open("rb") as file:
            members = _members(file)
            manifest = _manifest(_bytes(file, members[MANIFEST]))
            lines, bad = _lines(_bytes(file, members[ENTRIES]))
    except OSError as error:
        raise BundleUnreadable(where=path, reason=error.strerror or error) from error
    return Bundle(path=path, manifest=manifest, lines=lines, members=members, bad_lines=bad)


def _members(file: IO[bytes]) -> dict[str, Member]:
    size = file.seek(0, 2)
    if size > MAX_FILE:
        raise BundleUnreadable(where="file", reason="too large")
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise BundleUnreadable(where="file", reason=error) from error
    if len(infos) > MAX_MEMBERS:
        raise BundleUnreadable(where="file", reason="too many members")
    members: dict[str, Member] = {}
    for info in infos:
        _check_member(info, members)
        members[info.filename] = Member(info.filename, info.CRC, info.file_size, info.header_offset)
    _check_layout(file, tuple(members.values()))
    return members


def _check_layout(file: IO[bytes], members: Sequence[Member]) -> None:
    """Walk the file as it must lie: member behind member from the first byte on, then the directory, then nothing."""
    offset = 0
    for member in members:
        file.seek(offset)
        header = local_header(member)
        if member.offset != offset or file.read(len(header)) != header:
            raise BundleUnreadable(where=member.name, reason="layout")
        offset = member.begin + member.size
    ending = directory(members)
    file.seek(offset)
    if [member.name for member in members[:2]] != [MANIFEST, ENTRIES] or file.read(len(ending) + 1) != ending:
        raise BundleUnreadable(where="file", reason="layout")


def _check_member(info: zipfile.ZipInfo, seen: Mapping[str, Member]) -> None:
    name = info.filename
    if name not in _LIMITS and not _BLOB_NAME.fullmatch(name):
        raise BundleUnreadable(where=ascii(name)[:80], reason="unknown member")
    if name in seen:
        raise BundleUnreadable(where=name, reason="twice")
    if info.compress_type != zipfile.ZIP_STORED:
        raise BundleUnreadable(where=name, reason="compressed")
    if info.file_size > _LIMITS.get(name, MAX_BLOB):
        raise BundleUnreadable(where=name, reason="too large")


def _bytes(file: IO[bytes], member: Member) -> bytes:
    file.seek(member.begin)
    return file.read(member.size)


def _manifest(data: bytes) -> Manifest:
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
        exact = canonical(manifest) == data
    except UNREADABLE as error:
        raise BundleUnreadable(where=MANIFEST, reason=error) from error
    if not exact:
        raise BundleUnreadable(where=MANIFEST, reason="not canonical")
    return manifest


def _lines(data: bytes) -> tuple[tuple[Line, ...], tuple[int, ...]]:
    """Return the entries and the numbers of the lines that are none."""
    if data.count(b"\n") > MAX_ENTRIES or not data.endswith(b"\n"):
        raise BundleUnreadable(where=ENTRIES, reason="too many lines or cut off")
    lines: list[Line] = []
    bad: list[int] = []
    for number, raw in enumerate(_split(data), 1):
        line = _line(raw)
        if line is None:
            bad.append(number)
        else:
            lines.append(line)
    return tuple(lines), tuple(bad)


def _split(data: bytes) -> Iterator[bytes]:
    start = 0
    while (end := data.find(b"\n", start)) >= 0:
        yield data[start:end]
        start = end + 1


def _line(raw: bytes) -> Line | None:
    if len(raw) > 2 * MAX_BODY:
        return None
    try:
        line = msgspec.json.decode(raw, type=Line)
    except UNREADABLE:
        return None
    return line if msgspec.json.encode(line) == raw else None
