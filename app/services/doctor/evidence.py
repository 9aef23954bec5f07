"""The home, its device key and its ledger: nothing is made that is not there, nothing is changed."""

import sqlite3
import stat
import sys
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from app.services.doctor.line import Line, bad, ok, warn
from app.services.ledger import HomeLock, Ledger, cipher, errors
from app.services.ledger.schema import HEAD
from app.services.signing.keys import DeviceKey, KeyFault, load_device_key

KEY_FILE = "device-key.json"
PRIVATE = 0o600
BUDGET = 1.2
"""Seconds for verifying meetings, newest first; ``huiqian verify`` looks at everything."""


class Ledgered(Struct, frozen=True):
    """The ledger's line, and the time of its newest fact (UTC)."""

    line: Line
    newest: datetime | None = None


def home(folder: Path) -> Line:
    """Where the data lies, and whether a desk runs on it."""
    lock = HomeLock(folder)
    try:
        lock.acquire()
    except errors.HomeBusy as busy:
        return ok("home", "busy", path=folder, pid=busy.details["pid"] or "—")
    except errors.LedgerError:
        return ok("home", path=folder)  # the line about the disk says why it cannot be written
    lock.release()
    return ok("home", path=folder)


def key(folder: Path) -> tuple[Line, DeviceKey | None]:
    """Where the private half of the device's key lies."""
    file = folder / KEY_FILE
    if not file.exists():
        return ok("key", "none"), None
    try:
        found = load_device_key(folder)
    except (KeyFault, OSError) as error:
        detail = (
            error.details.get("reason") or error.details.get("store") if isinstance(error, KeyFault) else ""
        )
        return bad("key", "fault", detail=detail or error), None
    if not found.insecure_store:
        return ok("key", id=found.id), found
    mode = stat.S_IMODE(file.stat().st_mode)
    if sys.platform != "win32" and mode & ~PRIVATE:
        return bad("key", "open", id=found.id, path=file, mode=f"{mode:04o}"), found
    return warn("key", "file", id=found.id), found


def ledger(path: Path, own: DeviceKey | None) -> Ledgered:
    """Does it open, is it whole, and do the newest meetings verify?

    Raises:
        LedgerError: it does not open; the code says why.

    """
    if not path.exists():
        return Ledgered(ok("ledger", "none"))
    damage = _damage(path)
    if damage:
        return Ledgered(bad("ledger", "damaged", detail=damage))
    if own is None:
        return Ledgered(warn("ledger", "keyless"))
    with Ledger.open(path, own, busy_timeout=1.0) as opened:
        return _verified(opened)


def _damage(path: Path) -> str:
    """SQLite's own look at the file, read-only; empty if it finds nothing."""
    try:
        with closing(cipher.connect(path, timeout=1.0, read_only=True)) as file:
            found = str(file.execute("PRAGMA quick_check(1)").fetchone()[0])
    except cipher.faults() as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return str(error) if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB} else ""
    return "" if found == "ok" else found


def _verified(opened: Ledger) -> Ledgered:
    rows = sorted(opened.meetings(), key=lambda row: row.marks[-1].body.at, reverse=True)
    newest = max((entry.body.at for row in rows for entry in row.marks), default=None)
    until = time.monotonic() + BUDGET
    verified = 0
    for row in rows:
        if verified and time.monotonic() > until:
            break
        broken = opened.verify(row.meeting).broken
        if broken:
            return Ledgered(bad("ledger", "broken", meeting=row.meeting, n=len(broken)), newest)
        last = max(entry.body.at for entry in opened.entries(row.meeting))
        newest = max(newest or last, last)
        verified += 1
    return Ledgered(ok("ledger", meetings=len(rows), schema=HEAD, verified=verified), newest)
