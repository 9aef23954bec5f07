"""The history of the door: every scan, refusals included; found by name, unit or word; taken back with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.models import facts as f
from app.models.badge import Outcome
from app.models.fold.undo import undoable
from app.models.papers import doorlog
from app.models.papers.doorlog import DoorRow, door_log
from app.models.papers.head import clock
from app.services.names import Card, NameIndex
from app.ui import theme
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.theme import Size, Space, Tone, Type
from app.ui.widgets import Button, Kind, SearchBox, State, WrapLabel
from app.ui.widgets.marks import paint_mark

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

Guard = Callable[[Callable[[], object]], object]
_ROW = 60
_MOST = 400
_MARKS = {
    doorlog.IN: State.PRESENT,
    doorlog.OUT: State.NOTE,
    doorlog.ROLLED: State.PRESENT,
    doorlog.VISITOR: State.PRESENT,
    doorlog.TURNED: State.BLOCK,
    doorlog.SUSPECTED: State.WARNING,
    doorlog.REISSUED: State.NOTE,
    doorlog.REVOKED: State.BLOCK,
    doorlog.CERTIFICATE: State.NOTE,
}


def what(row: DoorRow) -> str:
    """A line in one word or two."""
    from app.services.badges.words import title_of

    if row.kind == doorlog.TURNED and row.outcome == Outcome.ALREADY_IN:
        return tr("scanned again")  # beside the check-in itself: not to be taken for it
    if row.kind == doorlog.TURNED:
        return title_of(row.outcome)
    words = {
        doorlog.IN: tr("checked in"),
        doorlog.OUT: tr("checked out"),
        doorlog.ROLLED: tr("roll called"),
        doorlog.VISITOR: tr("visitor in"),
        doorlog.SUSPECTED: tr("suspected substitution"),
        doorlog.REISSUED: tr("badge made again"),
        doorlog.REVOKED: tr("badges revoked"),
        doorlog.CERTIFICATE: tr("e-certificate"),
    }
    return words[row.kind]


def way_words(way: str) -> str:
    """How a code was read."""
    words = {
        "camera": tr("camera"),
        "scanner": tr("hand scanner"),
        "picture": tr("picture"),
        "typed": tr("typed"),
    }
    return words.get(way, tr("by hand"))


class _Rows(QAbstractListModel):
    """The lines, as a list of any length shows them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[DoorRow, ...] = ()

    def set_rows(self, rows: tuple[DoorRow, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        del parent
        return len(self.rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        row = self.rows[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return " ".join(x for x in (clock(row.at, day=False), row.name, what(row), row.note) if x)
        return row if role == Qt.ItemDataRole.UserRole else None


class _Line(QStyledItemDelegate):
    """Paints a line: mark, time, name and unit, what happened, by which way."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: DoorRow = index.data(Qt.ItemDataRole.UserRole)
        colours = theme.palette()
        box: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, QColor(colours.brand_soft if chosen else colours.card))
        mark = QRect(box.left() + 12, box.center().y() - 11, 22, 22)
        refused = row.kind == doorlog.TURNED and row.outcome != Outcome.ALREADY_IN
        state = _MARKS[row.kind] if refused or row.kind != doorlog.TURNED else State.NOTE
        paint_mark(painter, mark.toRectF(), State.MISSING if row.undone else state)
        ink, soft = QColor(colours.ink), QColor(colours.ink2)
        left, middle = box.adjusted(48, 8, 0, 0), box.width() // 2
        painter.setPen(soft)
        painter.setFont(theme.figures(Type.BASE))
        painter.drawText(
            left, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, clock(row.at, day=False)
        )
        painter.setPen(ink)
        painter.setFont(theme.font(Type.NAME, bold=True))
        self._cut(painter, left.adjusted(64, 0, -middle + 20, 0), row.name or tr("nobody known"))
        painter.setPen(soft)
        painter.setFont(theme.font(Type.SMALL))
        self._cut(painter, left.adjusted(64, 25, -middle + 20, 0), row.unit or row.note)
        right = box.adjusted(middle + 10, 8, -12, 0)
        painter.setPen(QColor(colours.strong(Tone.BLOCK)) if refused else ink)
        painter.setFont(theme.font(Type.BASE, bold=True))
        said = what(row) + (tr(" (taken back)") if row.undone else "")
        self._cut(painter, right, said)
        painter.setPen(soft)
        painter.setFont(theme.font(Type.SMALL))
        self._cut(
            painter, right.adjusted(0, 25, 0, 0), f"{way_words(row.way)} · {row.by} · {row.note}".rstrip(" ·")
        )

    @staticmethod
    def _cut(painter: QPainter, box: QRect, text: str) -> None:
        words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, words)


class HistorySheet(AskSheet):
    """All lines, newest first, live; the one chosen can be taken back by the secretary with a reason."""

    def __init__(self, host: Host, parent: QWidget, guard: Guard = lambda then: then()) -> None:
        """``guard`` lets only those pass who may take something back."""
        self._guard = guard
        super().__init__(
            host,
            parent,
            tr("History of the door"),
            tr("Every scan and every coming and going, refusals included. Nothing is deleted."),
            primary=tr("Close"),
            width=980,
        )
        self.cancel.hide()
        self.primary.setDefault(False)  # Enter searches; it does not close
        self.search = SearchBox(tr("Name, initials, unit or word"), "search")
        self.search.edited.connect(lambda _text: self._find())
        self.count = WrapLabel("", Type.SMALL, ink="ink2")
        self.model = _Rows()
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Line(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMinimumHeight(360)
        self.list.setAccessibleName(tr("History of the door"))
        self.undo = Button(tr("Take it back..."), Kind.SECONDARY, icon_name="undo")
        self.undo.clicked.connect(self._undo)
        self.undo.setMinimumHeight(Size.TOUCH)
        self.body.setSpacing(Space.S)
        self.body.addWidget(self.search)
        self.body.addWidget(self.count)
        self.body.addWidget(self.list, 1)
        self.add_foot(self.undo)
        self.first = self.search.field
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._renew())
        self._rows: tuple[DoorRow, ...] = ()
        host.store.changed.connect(self._viewed)
        self._viewed(view_of(host))

    def accept(self) -> None:
        """Close."""
        self.done(int(self.DialogCode.Accepted))

    def _viewed(self, view: View) -> None:
        self._rows = door_log(view.entries, view.m)
        self._find()

    def _find(self) -> None:
        found = _found(self._rows, self.search.text())
        self.model.set_rows(found[:_MOST])
        said = tr("{n} lines").format(n=len(found))
        self.count.setText(
            said if len(found) <= _MOST else said + tr(", the newest {n} shown").format(n=_MOST)
        )
        self._renew()

    def chosen(self) -> DoorRow | None:
        """The line that is marked."""
        rows = self.list.selectionModel().selectedIndexes()
        return self.model.rows[rows[0].row()] if rows else None

    def _renew(self) -> None:
        self.undo.set_blocked(self._why_not(self.chosen()))

    def _why_not(self, row: DoorRow | None) -> str:
        if row is None:
            return tr("Choose a line first.")
        view = view_of(self.host)
        entry = next((e for e in view.entries if e.hash == row.entry), None)
        if row.undone or entry is None or not undoable(entry.fact):
            return tr("This line cannot be taken back.")
        here = self.host.store.desk.ledger.device
        if here not in {view.m.primary, entry.body.device}:  # a slip of this door may be mended at this door
            return tr("Only the primary computer can take it back; ask the secretary.")
        return ""

    def _undo(self) -> None:
        row, host = self.chosen(), self.host
        if row is None or not self.undo.is_free():
            return

        def use(sheet: ReasonSheet, reason: str) -> None:
            sheet.send(f.FactUndone(target=row.entry, reason=reason), host.secretary())

        def ask() -> None:
            ReasonSheet(
                host,
                self,
                tr("Take back: {name}, {what}").format(name=row.name, what=what(row)),
                use,
                usual=(tr("Pressed by mistake"), tr("Another person was meant")),
                primary=tr("Take it back"),
            ).open()

        self._guard(ask)


def _found(rows: tuple[DoorRow, ...], text: str) -> tuple[DoorRow, ...]:
    """Lines of people who fit, and lines whose words contain the text."""
    text = text.strip()
    if not text:
        return rows
    cards = {
        row.person: Card(id=row.person, name=row.name, unit=row.unit, posts=()) for row in rows if row.person
    }
    fits = {hit.id for hit in NameIndex(tuple(cards.values())).search(text, len(cards) or 1)}
    return tuple(row for row in rows if row.person in fits or any(text in part for part in _words(row)))


def _words(row: DoorRow) -> Iterable[str]:
    return (what(row), row.note, way_words(row.way), row.by)
