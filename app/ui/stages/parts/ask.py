"""A sheet that sends one request to the desk and stays until it is granted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.i18n import tr
from app.ui.theme import Space
from app.ui.widgets import FitScroll, Notice, Sheet, State

if TYPE_CHECKING:
    from msgspec import Struct

    from app.models.entry import By
    from app.services.desk.desk import View
    from app.services.desk.refusal import Refusal
    from app.ui.stages.base import Host


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

    While the request is on its way the button says so; a refusal is shown inside, next to what was typed, and nothing
    typed is lost; when it is granted the sheet closes and ``then`` runs.
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
        host.store.refused.connect(self._refused)
        host.store.failed.connect(self._failed)

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
        self.host.ask(request, by, self._granted)

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

    def _refused(self, request: object, said: Refusal) -> None:
        if request is not self._sent or self._sent is None:
            return
        sentence = self.host.words.refusal(said)
        self._show_problem(f"{sentence.text}{sentence.next}", sentence.clause)

    def _failed(self, _error: object) -> None:
        if self._sent is not None:
            self._show_problem(tr("It could not be written. Nothing typed is lost; please try again."))

    def _show_problem(self, text: str, clause: str = "") -> None:
        self._sent = None
        self.primary.set_busy("")
        self.problem.set_notice(text, State.BLOCK, clause=clause)
        self.problem.show()
        self.refit()
