"""Who sits at the laptop, where the roster names several secretaries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.ui.i18n import tr
from app.ui.widgets import Segment, Segments, Sheet

if TYPE_CHECKING:
    from app.models.meeting import Meeting


class SeatSheet(Sheet):
    """Asked once when a meeting is opened; without an answer nothing is recorded under a wrong name."""

    def __init__(self, parent: QWidget, m: Meeting, people: Sequence[str]) -> None:
        super().__init__(
            parent,
            tr("Which secretary sits here?"),
            tr("What you record carries your name."),
            primary=tr("I am at this computer"),
        )
        self.cancel.hide()
        self.people = Segments([Segment(person, m.name(person)) for person in people])
        self.people.chosen.connect(lambda _key: self.primary.set_blocked(""))
        self.body.addWidget(self.people)
        self.primary.set_blocked(tr("Choose who you are first."))

    def reject(self) -> None:
        """Escape does not answer the question."""
