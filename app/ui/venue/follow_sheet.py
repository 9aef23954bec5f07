"""On a scanning computer: how the exchange with the primary stands, and what to do when it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.ui.i18n import tr
from app.ui.venue.parts import ago
from app.ui.widgets import Button, Kind, Notice, Sheet, State

if TYPE_CHECKING:
    from app.services.venue.worker import VenueStatus
    from app.ui.host import DeskHost
    from app.ui.venue.hallway import Hallway, Seen

_LOOK_MS = 1500


class FollowSheet(Sheet):
    """The state in a sentence, when both were last in step, and the ways: try now, scan again, USB."""

    def __init__(self, host: DeskHost, hallway: Hallway) -> None:
        sub = tr(
            "This computer checks people in and out. The primary opens, proposes and seals; it gets everything from here."
        )
        super().__init__(host.window, tr("Exchange with the primary"), sub, primary=tr("Finished"), width=620)
        self.host, self.hallway = host, hallway
        self.told = Notice(tr("Looking..."), State.WAITING)
        self.body.addWidget(self.told)
        self.cancel.setText(tr("Try now"))
        self.cancel.clicked.disconnect()
        self.cancel.clicked.connect(self._try)
        self.again = Button(tr("Scan the join code again..."), Kind.SECONDARY)
        self.again.clicked.connect(self._again)
        self.carry = Button(tr("By USB file..."), Kind.SECONDARY)
        self.carry.clicked.connect(self._carry)
        self.add_foot(self.carry)
        self.add_foot(self.again)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def look(self) -> None:
        """See how it stands."""
        self.hallway.look(self.host.store.meeting, self._take, self)

    def _take(self, seen: Seen) -> None:
        text, state = follow_words(seen.status)
        if text != self.told.text():
            self.told.set_notice(text, state)
            self.refit()

    def _try(self) -> None:
        self.hallway.ask(lambda hall: hall.wake(), lambda _none: self.look(), None, self)

    def _again(self) -> None:
        from app.ui.venue.join_sheet import JoinSheet

        sheet = JoinSheet(self.host.window, self.hallway)
        sheet.joined.connect(lambda _meeting: self.host.store.refresh())
        self.host.open_sheet(sheet)

    def _carry(self) -> None:
        from app.ui.venue.carry_sheet import CarrySheet

        self.host.open_sheet(CarrySheet(self.host, self.hallway))


def follow_words(status: VenueStatus | None) -> tuple[str, State]:
    """The sentence and its state."""
    from app.services.venue.words import sentence

    if status is None:
        text = tr(
            "This computer has not joined the primary over the network. Scan its join code, or use a USB file."
        )
        return text, State.NOTE
    if status.state == "idle":
        return tr("In step with the primary."), State.PRESENT
    if status.state == "exchanging":
        return tr("Looking for the primary..."), State.WAITING
    said = sentence(status.message_code, status.details)
    if status.last_ok is not None:
        said = tr("{said} Last in step: {when}.").format(said=said, when=ago(status.last_ok))
    return said, State.WARNING if status.state == "away" else State.BLOCK
