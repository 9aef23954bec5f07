"""The home and its ledger: nothing is made that is not there, nothing is changed."""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from app.models.facts import MeetingVoided, RecordClosed, ReportSealed
from app.services.doctor.door import Door
from app.services.doctor.line import Line, bad, ok
from app.services.ledger import HomeLock, Ledger, cipher, errors
from app.services.ledger.schema import HEAD
from app.services.ledger.store import MeetingRow

LOCK_FILE = "desk.lock"
BUDGET = 1.2
"""Seconds for verifying meetings, those still to be held first; ``huiqian verify`` looks at everything."""

_OVER = (ReportSealed, RecordClosed, MeetingVoided)


class Books(Struct, frozen=True, kw_only=True):
    """The meetings of the ledger.

    ``here``: all of them. ``open``: those no mark says are over, and that were verified whole; newest first. ``left``: as
    many more of these were not looked at.
    """

    here: frozenset[str] = frozenset()
    open: tuple[str, ...] = ()
    left: int = 0


class Ledgered(Struct, frozen=True):
    """The ledger's line, the time of its newest fact (UTC), and what the door needs to know of its meetings."""

    line: Line
    newest: datetime | None = None
    door: Door = Door()


Ask = Callable[[Ledger, Books], Door]
"""Looks at the meetings while the ledger is open."""


def home(folder: Path) -> Line:
    """Where the data lies, and whether a desk runs on it."""
    if not (folder / LOCK_FILE).exists():
        return ok("home", path=folder)  # nobody has a lock that is not there
    lock = HomeLock(folder)
    try:
        lock.acquire()
    except errors.HomeBusy as busy:
        return ok("home", "busy", path=folder, pid=busy.details["pid"] or "—")
    except errors.LedgerError:
        return ok("home", path=folder)  # the line about the disk says why it cannot be written
    lock.release()
    return ok("home", path=folder)


def ledger(path: Path, ask: Ask) -> Ledgered:
    """Does it open, is it whole, and do the newest meetings verify?

    Raises:
        LedgerError: it does not open; the code says why.

    """
    if not path.exists() or path.stat().st_size == 0:  # empty: its making was cut
        return Ledgered(ok("ledger", "none"), door=Door(known=True))
    damage = _damage(path)
    if damage:
        return Ledgered(bad("ledger", "damaged", detail=damage))
    if not os.access(path, os.W_OK):
        raise errors.ReadOnly(where=path)
    with Ledger.look(path, busy_timeout=1.0) as opened:
        found, books = _verified(opened)
        return found if found.line.state == "bad" else replace(found, door=ask(opened, books))


def _damage(path: Path) -> str:
    """SQLite's own look at the file, read-only; empty if it finds nothing."""
    try:
        with closing(cipher.connect(path, timeout=1.0, read_only=True)) as file:
            found = str(file.execute("PRAGMA quick_check(1)").fetchone()[0])
    except cipher.faults() as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return str(error) if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB} else ""
    return "" if found == "ok" else found


def _verified(opened: Ledger) -> tuple[Ledgered, Books]:
    rows = sorted(opened.meetings(), key=lambda row: row.marks[-1].body.at, reverse=True)
    newest = max((entry.body.at for row in rows for entry in row.marks), default=None)
    until = time.monotonic() + BUDGET
    done: list[str] = []
    for row in sorted(rows, key=_over):
        if done and time.monotonic() > until:
            break
        broken = opened.verify(row.meeting).broken
        if broken:
            return Ledgered(bad("ledger", "broken", meeting=row.meeting, n=len(broken)), newest), Books()
        last = max(entry.body.at for entry in opened.entries(row.meeting))
        newest = max(newest or last, last)
        done.append(row.meeting)
    line = ok("ledger", meetings=len(rows), schema=HEAD, verified=len(done))
    still = [row.meeting for row in rows if not _over(row)]
    looked = tuple(meeting for meeting in still if meeting in done)
    books = Books(here=frozenset(row.meeting for row in rows), open=looked, left=len(still) - len(looked))
    return Ledgered(line, newest), books


def _over(row: MeetingRow) -> bool:
    """By its marks alone; one that was cancelled has none of these and is told by its stage."""
    return any(isinstance(entry.fact, _OVER) for entry in row.marks)
