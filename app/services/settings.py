"""What a person chose for this computer, in one small file of its own (DESIGN.md 2). Nothing of a meeting is in here."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from app.services.places import SETTINGS_FILE

VERSION = 1
FILE = SETTINGS_FILE
_SCHEMES = ("light", "dark", "system")
_LONGEST = 64 * 1024
_LONGEST_ID = 1000
KEEP_DAYS = 30
MOST_DAYS = 3650


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Choices of this computer.

    ``scheme``: light, dark, or as the system has it. ``node``: address of the central node, "" = none.
    ``keep_days``: how long the data of a meeting stays here after the node's receipt (rules.md 8.2).
    ``drafts``: draft rule packs (征求意见稿) may be used; every paper made under one says so.
    ``camera``: id of the camera at the door, "" = the system's own choice; ``mirror``: its picture is shown as in a mirror.
    ``sound``: the door is heard. ``kiosk``: the meeting whose kiosk has the screen; a restart leads back into it.
    """

    version: int = VERSION
    scheme: Literal["light", "dark", "system"] = "light"
    node: str = ""
    drafts: bool = False
    keep_days: int = KEEP_DAYS
    camera: str = ""
    mirror: bool = True
    sound: bool = True
    kiosk: str = ""


def load(path: Path) -> Settings:
    """Read the settings; a missing, oversized or unreadable file is the defaults (no fact depends on it)."""
    try:
        if path.stat().st_size > _LONGEST:
            return Settings()
        return _checked(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, RecursionError):
        return Settings()


def _checked(values: Any) -> Settings:
    """By hand: this is read before the first paint, and a library for it would take a tenth of that time."""
    plain = Settings()
    if not isinstance(values, dict):
        raise TypeError(values)
    scheme, node = values.get("scheme", plain.scheme), values.get("node", plain.node)
    version, drafts = values.get("version", plain.version), values.get("drafts", plain.drafts)
    kinds = isinstance(node, str) and isinstance(version, int) and isinstance(drafts, bool)
    days = values.get("keep_days", plain.keep_days)
    if scheme not in _SCHEMES or not kinds or type(days) is not int or not 0 <= days <= MOST_DAYS:
        raise ValueError(values)
    camera, mirror = values.get("camera", plain.camera), values.get("mirror", plain.mirror)
    if not isinstance(camera, str) or len(camera) > _LONGEST_ID or not isinstance(mirror, bool):
        camera, mirror = plain.camera, plain.mirror  # only a convenience: no reason to forget the rest
    sound, kiosk = values.get("sound", plain.sound), values.get("kiosk", plain.kiosk)
    if not isinstance(sound, bool) or not isinstance(kiosk, str) or len(kiosk) > _LONGEST_ID:
        sound, kiosk = plain.sound, plain.kiosk
    return Settings(
        version=version,
        scheme=scheme,
        node=node,
        drafts=drafts,
        keep_days=days,
        camera=camera,
        mirror=mirror,
        sound=sound,
        kiosk=kiosk,
    )


def save(path: Path, settings: Settings) -> None:
    """Write them whole: a new file is put in the place of the old one.

    Raises:
        OSError: the folder cannot be written.

    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(settings), ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(fresh, path)  # noqa: PTH105  Path.replace is the same call, os.replace says "in one step"
