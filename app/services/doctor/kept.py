"""What lies in the system keyring, else in a private file: the device key, the key of the ledger, the PIN (DESIGN.md 2).

It is looked at and never made: not even in a home that was copied, which gets a key of its own when a desk opens it.
"""

import stat
import sys
from pathlib import Path

from app.services.doctor.line import Line, bad, ok, warn
from app.services.ledger import cipher, errors
from app.services.pin import PinPad
from app.services.signing.keys import DeviceKey, KeyFault, find_device_key, home_of_key

DEVICE_FILE = "device-key.json"
PRIVATE = 0o600


class Kept:
    """The three lines. What a keyring that hangs has not said by now stands here as ``slow``.

    They are asked one after the other: not every keyring can be asked by two threads at once.

    Args:
        home: the data folder.
        ledger: its ledger.
        kiosk: the meeting whose kiosk a restart leads into, "" = none.

    """

    def __init__(self, home: Path, ledger: Path, kiosk: str) -> None:
        self._home, self._ledger, self._kiosk = home, ledger, kiosk
        self.device: tuple[Line, DeviceKey | None] = (bad("key", "slow"), None)
        self.ledger_key = bad("ledger_key", "slow")
        self.pin = warn("pin", "slow")

    def look(self) -> None:
        """Ask for all three."""
        self.device = device_key(self._home)
        self.ledger_key = ledger_key(self._ledger)
        self.pin = pin(self._home, self._kiosk)


def device_key(home: Path) -> tuple[Line, DeviceKey | None]:
    """Where the private half of the device's key lies, and the key."""
    file = home / DEVICE_FILE
    try:
        found = find_device_key(home)
        made_for = home_of_key(home)
    except KeyFault as fault:
        return _faulty(fault), None
    if found is None:
        return (warn("key", "moved", home=made_for) if made_for else ok("key", "none")), None
    if not found.insecure_store:
        return ok("key", id=found.id), found
    mode = others_may(file)
    if mode:
        return bad("key", "open", id=found.id, path=file, mode=mode), found
    return warn("key", "file", id=found.id), found


def _faulty(fault: KeyFault) -> Line:
    said = fault.details
    if said.get("store") == "keyring":
        return bad("key", "lost", id=said.get("id"))
    return bad("key", "fault", detail=said.get("reason") or said.get("file"))


def ledger_key(ledger: Path) -> Line:
    """Where the key lies that the ledger is encrypted with (EC-50), and whether it can be had."""
    record = ledger.with_name(cipher.KEY_FILE)
    there = ledger.is_file() and ledger.stat().st_size > 0
    if there and cipher.is_plain(ledger):
        return warn("ledger_key", "plain")
    if not record.is_file():
        return bad("ledger_key", "missing", file=record.name) if there else ok("ledger_key", "none")
    store = cipher.store_of(ledger)
    try:
        cipher.key_of(ledger)
    except errors.KeyLost:
        return bad("ledger_key", "lost") if store == "keyring" else bad("ledger_key", "fault", path=record)
    if store == "keyring":
        return ok("ledger_key")
    mode = others_may(record)
    return bad("ledger_key", "open", path=record, mode=mode) if mode else warn("ledger_key", "file")


def pin(home: Path, kiosk: str) -> Line:
    """Is there a PIN? It alone leads out of the kiosk of the door, and a take-over asks for it (EC-19)."""
    if PinPad(home).is_set():
        return ok("pin")
    return bad("pin", "lost") if kiosk else warn("pin", "none")


def others_may(file: Path) -> str:
    """The mode of a file that others than this user may read or write; "" if it is private, or on Windows."""
    mode = stat.S_IMODE(file.stat().st_mode)
    return f"{mode:04o}" if sys.platform != "win32" and mode & ~PRIVATE else ""
