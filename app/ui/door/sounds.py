"""Four short sounds: in, already in, stop, look here. Also understood with closed eyes; the multimedia library comes late."""

from __future__ import annotations

import os
import sys
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QSoundEffect

NAMES = ("in", "already", "stop", "look")


class Sounds(QObject):
    """Plays them, if this computer can be heard and nobody has turned it off."""

    def __init__(self, parent: QObject | None = None, *, on: bool = True) -> None:
        super().__init__(parent)
        self.on = on
        self._effects: dict[str, QSoundEffect] | None = None

    def play(self, name: str) -> None:
        """Sound one of ``NAMES``; without a loudspeaker nothing happens."""
        if not self.on:
            return
        if self._effects is None:
            self._effects = self._load()
        effect = self._effects.get(name)
        if effect is not None:
            effect.play()

    def _load(self) -> dict[str, QSoundEffect]:
        if not _has_sound_server():
            return {}
        from PySide6.QtMultimedia import QMediaDevices, QSoundEffect

        if not QMediaDevices.audioOutputs():
            return {}
        found = {}
        for name in NAMES:
            with resources.as_file(resources.files("resources") / "sounds" / f"{name}.wav") as path:
                effect = QSoundEffect(self)
                effect.setSource(QUrl.fromLocalFile(str(path)))
                found[name] = effect
        return found


def _has_sound_server() -> bool:
    """On Linux a sound server must be there; asking the library where none is only fills the log with its complaints."""
    if not sys.platform.startswith("linux"):
        return True
    run = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"))
    return "PULSE_SERVER" in os.environ or any(
        (run / name).exists() for name in ("pulse/native", "pipewire-0")
    )
