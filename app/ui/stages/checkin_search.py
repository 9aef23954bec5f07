"""Finding a person at the door: by name, 拼音 initials, unit or post; Enter takes the first (C31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.models.papers.head import KIND_ZH
from app.services.names import Card, NameIndex
from app.ui import theme
from app.ui.i18n import tr
from app.ui.stages.parts.people import hm, role_name, roles_of, roles_text, unit_name
from app.ui.theme import Size, Space, Tone, Type
from app.ui.widgets import ChipButton, SearchBox

if TYPE_CHECKING:
    from app.models.meeting import Meeting
    from app.ui.lane import Pool

_MOST = 8
_BADGE_LENGTH = 60
"""A badge token is longer than any name or unit people type."""


def cards_of(m: Meeting) -> tuple[Card, ...]:
    """Everybody on the roster and every visitor, as the search sees them."""
    kinds = {p.code: KIND_ZH[p.kind] for p in m.parties.values()}
    cards = [
        Card(
            id=person,
            name=who.name,
            unit=f"{unit_name(m, person)} {kinds.get(who.unit_code, '')}".strip(),
            posts=tuple(role_name(role) for role in roles_of(m, person)),
        )
        for person, who in m.people.items()
    ]
    cards += [Card(id=v.visitor, name=v.name, unit=v.unit, posts=(v.purpose,)) for v in m.visitors.values()]
    return tuple(cards)


class DoorSearch(SearchBox):
    """The box and, below it, who fits.

    Emits ``person_chosen(id)``, ``nobody_found(text)``, ``visitor_asked()``; ``code_typed(text)`` for what is too long to
    be a name; ``kiosk_asked()``, ``camera_asked()``, ``badges_asked()``.
    """

    person_chosen = Signal(str)
    nobody_found = Signal(str)
    visitor_asked = Signal()
    code_typed = Signal(str)
    kiosk_asked = Signal()
    badges_asked = Signal()
    camera_asked = Signal()

    def __init__(self, pool: Pool, parent: QWidget) -> None:
        super().__init__(tr("Scan a badge, or type a name, initials (e.g. czj), unit or post"), parent=parent)
        self._pool = pool
        self._cards: tuple[Card, ...] = ()
        self._index: NameIndex | None = None
        self._m: Meeting | None = None
        visitor = ChipButton(tr("Add a visitor"), Tone.BRAND)
        visitor.clicked.connect(self.visitor_asked)
        self.camera = ChipButton(tr("Camera"), Tone.BRAND)
        self.camera.clicked.connect(self.camera_asked)
        self.add_chip(self.camera)
        self.badges = ChipButton(tr("Badges"), Tone.BRAND)
        self.badges.clicked.connect(self.badges_asked)
        self.kiosk = ChipButton(tr("Door kiosk"), Tone.BRAND)
        self.kiosk.clicked.connect(self.kiosk_asked)
        self.add_chip(visitor)
        self.add_chip(self.badges)
        self.add_chip(self.kiosk)
        self.results = QListWidget(parent)
        self.results.setFont(theme.font(Type.BASE))
        self.results.setAccessibleName(tr("People found"))
        self.results.hide()
        self.results.itemClicked.connect(self._take)
        self.results.itemActivated.connect(self._take)
        self.results.installEventFilter(self)
        self.edited.connect(self._search)
        self.submitted.connect(self._submit_first)

    def set_meeting(self, m: Meeting) -> None:
        """Know these people from now on; the index is built in the background."""
        self._m = m
        cards = cards_of(m)
        if cards != self._cards:
            self._cards = cards
            self._pool.submit(lambda: NameIndex(cards), self._indexed, owner=self)

    def _indexed(self, index: NameIndex) -> None:
        self._index = index
        if self.text():
            self._search(self.text())

    def found(self, text: str) -> tuple[str, ...]:
        """Ids of the people who fit, best first; an id itself, as a scanner may type it, is taken as it is."""
        if self._m is not None and text in self._m.people:
            return (text,)
        return tuple(hit.id for hit in self._index.search(text, _MOST)) if self._index else ()

    def _search(self, text: str) -> None:
        hits = self.found(text.strip())
        self.results.clear()
        for person in hits:
            item = QListWidgetItem(self._line(person))
            item.setData(Qt.ItemDataRole.UserRole, person)
            item.setSizeHint(QSize(0, Size.TOUCH))
            self.results.addItem(item)
        if hits:
            self.results.setCurrentRow(0)
            self._place()
        self.results.setVisible(bool(hits))

    def _line(self, person: str) -> str:
        m = self._m
        if m is None:
            return person
        here = tr("came {time}").format(time=hm(m.spans[person][-1].came)) if m.present(person) else ""
        words = (
            m.name(person),
            here or tr("not here yet"),
            roles_text(roles_of(m, person)),
            unit_name(m, person),
        )
        return "　".join(x for x in words if x)

    def _place(self) -> None:
        rows = self.results.count()
        height = rows * max(self.results.sizeHintForRow(0), Size.TOUCH) + Space.S
        self.results.setGeometry(self.x(), self.geometry().bottom() + Space.XS, self.width(), height)
        self.results.raise_()

    def _submit_first(self, text: str) -> None:
        hits = self.found(text)
        if hits:
            self._choose(hits[0])
        elif self._index is not None and len(text) > _BADGE_LENGTH:
            self.reset()
            self.code_typed.emit(text)
        elif self._index is not None:
            self.nobody_found.emit(text)

    def _take(self, item: QListWidgetItem) -> None:
        self._choose(str(item.data(Qt.ItemDataRole.UserRole)))

    def _choose(self, person: str) -> None:
        self.reset()
        self.person_chosen.emit(person)

    def reset(self) -> None:
        """Empty the box for the next person."""
        self.clear()
        self.results.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the box into the list, Escape empties the box."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.results.isVisible():
                self.reset()
                self.field.setFocus()
                return True
            if event.key() == Qt.Key.Key_Down and watched is self.field and self.results.isVisible():
                self.results.setFocus()
                return True
        return super().eventFilter(watched, event)
