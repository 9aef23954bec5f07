"""Four short sounds: in, already in, stop, look here. Also understood with closed eyes; the multimedia library comes late."""

from __future__ import annotations

from importlib import resources
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
