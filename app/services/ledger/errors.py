"""What can go wrong with the ledger, each with a stable code (DESIGN.md 3.6). The words for people are elsewhere."""

import errno
from pathlib import Path
from typing import ClassVar


class LedgerError(Exception):
    """Base: the world (disk, file, other process, other device) was wrong. ``details`` are the facts of the case."""

    code: ClassVar[str] = "ledger.error"

    def __init__(self, **details: object) -> None:
        super().__init__(self.code, details)
        self.details: dict[str, str] = {key: str(value) for key, value in details.items()}

    def __str__(self) -> str:
        return " ".join([self.code, *(f"{key}={value}" for key, value in self.details.items())])


class DiskFull(LedgerError):  # noqa: N818  # the name says what happened
    """No room left; nothing of the failed transaction is stored, everything before is."""

    code = "ledger.disk_full"


class DiskFault(LedgerError):  # noqa: N818  # the name says what happened
    """The disk refused a read or a write for another reason (device error, quota, file size limit)."""

    code = "ledger.disk_fault"


class ReadOnly(LedgerError):  # noqa: N818  # the name says what happened
    """The file or its folder cannot be written by this user."""

    code = "ledger.read_only"


class Locked(LedgerError):  # noqa: N818  # the name says what happened
    """Another process held the ledger for longer than the busy timeout."""

    code = "ledger.locked"


class CannotOpen(LedgerError):  # noqa: N818  # the name says what happened
    """The file cannot be opened at all: no folder, no permission, a folder in its place."""

    code = "ledger.cannot_open"


class Corrupted(LedgerError):  # noqa: N818  # the name says what happened
    """The database file is damaged."""

    code = "ledger.corrupted"


class NotALedger(LedgerError):  # noqa: N818  # the name says what happened
    """The file is something else than a ledger of this program."""

    code = "ledger.not_a_ledger"


class KeyLost(LedgerError):  # noqa: N818  # the name says what happened
    """The ledger is encrypted and this computer does not have its key (EC-50). ``where``, ``reason``."""

    code = "ledger.key_lost"


class NewerSchema(LedgerError):  # noqa: N818  # the name says what happened
    """A newer version of the program has written this ledger. ``found`` is its schema, ``known`` the newest here."""

    code = "ledger.newer_schema"


class Unreachable(LedgerError):  # noqa: N818  # the name says what happened
    """The PostgreSQL server does not answer."""

    code = "ledger.unreachable"


class AppendOnly(LedgerError):  # noqa: N818  # the name says what happened
    """Somebody tried to change or delete what was recorded; the database refused."""

    code = "ledger.append_only"


class BlobMissing(LedgerError):  # noqa: N818  # the name says what happened
    """No blob of this name (``sha256``) is here."""

    code = "ledger.blob_missing"


class TooLarge(LedgerError):  # noqa: N818  # the name says what happened
    """A fact, a blob or a delivery is over its bound: ``what``, ``size``, ``limit``."""

    code = "ledger.too_large"


class HomeBusy(LedgerError):  # noqa: N818  # the name says what happened
    """A desk already runs on this home; ``pid`` is its process, if it could be read."""

    code = "ledger.home_busy"


class PackageConflict(LedgerError):  # noqa: N818  # the name says what happened
    """The same roster version of a meeting with other content."""

    code = "ledger.package_conflict"


class BadLine(LedgerError):  # noqa: N818  # the name says what happened
    """A delivered entry cannot be read, is not canonical, or does not belong here: ``where``, ``reason``."""

    code = "ledger.bad_line"


class BadSignature(LedgerError):  # noqa: N818  # the name says what happened
    """An entry's hash or signature does not fit: ``device``, ``seq``."""

    code = "ledger.bad_signature"


class UnknownDevice(LedgerError):  # noqa: N818  # the name says what happened
    """Entries of a device whose public key nobody sent."""

    code = "ledger.unknown_device"


class DeviceMismatch(LedgerError):  # noqa: N818  # the name says what happened
    """A public key that does not belong to the device id it came with, or another than the one known."""

    code = "ledger.device_mismatch"


class Gap(LedgerError):  # noqa: N818  # the name says what happened
    """A chain was delivered with a hole: ``device``, ``expected``, ``got`` (sequence numbers)."""

    code = "ledger.gap"


class Fork(LedgerError):  # noqa: N818  # the name says what happened
    """Two different entries at one place of a device's chain: ``device``, ``seq``, hashes ``have`` and ``got``."""

    code = "ledger.fork"


class BlobsMissing(LedgerError):  # noqa: N818  # the name says what happened
    """Entries name blobs that neither came along nor are here: ``names`` (comma-separated), ``count``."""

    code = "ledger.blobs_missing"


_BY_ERRNO: dict[int, type[LedgerError]] = {
    errno.ENOSPC: DiskFull,
    errno.EFBIG: DiskFull,
    errno.EIO: DiskFault,
    errno.EACCES: ReadOnly,
    errno.EPERM: ReadOnly,
    errno.EROFS: ReadOnly,
}


def of_os(error: OSError, where: Path) -> LedgerError:
    """Return an operating system's error in our words."""
    return _BY_ERRNO.get(error.errno or 0, CannotOpen)(where=where, reason=error.strerror or error)
