"""One meeting as the window knows it: an immutable view, and a way to ask for more facts off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.services.desk.refusal import Refusal
from app.ui.heard import Heard

if TYPE_CHECKING:
    from msgspec import Struct

    from app.models.entry import By
    from app.services.desk.desk import Desk, View
    from app.ui.lane import Lane


class MeetingStore(QObject):
    """Holds the newest view of one meeting. Everything that changes it goes through ``do``.

    Signals:
        changed: a new ``View`` is here (after every granted request, and after a refresh that found something new).
        refused: ``(request, Refusal)``: the rules said no, and who asked has not shown it himself.
        failed: an ``Exception`` of ours or of the disk, likewise.
        heard_changed: the background sync has heard something that is no fact.
        busy_changed: a request is on its way, or no longer.
    """

    changed = Signal(object)
    refused = Signal(object, object)
    failed = Signal(object)
    heard_changed = Signal()
    busy_changed = Signal(bool)

    def __init__(self, desk: Desk, lane: Lane, meeting: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.lane = lane
        self.meeting = meeting
        self.view: View | None = None
        self.heard = Heard()
        self._waiting = 0

    def hear(self, heard: Heard) -> None:
        """Take what the background sync has heard for this meeting."""
        if heard != self.heard:
            self.heard = heard
            self.heard_changed.emit()

    @property
    def busy(self) -> bool:
        """Is a request on its way?"""
        return self._waiting > 0

    def refresh(self) -> None:
        """Read the meeting again, e.g. after a sync or because time went by (C70, C67 depend on it)."""
        self._begin()
        self.lane.submit(lambda: self.desk.view(self.meeting), self._take, self._fail, owner=self)

    def do(
        self,
        request: Struct,
        by: By,
        then: Callable[[View], object] | None = None,
        no: Callable[[Exception], bool] | None = None,
    ) -> None:
        """Ask for a fact.

        On the GUI thread ``then`` runs with the new view if it was granted, else ``no`` with the error; what ``no`` says it
        has shown is not told to anybody else.
        """
        self._begin()

        def done(view: View) -> None:
            self._take(view)
            if then:
                then(view)

        def failed(error: Exception) -> None:
            self._end()
            shown = no is not None and no(error)
            if not isinstance(error, Refusal):
                if not shown:
                    self.failed.emit(error)
                return
            if not shown:
                self.refused.emit(request, error)
            if error.code.startswith("gate_"):
                self.refresh()

        self.lane.submit(lambda: self.desk.do(self.meeting, request, by), done, failed, owner=self)

    def do_in(
        self, meeting: str, request: Struct, by: By, then: Callable[[View], object] | None = None
    ) -> None:
        """Ask for facts of another record; the view of this one is left alone."""
        self._begin()

        def done(view: View) -> None:
            self._end()
            if then:
                then(view)

        def failed(error: Exception) -> None:
            self._end()
            if isinstance(error, Refusal):
                self.refused.emit(request, error)
            else:
                self.failed.emit(error)

        self.lane.submit(lambda: self.desk.do(meeting, request, by), done, failed, owner=self)

    def _begin(self) -> None:
        self._waiting += 1
        if self._waiting == 1:
            self.busy_changed.emit(True)  # noqa: FBT003  Qt signal

    def _end(self) -> None:
        self._waiting -= 1
        if self._waiting == 0:
            self.busy_changed.emit(False)  # noqa: FBT003  Qt signal

    def _take(self, view: View) -> None:
        self._end()
        self.view = view
        self.changed.emit(view)

    def _fail(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)
