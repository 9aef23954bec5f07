"""It is not he: what was seen, in one press or a few words (EC-05). Nobody is accused; what was seen is kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.i18n import tr
from app.ui.widgets import Button, Kind, Sheet, TextField

_LONGEST = 150


class DenialSheet(Sheet):
    """Asks what does not match; ``use`` gets the words."""

    def __init__(self, parent: QWidget, name: str, use: Callable[[str], object]) -> None:
        super().__init__(
            parent,
            tr("This is not {name}: what does not match?").format(name=name),
            tr(
                "The badge stays here. It is recorded as a suspected substitution; the owner decides about it."
            ),
            primary=tr("Record it"),
            danger=True,
            width=560,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._use = use
        self.text = TextField("", tr("or in your own words"), longest=_LONGEST)
        self.usual = [
            Button(words, Kind.SECONDARY)
            for words in (
                tr("The face does not match the photo"),
                tr("The last four of the document do not match"),
                tr("He says that he comes for somebody else"),
                tr("Somebody else is in already with this badge"),
            )
        ]
        for button in self.usual:
            button.clicked.connect(lambda _=False, b=button: self.text.setText(b.accessibleName()))
            button.setAccessibleName(button.text())
            self.body.addWidget(button)
        self.body.addWidget(self.text)
        self.text.setAccessibleName(tr("What does not match"))
        self.text.textChanged.connect(self._renew)
        self._renew()

    def _renew(self) -> None:
        for button in self.usual:  # which one was pressed is seen before it is recorded
            words = button.accessibleName()
            button.setText(f"✓ {words}" if words == self.text.text() else words)
        self.primary.set_blocked("" if self.text.text().strip() else tr("Say what does not match."))

    def accept(self) -> None:
        """Hand it on."""
        if self.primary.is_free():
            self.done(int(self.DialogCode.Accepted))
            self._use(self.text.text().strip())
