"""What is due, across all meetings, on the home page: the most urgent two, each with its way in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.home.sweep import DueMeeting
from app.ui.i18n import tr
from app.ui.shell.moments import day_text
from app.ui.theme import Space, Type
from app.ui.widgets import Button, Kind, StateMark, TitledCard, WrapLabel

_SHOWN = 2


class DueRow(QWidget):
    """One meeting: its mark, what is due, of which meeting, and a button.

    Signals:
        opened: the meeting's id.
    """

    opened = Signal(str)

    def __init__(self, item: DueMeeting) -> None:
        super().__init__()
        self.item = item
        due, head = item.due, item.head
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(WrapLabel(f"{due.title} · {due.text}", Type.BASE, bold=True))
        words.addWidget(WrapLabel(f"{day_text(head.start)} {head.title}", Type.SMALL, ink="ink2"))
        self.button = Button(tr("Go and do it"), Kind.SECONDARY)
        self.button.setAccessibleName(f"{due.title} {head.title}")
        self.button.clicked.connect(lambda: self.opened.emit(head.meeting))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(StateMark(due.state, 26))
        row.addLayout(words, 1)
        row.addWidget(self.button)


class DueStrip(TitledCard):
    """Hidden while nothing is pressing.

    Signals:
        opened: id of the meeting whose button was pressed.
    """

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("Due"))
        self.rows: list[DueRow] = []
        self.hide()

    def show_due(self, items: tuple[DueMeeting, ...]) -> None:
        """Draw the most urgent; how many more there are stands beside the title."""
        for row in self.rows:
            self.box.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [DueRow(item) for item in items[:_SHOWN]]
        for row in self.rows:
            row.opened.connect(self.opened)
            self.add(row)
        more = len(items) - len(self.rows)
        self.side.setText(tr("{n} more meetings").format(n=more) if more else "")
        self.setVisible(bool(items))
