"""A real desk on a real ledger, brought to a step of the clean sample script by the same verbs as the screen."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from app.bootstrap import LEDGER_FILE, make_desk
from app.models.calendar import BEIJING
from app.services.desk.desk import Desk
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.services.ledger import Ledger
from app.services.rehearsal.player import Player, RehearsalClock
from app.services.rehearsal.script import Script, read_script
from app.services.signing.keys import DeviceKey
from support.command import XINJIANG

MEETING = "XJ-2026-1120"
KEY = DeviceKey.in_memory(b"\x05" * 32)
START = datetime(2026, 11, 20, 9, 20, tzinfo=BEIJING)


def no_keys() -> Mapping[str, bytes]:
    """The sample key alone is trusted, for samples."""
    return {}


def package_bytes() -> bytes:
    """The signed sample package."""
    return encode_package(sign_package(sample_package(), sample_key()))


def open_desk(home: Path, clock: Callable[[], datetime], *, busy_timeout: float = 5.0) -> Desk:
    """The desk of a home, with a device that is always the same."""
    ledger = Ledger.open(home / LEDGER_FILE, KEY, clock=clock, busy_timeout=busy_timeout)
    return make_desk(ledger, no_keys, clock)


def clean_script() -> Script:
    """The clean sample."""
    return read_script(XINJIANG / "clean.yaml")


def player(home: Path, until: str = "", start: datetime = START) -> Player:
    """Play the clean sample up to and without the first step of this name; empty: only open the desk."""
    clock = RehearsalClock(start)
    found = Player(open_desk(home, clock), clock, package_bytes(), MEETING)
    if until:
        play(found, until)
    return found


def play(found: Player, until: str, begin: str = "") -> None:
    """Play the steps from ``begin`` (empty: the first) up to and without ``until``."""
    names = [step.do for step in clean_script().steps]
    first = names.index(begin) if begin else 0
    for step in clean_script().steps[first : names.index(until, first)]:
        refused = found.step(step)
        assert refused is None, (step.do, refused)
