"""Buttons of the door: large, on a coloured ground, one of them the next step."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui import theme
from app.ui.theme import DOOR, Radius, Type
from app.ui.widgets.paint import blend, focus_ring, rounded

_HIGH = 64
_LOW = 48


class DoorButton(QAbstractButton):
    """White on the answer's ground; ``loud`` is filled. ``checkable`` ones are a choice (a post, sound on)."""

    def __init__(
        self, text: str, *, loud: bool = False, small: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.loud, self._small = loud, small
        self.look = "ready"
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def set_look(self, look: str) -> None:
        """Stand on the ground of another answer."""
        self.look = look
        self.update()

    def set_text(self, text: str) -> None:
        """Say something else."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def _face(self) -> int:
        return Type.BASE if self._small else 24

    def sizeHint(self) -> QSize:
        """Room for the words and a thumb."""
        metrics = QFontMetricsF(theme.font(self._face(), bold=True))
        side = 14 if self._small else 28
        tick = 26 if self.isCheckable() else 0
        width = int(metrics.horizontalAdvance(self.text())) + 2 * side + tick
        return QSize(max(width, _LOW if self._small else 120), _LOW if self._small else _HIGH)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, line, tick and words."""
        colours, painter = DOOR[self.look], QPainter(self)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        filled = self.loud or self.isChecked()
        if not self.isEnabled():
            ground, ink, line = blend(colours.ink, colours.ground, 0.12), colours.soft, ""
        elif filled:
            ground, ink, line = (
                (blend(colours.ground, colours.ink, 0.12) if self.isDown() else colours.ink),
                colours.ground,
                "",
            )
        else:
            ground = blend(colours.ink, colours.ground, 0.22 if self.isDown() or self.underMouse() else 0.08)
            ink, line = colours.ink, colours.soft
        rounded(painter, box, Radius.CARD, ground, line or None, width=1.4)
        painter.setPen(QColor(ink))
        painter.setFont(theme.font(self._face(), bold=True))
        words = f"✓ {self.text()}" if self.isCheckable() and self.isChecked() else self.text()
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(4, 4, -4, -4), Radius.CONTROL, ink)
