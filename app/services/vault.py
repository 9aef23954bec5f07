"""Where secrets of this computer lie: the system keyring, else a file that only this user can read (DESIGN.md 2)."""

import contextlib
import os
from pathlib import Path
from typing import Final

SERVICE: Final = "huiqian"
"""Name under which the system keyring holds ours."""


def recall(name: str) -> str | None:
    """The secret of this name in the keyring; None: no keyring, or not there."""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, name)
    except (KeyringError, RuntimeError, OSError):
        return None


def keep(name: str, secret: str) -> bool:
    """True if a keyring took the secret and gives it back (a null backend takes all and keeps nothing)."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, name, secret)
    except (KeyringError, RuntimeError, OSError):
        return False
    return recall(name) == secret


def forget(name: str) -> None:
    """Take it out of the keyring; one that cannot delete is given an empty one. Without effect if it is not there."""
    import keyring
    from keyring.errors import KeyringError

    with contextlib.suppress(KeyringError, RuntimeError, OSError, NotImplementedError):
        keyring.delete_password(SERVICE, name)
    if recall(name):
        keep(name, "")


def write_private(file: Path, data: bytes) -> None:
    """Write a file whole or not at all, readable by this user alone from its first byte on.

    :raises OSError: it cannot be written.
    """
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
