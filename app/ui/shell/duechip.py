"""The most urgent deadline of the open meeting in the top bar; a press shows them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.i18n import tr
from app.ui.shell.due import Due, dues
from app.ui.theme import Space, Tone
from app.ui.widgets import ChipButton, FitScroll, Sheet, State, tone_of
from app.ui.widgets.dueline import DueLine

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.services.wording import Words


class DueChip(ChipButton):
    """Hidden while no deadline is open."""

    def __init__(self) -> None:
        super().__init__("")
        self.found: tuple[Due, ...] = ()
        self.hide()

    def show_view(self, view: View) -> None:
        """Draw the most urgent, and how many are open."""
        self.found = dues(view.case)
        waiting = [due for due in self.found if due.open]
        self.setVisible(bool(waiting))
        if not waiting:
            return
        first = waiting[0]
        text = tr("{what}: {left}").format(what=first.title, left=first.short)
        if len(text) > _LONGEST:
            text = tr("Deadline: {left}").format(left=first.short)
        if len(waiting) > 1 and len(text) <= _LONGEST:
            text = tr("{text}, {n} in all").format(text=text, n=len(waiting))
        calm = first.state is State.NOTE
        self.set_chip(text, Tone.NEUTRAL if calm else tone_of(first.state), None if calm else first.state)
        self.setAccessibleDescription(f"{first.title} {first.text}")


_LONGEST = 18
"""Characters; a longer line would push the title of the meeting together."""


class DueSheet(Sheet):
    """Every deadline with its clause."""

    def __init__(self, parent: QWidget, found: tuple[Due, ...], words: Words) -> None:
        sub = tr("All times are Beijing time. Nothing is called in time that cannot be computed.")
        super().__init__(parent, tr("Deadlines"), sub, primary=tr("Understood"), width=680)
        self.cancel.hide()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.S, 0)
        column.setSpacing(Space.S)
        self.lines = [DueLine(d.state, d.title, d.text, words.cite(d.clause), open_=d.open) for d in found]
        for line in self.lines:
            column.addWidget(line)
        self.body.addWidget(FitScroll(inside, least=200), 1)
