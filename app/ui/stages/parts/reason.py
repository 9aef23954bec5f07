"""Sheets for the things that only need a reason, and the small text helpers of such sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet
from app.ui.theme import Space, Tone
from app.ui.widgets import ChipButton, FlowLayout, FormRow, TextArea

if TYPE_CHECKING:
    from app.ui.stages.base import Host


def suggestions(texts: Iterable[str], use: Callable[[str], object]) -> QWidget:
    """Usual sentences as chips; a press hands the sentence to ``use``."""
    row = QWidget()
    flow = FlowLayout(row, Space.S, 0)
    for text in texts:
        chip = ChipButton(text, Tone.BRAND)
        chip.clicked.connect(lambda _=False, said=text: use(said))
        flow.addWidget(chip)
    return row


class ReasonSheet(AskSheet):
    """Asks for a reason; ``done(sheet, reason)`` sends the request through ``sheet.send``."""

    def __init__(  # noqa: PLR0913  the parts of the sheet
        self,
        host: Host,
        parent: QWidget,
        title: str,
        done: Callable[[ReasonSheet, str], object],
        *,
        sub: str = "",
        label: str = "",
        usual: Iterable[str] = (),
        primary: str = "",
        danger: bool = False,
        needed: bool = True,
    ) -> None:
        super().__init__(host, parent, title, sub, primary=primary, danger=danger)
        self._use, self._needed = done, needed
        self.text = TextArea(least=2, longest=400)
        self.first = self.text
        self.body.addWidget(FormRow(label or tr("Reason"), self.text, required=needed))
        usual = tuple(usual)
        if usual:
            self.body.addWidget(suggestions(usual, self.text.setPlainText))
        self.text.textChanged.connect(self.renew)
        self.renew()

    def lack(self) -> str:
        """What is still lacking."""
        empty = self._needed and not self.text.toPlainText().strip()
        return tr("Please give the reason first.") if empty else ""

    def renew(self) -> None:
        """Block or free the primary button."""
        self.primary.set_blocked(self.lack())

    def accept(self) -> None:
        """Send with the reason."""
        if self.primary.is_free():
            self._use(self, self.text.toPlainText().strip())
