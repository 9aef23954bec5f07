"""Every deadline of the meeting with its countdown, the most urgent first (rules.md 0.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.i18n import tr
from app.ui.shell.due import Due, dues
from app.ui.widgets import TitledCard
from app.ui.widgets.dueline import DueLine

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host


class DeadlinesCard(TitledCard):
    """All of them; the window reads the meeting again every minute, so the countdown moves on by itself."""

    def __init__(self, host: Host) -> None:
        super().__init__(tr("Deadlines"), tr("Beijing time"))
        self.host = host
        self.lines: list[DueLine] = []
        self.found: tuple[Due, ...] = ()

    def show_view(self, view: View) -> None:
        """Draw the lines; the same lines are left alone."""
        found = dues(view.case)
        self.setVisible(bool(found))
        if found == self.found:
            return
        self.found = found
        for line in self.lines:
            self.box.removeWidget(line)
            line.hide()
            line.deleteLater()
        cite = self.host.words.cite
        self.lines = [DueLine(d.state, d.title, d.text, cite(d.clause), open_=d.open) for d in found]
        for line in self.lines:
            self.add(line)

    def line_of(self, key: str) -> DueLine | None:
        """The line that stands for a deadline, by its key."""
        found = zip(self.found, self.lines, strict=True)
        return next((line for due, line in found if key in due.keys), None)
