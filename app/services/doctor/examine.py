"""All lines of the doctor, in the order in which a meeting needs them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.services.doctor import evidence, machine, node
from app.services.doctor.line import Line, bad, within
from app.services.doctor.probe import Probe
from app.services.law import law_tables
from app.services.ledger import errors
from app.services.signing.keys import DeviceKey
from app.services.wording import Words

_PATIENCE = 1.5
"""Seconds for a thing that may hang (keyring, network disk): all together must end within five."""


def examine(
    home: Path, ledger_path: Path, now: Callable[[], datetime], probe: Callable[[], Probe]
) -> tuple[Line, ...]:
    """Look at everything.

    Args:
        home: the data folder.
        ledger_path: its ledger.
        now: this machine's clock, UTC.
        probe: collects the answer of the Qt process, which runs meanwhile.

    """
    silent = bad("disk", "read_only", path=home, detail="没有回答")
    disk = within(_PATIENCE, lambda: machine.disk(home), silent)
    none: tuple[Line, DeviceKey | None] = (bad("key", "slow"), None)
    key, own = within(_PATIENCE, lambda: evidence.key(home), none)
    late = evidence.Ledgered(bad("ledger", "slow"))
    book = within(2 * _PATIENCE, lambda: _ledger(ledger_path, own), late)
    heard = node.node(home)
    fonts = machine.fonts()
    display, screen_fonts, camera, printer = probe().lines()
    clock = machine.clock(now(), book.newest, heard.drift)
    found = (display, screen_fonts, fonts, camera, printer, clock, disk)
    return (*found, evidence.home(home), book.line, key, heard.line)


def _ledger(path: Path, own: DeviceKey | None) -> evidence.Ledgered:
    try:
        return evidence.ledger(path, own)
    except errors.LedgerError as error:
        said = Words(law_tables()).error(error.code, error.details)
        return evidence.Ledgered(bad("ledger", "fault", detail=said.text, next=said.next))
