"""A row of the people to print for: a tick, the name, below it post and unit."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui import theme
from app.ui.theme import Radius, Space, Tone, Type
from app.ui.widgets import paint_icon, rounded

NAME = Qt.ItemDataRole.UserRole + 1
SECOND = Qt.ItemDataRole.UserRole + 2
LACKING = Qt.ItemDataRole.UserRole + 3
HEIGHT = 56
_BOX = 22


class RowDelegate(QStyledItemDelegate):
    """Paints what ``NAME``, ``SECOND`` (post, unit), ``LACKING`` (no badge) and the check state say."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """A finger's height and more."""
        return QSize(option.rect.width(), HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the row."""
        p = theme.palette()
        row = QRectF(option.rect)
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            rounded(painter, row.adjusted(2, 2, -2, -2), Radius.SMALL, p.brand_soft)
        self._tick(painter, row, on=index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value)
        left = row.left() + Space.M + _BOX + Space.M
        width = row.right() - Space.M - left
        lacking = str(index.data(LACKING) or "")
        beside = self._lacking(painter, row, lacking) if lacking else 0.0
        upper = QRectF(left, row.top() + 8, width - beside, 22)
        _line(painter, upper, str(index.data(NAME)), Type.NAME, p.ink, bold=True)
        lower = QRectF(left, row.top() + 30, width, 18)
        _line(painter, lower, str(index.data(SECOND)), Type.SMALL, p.ink2)
        painter.restore()

    def _tick(self, painter: QPainter, row: QRectF, *, on: bool) -> None:
        p = theme.palette()
        box = QRectF(row.left() + Space.M, row.center().y() - _BOX / 2, _BOX, _BOX)
        rounded(painter, box, 6, p.brand if on else p.card, p.brand if on else p.edge, width=1.6)
        if on:
            paint_icon(painter, box.adjusted(3, 3, -3, -3), "tick", p.on_brand)

    def _lacking(self, painter: QPainter, row: QRectF, text: str) -> float:
        """The word that there is no badge, at the right; return the room it takes."""
        p = theme.palette()
        room = QFontMetricsF(theme.font(Type.SMALL)).horizontalAdvance(text) + 2 * Space.S
        pill = QRectF(row.right() - Space.M - room, row.top() + 8, room, 22)
        rounded(painter, pill, 11, p.soft(Tone.WARNING))
        painter.setFont(theme.font(Type.SMALL))
        painter.setPen(QColor(p.warning))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        return room + Space.S


def _line(painter: QPainter, box: QRectF, text: str, size: int, colour: str, *, bold: bool = False) -> None:
    face = theme.font(size, bold=bold)
    painter.setFont(face)
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
