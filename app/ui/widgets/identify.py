"""Who is this? Choose the person, compare the last four of the document, look at the face."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Type
from app.ui.widgets.dialog import Sheet
from app.ui.widgets.forms import FormRow, TextField, Tick

_ONE_LINE = 56
_FOUR = r"[0-9]{0,3}[0-9Xx]?"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be meant; `search` holds further words to find them by (拼音, unit)."""

    key: str
    name: str
    second: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class Identified:
    """What the dialog returns: whom, the four characters typed, and that the face was compared."""

    key: str
    last_four: str
    face_compared: bool


class IdentifyDialog(Sheet):
    """Choose a person, type the last four of the identity document, tick that the face was compared.

    It decides nothing: `identified()` returns what was entered, the verb judges it. With one
    candidate there is nothing to choose; with a `query` the list is filtered at once.
    """

    def __init__(
        self,
        parent: QWidget | None,
        candidates: Iterable[Candidate],
        *,
        query: str = "",
        title: str = "",
        primary: str = "",
    ) -> None:
        super().__init__(
            parent,
            title or tr("Check the identity"),
            tr("Without a badge: compare the document with the person in front of you."),
            primary=primary or tr("Identity is right"),
        )
        self._candidates = list(candidates)
        self.search = TextField(query, tr("Name, initials or unit"))
        self.people = QListWidget()
        self.people.setFont(theme.font(Type.BASE))
        self.people.setFixedHeight(150)
        self.people.setAccessibleName(tr("People of this meeting"))
        self.four = TextField("", tr("last four of the document"), longest=4)
        self.four.setValidator(QRegularExpressionValidator(QRegularExpression(_FOUR), self.four))
        self.four.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.four.setFont(theme.figures(Type.CLOCK))
        self.tick = Tick(tr("I have compared the person with the photo of the document"))
        who = FormRow(tr("Who is it?"), self.search, required=True)
        self.body.addWidget(who)
        self.body.addWidget(self.people)
        if len(self._candidates) == 1:  # nothing to choose: begin at the digits
            who.hide()
            self.people.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.people.setFixedHeight(_ONE_LINE)
        self.body.addWidget(FormRow(tr("Last four of the identity document"), self.four, required=True))
        self.body.addWidget(self.tick)
        self.search.textChanged.connect(self._filter)
        self.people.currentItemChanged.connect(self._renew)
        self.four.textChanged.connect(self._renew)
        self.tick.toggled.connect(self._renew)
        self._filter(query)

    def identified(self) -> Identified:
        """Return what was entered; meaningful after `accepted`."""
        item = self.people.currentItem()
        # the stub says an item is always there; an empty list has none
        key = str(item.data(Qt.ItemDataRole.UserRole)) if self.people.currentRow() >= 0 else ""
        return Identified(key, self.four.text().upper(), self.tick.isChecked())

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        self.people.clear()
        for person in self._candidates:
            hay = f"{person.name} {person.second} {person.search}".casefold()
            if all(word in hay for word in words):
                item = QListWidgetItem(f"{person.name}   {person.second}".rstrip())
                item.setData(Qt.ItemDataRole.UserRole, person.key)
                self.people.addItem(item)
        if self.people.count() == 1:
            self.people.setCurrentRow(0)
        self._renew()

    def _renew(self) -> None:
        data = self.identified()
        reason = ""
        if not data.key:
            reason = tr("Choose the person first.")
        elif len(data.last_four) < 4:  # noqa: PLR2004 - the last four characters
            reason = tr("Type the last four of the document.")
        elif not data.face_compared:
            reason = tr("Compare the face with the photo and tick it.")
        self.primary.set_blocked(reason)

    def accept(self) -> None:
        """Only with all three."""
        if not self.primary.reason():
            super().accept()
