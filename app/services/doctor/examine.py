"""All lines of the doctor, in the order in which a meeting needs them."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from app.services import settings
from app.services.desk.desk import Desk
from app.services.doctor import door, evidence, kept, machine, node, venue
from app.services.doctor.line import Line, Look, bad, ok, warn
from app.services.doctor.probe import Probe
from app.services.law import law_tables
from app.services.ledger import Ledger, cipher, errors
from app.services.sync import SyncError, TrustBook
from app.services.wording import Words

PATIENCE, LEDGER_BY, PROBE_BY, VENUE = 1.5, 3.0, 4.0, 0.6
"""Seconds from the beginning for what may hang: keyring, disk and node; the ledger, which asks the keyring again; the Qt
process, which has limits of its own. After the ledger as many for the venue. All together must end within five."""


class Asked(Struct, frozen=True, kw_only=True):
    """What is looked at.

    ``home``: the data folder; ``ledger``: its ledger; ``settings``: the file of what was chosen on this computer; ``now``:
    this machine's clock, UTC; ``desk``: makes a desk on an open ledger.
    """

    home: Path
    ledger: Path
    settings: Path
    now: Callable[[], datetime]
    desk: Callable[[Ledger], Desk]


def examine(asked: Asked, probe: Callable[[], Probe]) -> tuple[Line, ...]:
    """Look at everything at once, each with its time limit. ``probe`` collects the answer of the Qt process."""
    begun = time.monotonic()
    chosen = settings.load(asked.settings)
    seen = Look(probe, Probe(found={}, late=True))
    silent = bad("disk", "read_only", path=asked.home, detail="没有回答")
    disk = Look(lambda: machine.disk(asked.home), silent)
    heard = Look(lambda: node.node(asked.home), node.Heard(warn("node", "away", url="中心节点")))
    keys = kept.Kept(asked.home, asked.ledger, chosen.kiosk)
    where = Look(lambda: evidence.home(asked.home), ok("home", path=asked.home))
    ring = Look(keys.look, None)
    fonts = machine.fonts()  # hangs on nothing, so here while the others are waited for
    ring.by(begun + PATIENCE)
    book = _ledger(asked, chosen.node, keys, begun + LEDGER_BY)
    key, own = keys.device
    slow: tuple[Line, ...] = (warn("venue", "slow"),)
    around = Look(lambda: venue.venue(asked.home, own, book.door, asked.now()), slow)
    there = around.by(time.monotonic() + VENUE)
    told = heard.by(begun + PROBE_BY)
    display, screen_fonts, camera, printer = seen.by(begun + PROBE_BY).lines()
    clock = machine.clock(asked.now(), book.newest, told.drift)
    found = (display, screen_fonts, fonts, camera, printer, clock, disk.by(begun + PATIENCE))
    kept_lines = (where.by(begun + PATIENCE), book.line, key, keys.ledger_key, keys.pin, told.line)
    return (*found, *kept_lines, *book.door.lines(), *there, kiosk(chosen.kiosk, book.door))


def kiosk(meeting: str, seen: door.Door) -> Line:
    """Where the next start leads: a kiosk that had the screen when the power went has it again."""
    if not meeting:
        return ok("kiosk", "none")
    if seen.known and meeting not in seen.here:
        return ok("kiosk", "gone", meeting=meeting)
    return warn("kiosk", "back", title=seen.title(meeting))


def _ledger(asked: Asked, chosen_node: str, keys: kept.Kept, by: float) -> evidence.Ledgered:
    late = evidence.Ledgered(bad("ledger", "slow"))
    if keys.ledger_key.how == "slow" and cipher.store_of(asked.ledger) == "keyring":
        return late  # it would ask the keyring that hangs

    def ask(opened: Ledger, books: evidence.Books) -> door.Door:
        _, own = keys.device
        source = door.Source(node=bool(chosen_node) or _met_a_node(asked.home), own=own.id if own else "")
        return door.look(asked.desk(opened), books.open, source, left=books.left, here=books.here)

    return Look(lambda: _opened(asked.ledger, ask), late).by(by)


def _opened(path: Path, ask: evidence.Ask) -> evidence.Ledgered:
    try:
        return evidence.ledger(path, ask)
    except errors.LedgerError as error:
        said = Words(law_tables()).error(error.code, error.details)
        return evidence.Ledgered(bad("ledger", "fault", detail=said.text, next=said.next))


def _met_a_node(home: Path) -> bool:
    """A damaged note of the nodes met is told by the line about the node."""
    try:
        return bool(TrustBook(home).urls())
    except SyncError:
        return True
