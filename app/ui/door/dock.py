"""The camera at the desk: a small picture in the corner of the window, over the board, put away with one press."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.ui.i18n import tr
from app.ui.scan.camera import CameraWay
from app.ui.scan.camera_view import CameraView
from app.ui.theme import Space
from app.ui.widgets import Button, Kind, Surface

_WIDE, _HIGH = 340, 330


class CameraDock(Surface):
    """Stands at the lower left of the window; follows when it is resized."""

    def __init__(self, way: CameraWay, shell: QWidget) -> None:
        super().__init__("card", shell, margin=Space.S)
        self.setAccessibleName(tr("Camera"))
        self.view = CameraView(way)
        self.away = Button(tr("Switch the camera off"), Kind.QUIET)
        self.add(self.view, 1)
        self.add(self.away)
        self._shell = shell
        shell.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner."""
        if watched is self._shell and event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        self.setGeometry(108, self._shell.height() - _HIGH - Space.L, _WIDE, _HIGH)
        self.raise_()
