"""A number for the wall: who is here of those who are due."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Radius, Space, Type
from app.ui.widgets.labels import lay_out
from app.ui.widgets.marks import State, paint_mark
from app.ui.widgets.paint import rounded


class CountTile(QWidget):
    """A label, "6 / 7" large, and a mark that says whether it is complete without its colour."""

    def __init__(self, label: str, *, big: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._size = label, Type.WALL if big else 56
        self._here = self._due = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.set_count(0, 0)

    def set_count(self, here: int, due: int) -> None:
        """Show another count."""
        self._here, self._due = here, due
        spoken = tr("{title}: due {due}, here {here}, lacking {lacking}")
        lacking = max(0, due - here)
        self.setAccessibleName(spoken.format(title=self._label, due=due, here=here, lacking=lacking))
        self.updateGeometry()
        self.update()

    def _widths(self) -> tuple[float, float]:
        big = QFontMetricsF(theme.figures(self._size, bold=True)).horizontalAdvance(str(self._here))
        small = QFontMetricsF(theme.figures(self._size // 2, bold=True)).horizontalAdvance(f" / {self._due}")
        return big, small

    def sizeHint(self) -> QSize:
        """Room for label and number."""
        label = lay_out(self._label, theme.font(24), 4000)[2]
        width = max(label + 40, sum(self._widths())) + 2 * Space.XL
        return QSize(int(width) + 1, 40 + round(self._size * 1.25) + 2 * Space.L)

    def minimumSizeHint(self) -> QSize:
        """Never cut a number."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the tile."""
        colours, painter = theme.palette(), QPainter(self)
        rounded(painter, QRectF(self.rect()), Radius.CARD, colours.card, colours.line)
        full = self._here >= self._due
        paint_mark(
            painter, QRectF(self.width() - Space.L - 26, Space.L + 4, 26, 26),
            State.PRESENT if full else State.MISSING,
        )  # fmt: skip
        painter.setPen(QColor(colours.ink2))
        painter.setFont(theme.font(24))
        left, line = float(Space.XL), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(left, Space.L, self.width(), 36), line, self._label)
        big, small = self._widths()
        number = QRectF(left, Space.L + 36, big + 4, self._size * 1.25)
        painter.setPen(QColor(colours.present if full else colours.block))
        painter.setFont(theme.figures(self._size, bold=True))
        painter.drawText(number, line, str(self._here))
        painter.setPen(QColor(colours.ink2))
        painter.setFont(theme.figures(self._size // 2, bold=True))
        foot = QRectF(left + big, number.top() + self._size * 0.18, small + 4, number.height())
        painter.drawText(foot, line, f" / {self._due}")
