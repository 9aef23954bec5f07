"""What has to leave this computer (rules.md 8.2): one line on the first page, and the list behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.i18n import tr
from app.ui.theme import Space, Type
from app.ui.widgets import FitScroll, Notice, Sheet, State, Toast, WrapLabel

if TYPE_CHECKING:
    from app.services.retention import Stay
    from app.ui.window import DeskWindow

_MOST = 50
"""Meetings looked at in one go; each is folded in a job of its own, so that a click in between is not kept waiting."""


class Tidying(Notice):
    """The line; hidden while nothing is due.

    Signals:
        tidied: meetings were taken off this computer.
        failed: the error that stopped it.
    """

    tidied = Signal()
    failed = Signal(object)

    def __init__(self, window: DeskWindow, page: QWidget) -> None:
        super().__init__("", State.ATTENTION, parent=page)
        self._window, self._page = window, page
        self._due: list[Stay] = []
        self._left = 0
        self.acted.connect(self._show)
        self.hide()

    def look(self) -> None:
        """Ask what is due; the ledger is open."""
        opened, days = self._window.opened, self._days()
        if opened is not None and not self._window.closing:
            self._due = []
            self._window.lane.submit(lambda: opened.past_keeping(days), self._ask, owner=self)

    def _days(self) -> int:
        return self._window.settings.keep_days

    def _ask(self, meetings: tuple[str, ...]) -> None:
        opened, days = self._window.opened, self._days()
        self.setVisible(False)
        if opened is None:
            return
        for meeting in meetings[:_MOST]:
            self._window.lane.submit(partial(opened.stay, meeting, days), self._take, owner=self)

    def _take(self, found: Stay) -> None:
        if found.reasons:
            return
        self._due.append(found)
        text = tr(
            "{n} meetings are past their keeping time ({days} days after the receipt): "
            "their data has to leave this computer."
        ).format(n=len(self._due), days=self._days())
        self.set_notice(text, State.ATTENTION, action=tr("Look at them..."))
        self.show()

    def _show(self) -> None:
        sheet = TidySheet(self._page, self._due)
        sheet.accepted.connect(self._erase)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def _erase(self) -> None:
        opened, days, due = self._window.opened, self._days(), list(self._due)
        if opened is None:
            return
        self.hide()

        def work() -> int:
            for one in due:
                opened.erase(one.meeting, days)
            return len(due)

        self._window.lane.submit(work, self._erased, self._failed, owner=self)

    def _erased(self, n: int) -> None:
        Toast.on(self._window).say(tr("{n} meetings were removed from this computer.").format(n=n))
        self.tidied.emit()
        self.look()

    def _failed(self, error: Exception) -> None:
        from app.services.retention import NotDue

        self.tidied.emit()
        self.look()
        if not isinstance(error, NotDue):  # something came in between: the line says what is still due
            self.failed.emit(error)


class TidySheet(Sheet):
    """Which meetings, and what stays. Nothing is done before the red button."""

    def __init__(self, parent: QWidget, due: Sequence[Stay]) -> None:
        sub = tr(
            "The central node has all of it. Records, signatures, photos and papers of these meetings are deleted here "
            "and cannot be brought back; the node's receipt stays."
        )
        super().__init__(
            parent, tr("Remove from this computer"), sub, primary=tr("Remove them"), danger=True, width=640
        )
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        for one in due:
            day = one.due.isoformat() if one.due else ""
            column.addWidget(WrapLabel(one.title, Type.BASE, bold=True))
            line = tr("meeting {id}, keeping time over on {day}").format(id=one.meeting, day=day)
            column.addWidget(WrapLabel(line, Type.SMALL, ink="ink2"))
        self.body.addWidget(FitScroll(inside, least=120), 1)
        self.cancel.setDefault(True)  # Enter deletes nothing
