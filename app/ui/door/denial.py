"""It is not he: what was seen, in one press or a few words (EC-05). Nobody is accused; what was seen is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.i18n import tr
from app.ui.widgets import Button, Kind, Sheet, TextField

if TYPE_CHECKING:
    from app.ui.door.controller import Door
    from app.ui.door.visit import Visit

_LONGEST = 150


class DenialSheet(Sheet):
    """Asks what does not match; the door gets the words. Of an e-certificate of another person they are there already."""

    def __init__(self, parent: QWidget, visit: Visit, door: Door) -> None:
        title, sub = tr("This is not {name}: what does not match?"), _badge_stays()
        if visit.whose:
            title, sub = tr("Suspected substitution: {name}"), _compare_both()
        super().__init__(
            parent,
            title.format(name=visit.name),
            sub,
            primary=tr("Record it"),
            danger=True,
            width=560,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._visit, self._door = visit, door
        self.text = TextField("", tr("or in your own words"), longest=_LONGEST)
        self.usual = [
            Button(words, Kind.SECONDARY) for words in (_evidence(visit) if visit.whose else _usual())
        ]
        for button in self.usual:
            button.clicked.connect(lambda _=False, b=button: self.text.setText(b.accessibleName()))
            button.setAccessibleName(button.text())
            self.body.addWidget(button)
        self.body.addWidget(self.text)
        self.text.setAccessibleName(tr("What does not match"))
        self.text.textChanged.connect(self._renew)
        if visit.whose:
            self.text.setText(self.usual[0].text())
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
            self._door.deny(self.text.text().strip(), self._visit)


def _badge_stays() -> str:
    return tr("The badge stays here. It is recorded as a suspected substitution; the owner decides about it.")


def _compare_both() -> str:
    return tr(
        "Compare the identity documents of both people first. If the certificate is really his and the other one was "
        "recorded by mistake, cancel, and the secretary takes that record back. The owner decides about a suspicion."
    )


def _usual() -> tuple[str, ...]:
    return (
        tr("The face does not match the photo"),
        tr("The last four of the document do not match"),
        tr("He says that he comes for somebody else"),
        tr("Somebody else is in already with this badge"),
    )


def _evidence(visit: Visit) -> tuple[str, ...]:
    shown = tr("Showed an e-certificate that was recorded for {other} before").format(other=visit.other)
    return (shown, tr("The name on the certificate is not his"))
