"""Who stands at the door of this computer: the secretary, or one of those the roster names to scan (4.3-3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.i18n import tr
from app.ui.theme import Tone
from app.ui.widgets import Segment, Segments, Sheet

if TYPE_CHECKING:
    from app.models.entry import By
    from app.models.meeting import Meeting

_SECRETARY = "-"


class KeeperSheet(Sheet):
    """Asks once when the kiosk opens.

    Signals:
        chosen: the person id of a scanner, "" for the secretary.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget, m: Meeting, keepers: Sequence[str], secretary: By) -> None:
        super().__init__(
            parent,
            tr("Who stands at the door"),
            tr("Check-ins at this door are recorded under this name."),
            primary=tr("Open the door"),
        )
        first = Segment(_SECRETARY, tr("The secretary, {name}").format(name=secretary.name), Tone.BRAND)
        self.who = Segments([first, *(Segment(p, m.name(p), Tone.BRAND) for p in keepers)])
        self.who.set_key(_SECRETARY)
        self.who.setAccessibleName(tr("Who stands at the door"))
        self.body.addWidget(self.who)
        self.accepted.connect(self._say)

    def _say(self) -> None:
        key = self.who.key()
        self.chosen.emit("" if key == _SECRETARY else key)
