"""The PIN of this computer: it lets out of the kiosk and confirms a take-over. Only a slow digest of it is kept.

It keeps honest people out of each other's work; whoever owns the computer's account can set another one
(``huiqian pin``). Kept in the system keyring, else in a file only this user reads, as the device key is.
"""

import hashlib
import hmac
import json
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from app.services import vault

FILE = "pin.json"
TRIES = 3
"""Wrong ones in a row before it takes a while."""

WAIT_SECONDS = 30.0
_MOST_BYTES = 10_000
_FORM = re.compile(r"[0-9]{4,8}")
_COST = 2**14
"""scrypt: 50 ms here, and 16 MB of memory for each guess."""


class PinRefused(Exception):  # noqa: N818  the name says what happened
    """``code``: ``form`` (4 to 8 digits), ``wrong`` (``left`` tries), ``wait`` (``seconds``), ``gone`` (none can be read)."""

    def __init__(self, code: str, *, left: int = 0, seconds: int = 0) -> None:
        super().__init__(code)
        self.code, self.left, self.seconds = code, left, seconds


class PinPad:
    """The PIN of one home. Reads and writes the keyring or a file: not for the GUI thread."""

    def __init__(self, home: Path, mono: Callable[[], float] = time.monotonic) -> None:
        self._file = home / FILE
        self._name = f"pin-{hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]}"
        self._mono = mono
        self._wrong = 0
        self._until = 0.0

    def is_set(self) -> bool:
        """Is there a PIN?"""
        return self._kept() is not None

    def set(self, pin: str) -> None:
        """Keep a new PIN.

        Raises:
            PinRefused: ``form``.
            OSError: neither keyring nor file can be written.

        """
        if not _FORM.fullmatch(pin):
            raise PinRefused("form")
        salt = secrets.token_bytes(16)
        self._keep(json.dumps({"salt": salt.hex(), "digest": _digest(pin, salt)}))
        self._wrong = 0

    def check(self, pin: str) -> None:
        """Return if it is the PIN.

        Raises:
            PinRefused: ``wrong`` with the tries left, ``wait`` with the seconds after too many; ``gone`` if keyring and file
                have none that can be read: ``huiqian pin set`` makes another, also while the kiosk has the screen.

        """
        left = self._until - self._mono()
        if left > 0:
            raise PinRefused("wait", seconds=int(left) + 1)
        kept = self._kept()
        if kept is None:
            raise PinRefused("gone")
        if hmac.compare_digest(_digest(pin, bytes.fromhex(kept["salt"])).encode(), kept["digest"].encode()):
            self._wrong = 0
            return
        self._wrong += 1
        if self._wrong >= TRIES:
            self._wrong, self._until = 0, self._mono() + WAIT_SECONDS
            raise PinRefused("wait", seconds=int(WAIT_SECONDS))
        raise PinRefused("wrong", left=TRIES - self._wrong)

    def forget(self) -> None:
        """No PIN any more."""
        vault.forget(self._name)
        self._file.unlink(missing_ok=True)

    def _kept(self) -> dict[str, str] | None:
        try:
            text = vault.recall(self._name)
            if text is None and self._file.is_file():
                text = self._file.read_bytes()[:_MOST_BYTES].decode()
            values = json.loads(text or "")
            bytes.fromhex(values["salt"])
            return {"salt": str(values["salt"]), "digest": str(values["digest"])}
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def _keep(self, text: str) -> None:
        if vault.keep(self._name, text):
            self._file.unlink(missing_ok=True)
            return
        vault.write_private(self._file, text.encode())


def _digest(pin: str, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=8, p=1).hex()
