"""Rows one can add, change and remove, such as the points to be changed or the key nodes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Size, Space, Type
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.labels import WrapLabel
from app.ui.widgets.paint import rounded
from app.ui.widgets.states import EmptyState
from app.ui.widgets.surface import FitScroll

_NUMBER = 30


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and its width, in px (`width`) or as a share (`stretch`)."""

    title: str
    stretch: int = 1
    width: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its key comes back in signals; `locked` is why it cannot be changed."""

    key: str
    cells: tuple[str, ...]
    locked: str = ""


class _RowView(QWidget):
    """One row: number, cells that wrap, and its two buttons."""

    def __init__(self, number: int, row: Row, columns: tuple[Column, ...], owner: EditableList) -> None:
        super().__init__()
        self.shown = (number, row)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(Size.TOUCH + 4)
        self.setAccessibleName(f"{number}，" + "，".join(row.cells))
        line = QHBoxLayout(self)
        line.setContentsMargins(Space.M, 2, Space.XS, 2)
        line.setSpacing(Space.M)
        figure = WrapLabel(str(number), Type.BASE, ink="ink2")
        figure.setFixedWidth(_NUMBER)
        line.addWidget(figure)
        for column, text in zip(columns, row.cells, strict=True):
            cell = WrapLabel(text)
            if column.width:
                cell.setFixedWidth(column.width)
            line.addWidget(cell, column.stretch if not column.width else 0)
        edit = Button("", Kind.QUIET, icon_name="lock" if row.locked else "edit")
        edit.setAccessibleName(tr("Change row {number}").format(number=number))
        edit.clicked.connect(lambda: owner.edit_asked.emit(row.key))
        remove = Button("", Kind.QUIET, icon_name="remove")
        remove.setAccessibleName(tr("Remove row {number}").format(number=number))
        remove.clicked.connect(lambda: owner.remove_asked.emit(row.key))
        self.buttons = (edit, remove)
        pair = QHBoxLayout()
        pair.setSpacing(0)
        for button in self.buttons:
            button.set_blocked(row.locked)
            button.setFixedWidth(Size.TOUCH)
            pair.addWidget(button)
        line.addLayout(pair)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a thin line below."""
        painter = QPainter(self)
        painter.setPen(QColor(theme.palette().line))
        y = self.height() - 1
        painter.drawLine(0, y, self.width(), y)


class EditableList(QWidget):
    """A heading, rows and an add button. It holds no truth: it asks, and is given the rows again.

    Emits `add_asked()`, `edit_asked(key)`, `remove_asked(key)`.
    """

    add_asked = Signal()
    edit_asked = Signal(str)
    remove_asked = Signal(str)

    def __init__(
        self,
        columns: Iterable[Column],
        add_text: str = "",
        empty: str = "",
        empty_next: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._views: list[_RowView] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._head())
        inner = QWidget()
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.empty = EmptyState(empty or tr("Nothing here yet."), empty_next, small=True)
        self._rows.addWidget(self.empty)
        self._rows.addStretch(1)
        self._scroll = FitScroll(inner)
        column.addWidget(self._scroll, 1)
        self.add_button = Button(add_text or tr("Add a row"), Kind.QUIET, icon_name="plus")
        self.add_button.clicked.connect(self.add_asked)
        foot = QHBoxLayout()
        foot.setContentsMargins(Space.XS, 2, Space.XS, 2)
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        column.addLayout(foot)

    def _head(self) -> QWidget:
        head = QWidget()
        head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout(head)
        line.setContentsMargins(Space.M, Space.S, Space.XS, Space.S)
        line.setSpacing(Space.M)
        number = WrapLabel(tr("No."), Type.SMALL, ink="ink2")
        number.setFixedWidth(_NUMBER)
        line.addWidget(number)
        for column in self._columns:
            title = WrapLabel(column.title, Type.SMALL, ink="ink2", bold=True)
            if column.width:
                title.setFixedWidth(column.width)
            line.addWidget(title, column.stretch if not column.width else 0)
        line.addSpacing(2 * Size.TOUCH + Space.M)
        return head

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show these rows; a row that stays as it was, in its place, keeps its widgets."""
        wanted = list(enumerate(rows, 1))
        kept = {view.shown: view for view in self._views if view.shown in wanted}
        for view in self._views:
            if view.shown not in kept:
                self._rows.removeWidget(view)
                view.deleteLater()
        self._views = []
        for place in wanted:
            view = kept.get(place) or _RowView(*place, self._columns, self)
            if place not in kept:
                self._rows.insertWidget(len(self._views), view)
            self._views.append(view)
        self.empty.setVisible(not self._views)
        self._scroll.updateGeometry()

    def row_buttons(self, index: int) -> tuple[Button, Button]:
        """Return the buttons (change, remove) of a row."""
        return self._views[index].buttons

    def count(self) -> int:
        """How many rows are shown."""
        return len(self._views)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground and line."""
        p, painter = theme.palette(), QPainter(self)
        rounded(painter, QRectF(self.rect()), theme.Radius.CONTROL, p.card, p.line)
        painter.setPen(QColor(p.line))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        bottom = self._scroll.y() - 1
        painter.drawLine(1, bottom, self.width() - 2, bottom)
