"""What is due in the meetings of the last weeks: folded one by one while nobody waits, kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from app.services.agenda import MeetingHead
    from app.ui.lane import Lane
    from app.ui.shell.due import Due
    from app.ui.start import Opened

BEFORE, AFTER = timedelta(days=45), timedelta(days=14)
"""Meetings that were held this long ago, or will be held this soon."""
MOST = 120
"""So many at most: a home with a thousand meetings stays quick."""
_PAUSE_MS = 30
_LATER_MS = 400
"""The meetings of today and the rows in sight are folded first."""


@dataclass(frozen=True, slots=True)
class DueMeeting:
    """A meeting and the most urgent of its deadlines."""

    head: MeetingHead
    due: Due


def near(heads: list[MeetingHead], now: datetime) -> list[MeetingHead]:
    """The meetings worth a look, the nearest first."""
    found = [h for h in heads if not h.void and now - BEFORE <= h.start <= now + AFTER]
    return sorted(found, key=lambda h: abs((h.start - now).total_seconds()))[:MOST]


class Sweep(QObject):
    """Folds meetings one after the other on the lane; a click in between is not kept waiting.

    Signals:
        found: what is pressing so far (``DueMeeting``), the most urgent first.
        done: every meeting was looked at.
    """

    found = Signal(object)
    done = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._next)
        self._waiting: list[MeetingHead] = []
        self._pressing: dict[str, DueMeeting] = {}
        self._begun = 0
        self._lane: Lane | None = None
        self._look: Callable[[str], Due | None] | None = None
        self._may: Callable[[], bool] = lambda: True

    def begin(
        self,
        opened: Opened,
        lane: Lane,
        heads: list[MeetingHead],
        now: datetime,
        may: Callable[[], bool] = lambda: True,
    ) -> None:
        """Look at these meetings while ``may()`` holds (the window is not closing); an earlier sweep is forgotten."""
        self._begun += 1
        self._may = may
        self._waiting, self._pressing = near(heads, now), {}
        self._lane, self._look = lane, partial(due_of, opened)
        self._timer.start(_LATER_MS)
        self._timer.start()

    def _next(self) -> None:
        if not self._waiting or self._lane is None or self._look is None or not self._may():
            self.done.emit()
            return
        head = self._waiting.pop(0)
        self._lane.submit(
            partial(self._look, head.meeting),
            partial(self._came, self._begun, head),
            partial(self._failed, self._begun),
            owner=self,
        )

    def _came(self, begun: int, head: MeetingHead, due: Due | None) -> None:
        if begun != self._begun:
            return
        if due is not None:
            self._pressing[head.meeting] = DueMeeting(head, due)
            order = sorted(self._pressing.values(), key=lambda x: (x.due.rank, x.due.end))
            self.found.emit(tuple(order))
        self._timer.start(_PAUSE_MS)
        self._timer.start()

    def _failed(self, begun: int, _error: Exception) -> None:
        """A meeting that cannot be read says so when it is opened; the others are looked at."""
        if begun == self._begun:
            self._timer.start(_PAUSE_MS)


def due_of(opened: Opened, meeting: str) -> Due | None:
    """The deadline of a meeting that needs somebody now: overdue, past its target, today, or to be checked by hand."""
    from app.ui.shell.due import most_urgent
    from app.ui.widgets.marks import State

    desk = opened.desk()
    case = desk.case(meeting, desk.ledger.entries(meeting), desk.ledger.blob)
    due = most_urgent(case) if case is not None else None
    return due if due is not None and due.state is not State.NOTE else None
