"""Chips for the people identified a short while ago: who, when, and a way to end it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.host_identity import Identities
from app.ui.i18n import tr
from app.ui.shell.moments import clock_text
from app.ui.theme import Space, Tone
from app.ui.widgets import ChipButton, State

_MOST = 1


class IdentityChips(QWidget):
    """The newest identification as a chip; pressing it ends it."""

    def __init__(self, identities: Identities, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._identities = identities
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Space.S)
        self.chips: dict[str, ChipButton] = {}
        identities.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.chips.clear()
        for known in self._identities.all()[-_MOST:]:
            words = tr("{name} checked {time} - end").format(name=known.name, time=clock_text(known.at))
            chip = ChipButton(words, Tone.PRESENT, state=State.PRESENT)
            chip.clicked.connect(lambda _=False, person=known.person: self._identities.end(person))
            self.chips[known.person] = chip
            self._row.addWidget(chip)
        self.setVisible(bool(self.chips))
