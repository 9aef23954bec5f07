"""The exchange file: what goes from laptop to laptop on a USB stick when there is no network at all.

One file: all chains of a meeting as their exact bytes, the keys of their devices, the blobs they name, and a SHA-256 of all
that stands before it. It is refused whole if one bit is wrong.

It is not encrypted. Both laptops already hold the same meeting, they share no secret that was not carried the same way, and a
password would be written on the stick. What it proves lies in the signatures of the chains, as everywhere. The stick does
carry names and the last four digits of IDs, so whoever exports is told to delete the file afterwards.
"""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

import msgspec
from msgspec import Meta, Struct

from app.services.ledger import Ledger, Line, blobs_named
from app.services.ledger.codec import MAX_BLOB, MAX_BODY, MAX_MEETING
from app.services.signing.canonical import canonical
from app.services.signing.keys import pack

SUFFIX = ".hqx"
MAGIC = b"HQX1\n"
MAX_FILE = 2 * 1024**3
MAX_HEAD = 8 * 1024 * 1024
MAX_LINES = 100_000
_LINE = MAX_BODY + 1024
_DIGEST = 32
_CHUNK = 1024 * 1024
_SIZE = 4

Name = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class CarriedError(Exception):
    """A file cannot be used: ``code`` ``file.…`` of resources/wording/venue.toml, with the facts of the case."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details: dict[str, str] = {key: str(value) for key, value in details.items()}


class BlobRow(Struct, frozen=True, forbid_unknown_fields=True):
    """A blob that lies in the file."""

    sha256: Name
    size: Annotated[int, Meta(ge=0, le=MAX_BLOB)]


class Head(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the file holds. ``keys``: device → key (base64); ``nodes``: the nodes the writer trusts, for badges."""

    meeting: Annotated[str, Meta(min_length=1, max_length=MAX_MEETING)]
    device: str
    lines: Annotated[int, Meta(ge=1, le=MAX_LINES)]
    keys: Annotated[dict[str, str], Meta(max_length=1000)]
    nodes: Annotated[dict[str, str], Meta(max_length=64)]
    blobs: Annotated[tuple[BlobRow, ...], Meta(max_length=100_000)]
    format: Literal["huiqian.exchange/1"] = "huiqian.exchange/1"


class Carried(Struct, frozen=True):
    """A file whose digest holds. The blobs stay in it; ``blobs`` reads them one by one."""

    head: Head
    lines: tuple[Line, ...]
    path: Path
    at: int

    def blobs(self) -> Iterator[tuple[str, bytes]]:
        """Every blob, in the order of the head.

        Raises:
            CarriedError: ``file.unreadable``, ``file.damaged``.

        """
        with _opened(self.path) as file:
            file.seek(self.at)
            for row in self.head.blobs:
                data = file.read(row.size)
                if hashlib.sha256(data).hexdigest() != row.sha256:
                    raise CarriedError("file.damaged", where=f"blob {row.sha256[:12]}")
                yield row.sha256, data


def write_file(ledger: Ledger, meeting: str, nodes: dict[str, bytes], path: Path) -> int:
    """Write all there is of a meeting, whole or not at all; its size in bytes.

    Raises:
        CarriedError: ``file.no_meeting``, ``file.unreadable`` (the stick), ``file.too_large``.
        LedgerError: our disk.

    """
    lines = ledger.lines(meeting)
    if not lines:
        raise CarriedError("file.no_meeting", meeting=meeting)
    facts = [line.entry() for line in lines]
    named = dict.fromkeys(name for entry in facts for name in blobs_named(entry.fact))
    sizes = ledger.blob_sizes(named)
    devices = ledger.devices()
    head = Head(
        meeting=meeting,
        device=ledger.device,
        lines=len(lines),
        keys={name: pack(devices[name]) for name in dict.fromkeys(e.body.device for e in facts)},
        nodes={kid: pack(raw) for kid, raw in list(nodes.items())[:64]},
        blobs=tuple(BlobRow(name, sizes[name]) for name in named),
    )
    if sum(sizes.values()) > MAX_FILE - MAX_HEAD:
        raise CarriedError("file.too_large", size=_mb(sum(sizes.values())), limit=_mb(MAX_FILE))
    draft = path.with_name(path.name + ".new")
    try:
        with draft.open("wb") as file:
            _write(file, head, lines, ledger.blob)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        return path.stat().st_size
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise CarriedError("file.unreadable", reason=error.strerror or error) from error


def _write(file: BinaryIO, head: Head, lines: tuple[Line, ...], blob: Callable[[str], bytes]) -> None:
    digest = hashlib.sha256()

    def put(data: bytes) -> None:
        digest.update(data)
        file.write(data)

    put(MAGIC)
    for part in (canonical(head), *(msgspec.json.encode(line) for line in lines)):
        put(len(part).to_bytes(_SIZE, "big") + part)
    for row in head.blobs:
        put(blob(row.sha256))
    file.write(digest.digest())


def read_file(path: Path) -> Carried:
    """Read a file and hold it against its digest; nothing of it is believed yet.

    Raises:
        CarriedError: ``file.unreadable``, ``file.not_ours``, ``file.newer``, ``file.too_large``, ``file.damaged``.

    """
    with _opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > MAX_FILE:
            raise CarriedError("file.too_large", size=_mb(size), limit=_mb(MAX_FILE))
        _check_magic(file)
        _check_digest(file, size)
        file.seek(len(MAGIC))
        head = _head(file)
        lines = tuple(_line(_part(file, _LINE), number) for number in range(head.lines))
        at = file.tell()
    if at + sum(row.size for row in head.blobs) + _DIGEST != size:
        raise CarriedError("file.damaged", where="length")
    return Carried(head, lines, path, at)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        if path.exists() and not path.is_file():
            raise CarriedError("file.not_ours")
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise CarriedError("file.unreadable", reason=error.strerror or error) from error


def _check_magic(file: BinaryIO) -> None:
    found = file.read(len(MAGIC))
    if found == MAGIC:
        return
    if found.startswith(MAGIC[:3]) and found.endswith(b"\n"):
        raise CarriedError("file.newer", found=found[3:4].decode("ascii", "replace"))
    raise CarriedError("file.not_ours")


def _check_digest(file: BinaryIO, size: int) -> None:
    file.seek(0)
    digest, left = hashlib.sha256(), size - _DIGEST
    while left > 0:
        part = file.read(min(left, _CHUNK))
        if not part:
            break
        digest.update(part)
        left -= len(part)
    if left != 0 or file.read(_DIGEST + 1) != digest.digest():
        raise CarriedError("file.damaged", where="digest")


def _part(file: BinaryIO, most: int) -> bytes:
    length = int.from_bytes(file.read(_SIZE), "big")
    data = file.read(length) if 0 < length <= most else b""
    if not data or len(data) != length:
        raise CarriedError("file.damaged", where="part")
    return data


def _head(file: BinaryIO) -> Head:
    data = _part(file, MAX_HEAD)
    try:
        return msgspec.json.decode(data, type=Head)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CarriedError("file.damaged", where="head") from error


def _line(data: bytes, number: int) -> Line:
    try:
        return msgspec.json.decode(data, type=Line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CarriedError("file.damaged", where=f"line {number + 1}") from error


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB"
