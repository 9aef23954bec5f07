"""The other meetings: a list that stays quick with a thousand, folding only the rows in sight."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.models.beijing import BEIJING
from app.services.agenda import MeetingHead
from app.ui import theme
from app.ui.home.brief import Brief
from app.ui.home.stagewords import rough_word
from app.ui.i18n import tr
from app.ui.theme import Radius, Type
from app.ui.widgets import focus_ring, lay_out, paint_mark, rounded, tone_of

_HEIGHT = 60
_HEAD = Qt.ItemDataRole.UserRole
_BRIEF = Qt.ItemDataRole.UserRole + 1
_SETTLE_MS = 120
Index = QModelIndex | QPersistentModelIndex


class MeetingModel(QAbstractListModel):
    """Rows of the list. Briefs come later, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self._heads: list[MeetingHead] = []
        self._briefs: dict[str, Brief] = {}
        self._row: dict[str, int] = {}
        self._texts: list[str] = []

    def set_heads(self, heads: list[MeetingHead]) -> None:
        """Show these meetings; what was known of them is asked for again."""
        self.beginResetModel()
        self._heads = heads
        self._briefs.clear()
        self._row = {head.meeting: n for n, head in enumerate(heads)}
        self._texts = []
        self.endResetModel()

    def set_brief(self, meeting: str, brief: Brief) -> None:
        """A row was folded."""
        self._briefs[meeting] = brief
        if meeting in self._row:
            at = self.index(self._row[meeting])
            self.dataChanged.emit(at, at, [])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """How many."""
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The head, the brief, or the words for search and screen readers."""
        if not index.isValid():
            return None
        head = self._heads[index.row()]
        if role == _HEAD:
            return head
        if role == _BRIEF:
            return self._briefs.get(head.meeting)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row())
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._spoken(index.row())
        return None

    def _spoken(self, row: int) -> str:
        """The row as it is heard or pointed at: with its stage and what is due, once it was folded."""
        brief = self._briefs.get(self._heads[row].meeting)
        due = f" {brief.due.title} {brief.due.text}" if brief and brief.due else ""
        return f"{self._text(row)} {brief.word}{due}" if brief else self._text(row)

    def _text(self, row: int) -> str:
        """A search asks for all of them at every key: written out once."""
        if not self._texts:
            self._texts = [_line(head) for head in self._heads]
        return self._texts[row]


def _line(head: MeetingHead) -> str:
    day = head.start.astimezone(BEIJING).isoformat(" ", "minutes")[:16]
    return f"{day} {head.title} {head.project} {head.place} {head.meeting}"


class RowDelegate(QStyledItemDelegate):
    """Draws a row: day, title over project and place, stage with its shape."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """All rows alike: a thousand need no measuring."""
        return QSize(200, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        head: MeetingHead = index.data(_HEAD)
        brief: Brief | None = index.data(_BRIEF)
        p, box = theme.palette(), QRectF(option.rect).adjusted(0, 2, 0, -2)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or over:
            rounded(painter, box, Radius.CONTROL, p.brand_soft if chosen else p.well)
        local = head.start.astimezone(BEIJING)
        _write(painter, QRectF(box.left() + 12, box.top(), 110, 30), f"{local:%Y-%m-%d}", p.ink, figures=True)
        below = QRectF(box.left() + 12, box.top() + 26, 110, 26)
        _write(painter, below, f"{local:%H:%M}", p.ink2, size=Type.SMALL, figures=True)
        room = box.width() - 130 - 170
        title = QRectF(box.left() + 130, box.top(), room, 30)
        _write(painter, title, head.title, p.ink, bold=True)
        parts = " · ".join(part for part in (head.project, head.place, head.meeting) if part)
        _write(painter, QRectF(box.left() + 130, box.top() + 26, room, 26), parts, p.ink2, size=Type.SMALL)
        word, mark = (brief.word, brief.word_state) if brief else rough_word(head)
        spot = QRectF(box.right() - 156, box.center().y() - 9, 18, 18)
        paint_mark(painter, spot, mark, p.strong(tone_of(mark)), p.card)
        due = brief.due if brief else None
        text = QRectF(box.right() - 130, box.top(), 124, 30 if due else box.height())
        _write(painter, text, word, p.strong(tone_of(mark)), bold=True, size=Type.SMALL)
        if due is not None:
            below = QRectF(box.right() - 130, box.top() + 26, 124, 26)
            _write(painter, below, due.short, p.strong(tone_of(due.state)), size=Type.SMALL)
        if state & QStyle.StateFlag.State_HasFocus:
            focus_ring(painter, box, Radius.CONTROL)
        painter.restore()


def _write(  # noqa: PLR0913  a line of text has this many properties
    painter: QPainter,
    box: QRectF,
    text: str,
    colour: str,
    *,
    bold: bool = False,
    size: int = Type.BASE,
    figures: bool = False,
) -> None:
    face = theme.figures(size, bold=bold) if figures else theme.font(size, bold=bold)
    painter.setPen(QColor(colour))
    painter.save()
    painter.setClipRect(box)
    layout, height, widest = lay_out(text, face, 16_000)
    if widest > box.width():  # a row is one line; all of it is in the tooltip and on the meeting's page
        from PySide6.QtGui import QFontMetricsF

        text = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        layout, height, _ = lay_out(text, face, 16_000)
    layout.draw(painter, QPointF(box.left(), box.top() + (box.height() - height) / 2))
    painter.restore()


class MeetingList(QListView):
    """Search, arrows, Enter. Asks for the rows in sight only.

    Signals:
        chosen: a meeting was opened.
        wanted: ids of rows in sight nobody has folded yet.
    """

    chosen = Signal(str)
    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = MeetingModel()
        self._proxy = QSortFilterProxyModel(self)
        self._proxy.setSourceModel(self._source)
        self._proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._asked: set[str] = set()
        self.setModel(self._proxy)
        self.setItemDelegate(RowDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Other meetings"))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(lambda index: self.chosen.emit(index.data(_HEAD).meeting))
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(lambda _v: self._settle.start())

    def set_heads(self, heads: list[MeetingHead]) -> None:
        """Show these meetings."""
        self._asked.clear()
        self._source.set_heads(heads)
        self._settle.start()

    def set_brief(self, meeting: str, brief: Brief) -> None:
        """A row was folded."""
        self._source.set_brief(meeting, brief)

    def search(self, text: str) -> None:
        """Show only rows with this text."""
        self._proxy.setFilterFixedString(text.strip())
        self._settle.start()

    def ask_again(self) -> None:
        """Ask for the rows in sight once more: nobody could fold them when they were asked for first."""
        self._asked.clear()
        self._settle.start()

    def spoken(self, row: int) -> str:
        """What a row says to who hears it, "" if there is no such row."""
        index = self._proxy.index(row, 0)
        return str(index.data(Qt.ItemDataRole.AccessibleTextRole)) if index.isValid() else ""

    def shown_rows(self) -> int:
        """How many rows the search leaves."""
        return self._proxy.rowCount()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().data(_HEAD).meeting)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other rows are in sight."""
        super().resizeEvent(event)
        self._settle.start()

    def _ask(self) -> None:
        first = self.indexAt(self.viewport().rect().topLeft())
        row = first.row() if first.isValid() else 0
        last = min(row + self.viewport().height() // _HEIGHT + 1, self._proxy.rowCount() - 1)
        ids = [self._proxy.index(n, 0).data(_HEAD).meeting for n in range(row, last + 1)]
        fresh = [meeting for meeting in ids if meeting not in self._asked]
        self._asked.update(fresh)
        if fresh:
            self.wanted.emit(fresh)
