"""What a person chose for this computer, in one small file of its own (DESIGN.md 2). Nothing of a meeting is in here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

VERSION = 1
FILE = "settings.json"
_LONGEST = 64 * 1024


class Settings(Struct, frozen=True, kw_only=True):
    """Choices of this computer.

    ``scheme``: light, dark, or as the system has it. ``node``: address of the central node, "" = none.
    """

    version: int = VERSION
    scheme: Literal["light", "dark", "system"] = "light"
    node: str = ""


def load(path: Path) -> Settings:
    """Read the settings; a missing, oversized or unreadable file is the defaults (no fact depends on it)."""
    try:
        if path.stat().st_size > _LONGEST:
            return Settings()
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except (OSError, msgspec.MsgspecError):
        return Settings()


def save(path: Path, settings: Settings) -> None:
    """Write them whole: a new file is put in the place of the old one.

    Raises:
        OSError: the folder cannot be written.

    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(settings), indent=1))
    os.replace(fresh, path)  # noqa: PTH105  Path.replace is the same call, os.replace says "in one step"
