"""A group of people: who is due, who is here, who is lacking; the missing ones first."""

from __future__ import annotations

import time
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.i18n import tr
from app.ui.theme import Space, Tone, Type
from app.ui.widgets.labels import WrapLabel
from app.ui.widgets.marks import State
from app.ui.widgets.person import Person, PersonCard
from app.ui.widgets.surface import FitScroll, TitledCard

_NARROWEST = 208
_RANK = {State.MISSING: 0, State.BLOCK: 0, State.ATTENTION: 1, State.WARNING: 1}
_POINTER = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseMove,
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TouchEnd,
}


class CardGrid(QWidget):
    """Cards in equal columns; a row is as high as its highest card.

    A card changes its look at once, but its place only after no pointer has been at work here for
    `settle_ms`: nothing moves away under a finger that is about to press.
    """

    chosen = Signal(str)

    def __init__(
        self, parent: QWidget | None = None, *, settle_ms: int = 1200, missing_first: bool = True
    ) -> None:
        super().__init__(parent)
        self._cards: dict[str, PersonCard] = {}
        self._order: list[str] = []
        self._known: dict[int, tuple[list[QRect], int]] = {}
        self._wanted: list[str] = []
        self._missing_first = missing_first
        self._last_pointer = float("-inf")
        self._settle = QTimer(self, singleShot=True, interval=settle_ms)
        self._settle.timeout.connect(self._reorder)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def cards(self) -> list[PersonCard]:
        """Return the cards in the order they stand."""
        return [self._cards[key] for key in self._order]

    def set_people(self, people: Iterable[Person]) -> None:
        """Show these people; known keys keep their card and, for now, their place."""
        wanted = list(people)
        keys = {person.key for person in wanted}
        for key in [key for key in self._order if key not in keys]:
            self._order.remove(key)
            self._cards.pop(key).deleteLater()
        for person in wanted:
            if person.key in self._cards:
                self._cards[person.key].set_person(person)
            else:
                self._add(person)
        if self._missing_first:
            wanted.sort(key=lambda person: _RANK.get(person.state, 2))
        self._wanted = [person.key for person in wanted]
        self._known.clear()
        self._reorder()
        self._place()
        self.updateGeometry()

    def _add(self, person: Person) -> None:
        card = PersonCard(person, self)
        card.installEventFilter(self)
        card.clicked.connect(lambda _=False, key=person.key: self.chosen.emit(key))
        card.show()
        self._cards[person.key] = card
        self._order.append(person.key)

    def _busy(self) -> bool:
        quiet = (time.monotonic() - self._last_pointer) * 1000 >= self._settle.interval()
        return not quiet or any(card.isDown() for card in self._cards.values())

    def _reorder(self) -> None:
        if self._order == self._wanted:
            return
        if self._busy():
            self._settle.start()
            return
        self._order = list(self._wanted)
        self._known.clear()
        previous: QWidget | None = None
        for card in self.cards():  # the keyboard follows the eye
            if previous is not None:
                QWidget.setTabOrder(previous, card)
            previous = card
        self._place()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note when a pointer was last at work on a card."""
        if event.type() in _POINTER:
            self._last_pointer = time.monotonic()
        return False

    def hasHeightForWidth(self) -> bool:
        """Columns follow from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height in px of all rows."""
        return self._geometry(width)[1]

    def sizeHint(self) -> QSize:
        """One column's width, all rows at the present width."""
        return QSize(_NARROWEST, self._geometry(max(self.width(), _NARROWEST))[1])

    def minimumSizeHint(self) -> QSize:
        """One narrow column."""
        return QSize(150, 60)

    def _geometry(self, width: int) -> tuple[list[QRect], int]:
        if width not in self._known:
            if len(self._known) > 3:  # noqa: PLR2004 - the widths a layout tries
                self._known.clear()
            self._known[width] = self._arrange(width)
        return self._known[width]

    def _arrange(self, width: int) -> tuple[list[QRect], int]:
        cards, gap = self.cards(), int(Space.S)
        columns = max(1, min((width + gap) // (_NARROWEST + gap), max(len(cards), 1)))
        columns = max(columns, min(4, (width + gap) // (_NARROWEST - 8 + gap))) if width > 0 else 1
        each = (width - gap * (columns - 1)) // columns
        boxes: list[QRect] = []
        y = 0
        for start in range(0, len(cards), columns):
            row = cards[start : start + columns]
            height = max(card.heightForWidth(each) for card in row)
            boxes += [QRect(i * (each + gap), y, each, height) for i in range(len(row))]
            y += height + gap
        return boxes, max(0, y - gap)

    def _place(self) -> None:
        boxes, height = self._geometry(self.width())
        for card, box in zip(self.cards(), boxes, strict=True):
            card.setGeometry(box)
        self.setMinimumHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._place()


class GroupPanel(TitledCard):
    """A card with a title, the counts 应到 / 实到 / 还差, a note at the right and the people.

    Emits `chosen(key)` when a person is pressed. `compact` counts as "3 / 5".
    """

    chosen = Signal(str)

    def __init__(
        self,
        title: str,
        note: str = "",
        *,
        compact: bool = False,
        settle_ms: int = 1200,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, "", parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._compact = compact
        self._lacking = WrapLabel("", Type.BASE, bold=True, ink=Tone.BLOCK)
        self.head.insertWidget(2, self._lacking)
        self.note = WrapLabel(note, Type.SMALL, ink="ink2", align=Qt.AlignmentFlag.AlignRight)
        self.note.setVisible(bool(note))
        self.head.addWidget(self.note)
        self.grid = CardGrid(settle_ms=settle_ms)
        self.grid.chosen.connect(self.chosen)
        self.area = FitScroll(self.grid, least=68)
        self.area.setAccessibleName(title)
        self.box.addWidget(self.area)
        self.foot = WrapLabel("", Type.SMALL, ink="ink2")
        self.foot.hide()
        self.box.addWidget(self.foot)
        self.box.addStretch(1)

    def set_people(
        self, people: Iterable[Person], *, due: int | None = None, here: int | None = None
    ) -> None:
        """Show the people; `due` and `here` are counted from them if not given."""
        shown = list(people)
        due = len(shown) if due is None else due
        here = sum(person.state is not State.MISSING for person in shown) if here is None else here
        lacking = max(0, due - here)
        if self._compact:
            self.side.setText(f"{here} / {due}")
        else:
            self.side.setText(tr("due {due}, here {here}, lacking").format(due=due, here=here))
        self._lacking.setText(str(lacking))
        self._lacking.setVisible(not self._compact)
        self._lacking.set_ink(Tone.BLOCK if lacking else Tone.PRESENT)
        spoken = tr("{title}: due {due}, here {here}, lacking {lacking}")
        self.setAccessibleName(spoken.format(title=self.title.text(), due=due, here=here, lacking=lacking))
        self.grid.set_people(shown)
        self.area.updateGeometry()

    def set_foot(self, text: str) -> None:
        """Show a line under the people, such as why a unit is not concerned."""
        self.foot.setText(text)
        self.foot.setVisible(bool(text))

    def card(self, key: str) -> PersonCard | None:
        """Return the card of a person, None if there is none."""
        return next((card for card in self.grid.cards() if card.person().key == key), None)
