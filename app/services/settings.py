"""What a person chose for this computer, in one small file of its own (DESIGN.md 2). Nothing of a meeting is in here."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

VERSION = 1
FILE = "settings.json"
_LONGEST = 64 * 1024
_SCHEMES: dict[str, Literal["light", "dark", "system"]] = {
    "light": "light",
    "dark": "dark",
    "system": "system",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Choices of this computer. Plain JSON by hand: it is read before the first paint.

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
        return _parse(json.loads(path.read_bytes()))
    except (OSError, ValueError):
        return Settings()


def _parse(found: object) -> Settings:
    """Take what is known and well-formed; the rest is the default."""
    values = found if isinstance(found, dict) else {}
    scheme = _SCHEMES.get(str(values.get("scheme", "")), "light")
    node = values.get("node", "")
    return Settings(scheme=scheme, node=node if isinstance(node, str) else "")


def save(path: Path, settings: Settings) -> None:
    """Write them whole: a new file is put in the place of the old one.

    Raises:
        OSError: the folder cannot be written.

    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(json.dumps(asdict(settings), indent=1).encode())
    os.replace(fresh, path)  # noqa: PTH105  Path.replace is the same call, os.replace says "in one step"
