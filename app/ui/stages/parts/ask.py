"""A sheet that sends one request to the desk and stays until it is granted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from app.services.desk.refusal import Refusal
from app.services.ledger.errors import LedgerError
from app.ui.i18n import tr
from app.ui.theme import Space
from app.ui.widgets import FitScroll, Notice, Sheet, State

if TYPE_CHECKING:
    from msgspec import Struct

    from app.models.entry import By
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

_MOST_SAID = 4
"""Findings told inside a sheet."""


def view_of(host: Host) -> View:
    """The view of the open meeting.

    Raises:
        LookupError: nothing has been read yet.

    """
    view = host.store.view
    if view is None:
        raise LookupError("no view yet")
    return view


class AskSheet(Sheet):
    """A sheet whose primary button asks the desk for something.

    While the request is on its way the button says so; a refusal is shown inside, next to what was typed, and only there
    as long as the sheet is in sight; nothing typed is lost; when it is granted the sheet closes and ``then`` runs.
    """

    def __init__(  # noqa: PLR0913  the parts of a sheet
        self,
        host: Host,
        parent: QWidget,
        title: str,
        sub: str = "",
        *,
        primary: str = "",
        danger: bool = False,
        width: int = 560,
    ) -> None:
        super().__init__(parent, title, sub, primary=primary, danger=danger, width=width)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.host = host
        self.over = parent
        self.first: QWidget | None = None
        self._sent: Struct | None = None
        self._then: Callable[[View], object] | None = None
        self.problem = Notice("", State.BLOCK)
        self.problem.hide()
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(column.count() - 2, self.problem)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the first thing to be filled in, whatever had the focus before."""
        super().showEvent(event)
        if self.first is not None:
            QTimer.singleShot(0, self.first, self.first.setFocus)

    def send(self, request: Struct, by: By, then: Callable[[View], object] | None = None) -> None:
        """Ask; close when granted, then run ``then`` with the new view."""
        self._sent, self._then = request, then
        self.problem.hide()
        self.primary.set_busy(tr("Writing it down"))
        self.host.ask(request, by, self._granted, self._denied)

    def send_to(
        self, meeting: str, request: Struct, by: By, then: Callable[[View], object] | None = None
    ) -> None:
        """Ask the same of another record than the open one (T32b)."""
        self._sent, self._then = request, then
        self.problem.hide()
        self.primary.set_busy(tr("Writing it down"))
        self.host.ask_of(meeting, request, by, self._granted)

    def scrolled(self, least: int = 200) -> QVBoxLayout:
        """Make the body scroll and return the layout inside; the sheet then takes the height it can get."""
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, Space.S, 0)
        box.setSpacing(Space.M)
        area = FitScroll(inner, least=least)
        self.body.addWidget(area, 1)
        return box

    def _granted(self, view: View) -> None:
        then, self._then = self._then, None
        self._sent = None
        self.primary.set_busy("")
        self.done(int(self.DialogCode.Accepted))
        if then:
            then(view)

    def _denied(self, error: Exception) -> bool:
        if not isValid(self) or not self.isVisible():
            return False
        if not isinstance(error, Refusal | LedgerError):
            self._show_problem(tr("It could not be written. Nothing typed is lost; please try again."))
            return False  # a mistake of ours: the window says so, and the log keeps it
        words = self.host.words
        said = words.refusal(error) if isinstance(error, Refusal) else words.error(error.code, error.details)
        found = error.findings if isinstance(error, Refusal) else ()
        each = [f"· {row.title}。{row.text}" for row in map(words.finding, found[:_MOST_SAID])]
        if len(found) > _MOST_SAID:
            each.append(tr("... {n} in all; the list beside the screen has every one.").format(n=len(found)))
        self._show_problem("\n".join((f"{said.text}{said.next}", *each)), said.clause)
        return True

    def _show_problem(self, text: str, clause: str = "") -> None:
        self._sent = None
        self.primary.set_busy("")
        self.problem.set_notice(text, State.BLOCK, clause=clause)
        self.problem.show()
        self.refit()
