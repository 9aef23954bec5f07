"""Which camera, mirrored or not, its light: a small menu on the preview."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.scan.camera_words import CameraState
from app.ui.theme import DARK, Radius, Size, Space, Type
from app.ui.widgets.icons import paint_icon
from app.ui.widgets.paint import focus_ring, rounded

if TYPE_CHECKING:
    from app.ui.scan.camera import CameraWay

_ICON = 20


class PanelButton(QPushButton):
    """A button upon the camera's picture: its own dark ground, at least 44 px each way."""

    def __init__(self, text: str, icon_name: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._icon = icon_name
        self.setFont(theme.font(Type.BASE, bold=True))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)

    def sizeHint(self) -> QSize:
        """Room for icon and word."""
        words = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        icon = _ICON + Space.S if self._icon else 0
        return QSize(max(Size.TOUCH, round(words) + icon + 2 * Space.L), Size.TOUCH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, icon and word."""
        painter = QPainter(self)
        box = QRectF(self.rect())
        ground = DARK.brand_soft if self.isDown() or self.underMouse() else DARK.card
        rounded(painter, box, Radius.CONTROL, ground, DARK.edge)
        left = float(Space.L)
        if self._icon:
            spot = QRectF(left, box.center().y() - _ICON / 2, _ICON, _ICON)
            paint_icon(painter, spot, self._icon, DARK.ink)
            left += _ICON + Space.S
        painter.setFont(self.font())
        painter.setPen(QColor(DARK.ink))
        painter.drawText(box.adjusted(left, 0, -Space.S, 0), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            focus_ring(painter, box, Radius.CONTROL, DARK.brand)


class CameraMenu(QMenu):
    """The choices. ``renew`` lists the cameras that are there now."""

    def __init__(self, way: CameraWay, parent: QWidget) -> None:
        super().__init__(tr("Camera"), parent)
        self._way = way
        self._lit = False
        self.setStyleSheet("QMenu::item { padding: 12px 20px; }")  # a finger's 44 px
        self.setAccessibleName(tr("Choose the camera, mirror the picture, light"))

    def renew(self) -> None:
        """Write the menu anew."""
        self.clear()
        way = self._way
        group = QActionGroup(self)
        cameras = way.cameras()
        for id_, name in cameras:
            entry = self._entry(name, ticked=id_ == way.running)
            group.addAction(entry)
            entry.triggered.connect(partial(self._choose, id_))
        if not cameras:
            self.addAction(tr("No camera found")).setEnabled(False)
        self.addSeparator()
        mirror = self._entry(tr("Mirror the picture"), ticked=way.mirrored)
        mirror.triggered.connect(way.set_mirrored)
        if way.has_torch():
            light = self._entry(tr("Light of the camera"), ticked=self._lit)
            light.triggered.connect(self._light)
        if way.state is not CameraState.OFF:
            self.addSeparator()
            self.addAction(tr("Switch the camera off")).triggered.connect(way.stop)

    def _entry(self, text: str, *, ticked: bool) -> QAction:
        entry = self.addAction(text.replace("&", "&&"))
        entry.setCheckable(True)
        entry.setChecked(ticked)
        return entry

    def _choose(self, camera: str, _ticked: bool = True) -> None:  # noqa: FBT001, FBT002 - Qt hands the tick on
        self._way.choose(camera)

    def _light(self, on: bool) -> None:  # noqa: FBT001 - Qt hands the tick on
        self._lit = on
        self._way.set_torch(on)
