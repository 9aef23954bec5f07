"""Who gets a print: everybody, a group, or people found by name, 拼音 initials, unit or post."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from app.models.papers.badges import GROUP_ZH, BadgeCard
from app.services.names import Card, NameIndex
from app.ui.badges.rowpaint import LACKING, NAME, SECOND, RowDelegate
from app.ui.i18n import tr
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import Button, ChipButton, FlowLayout, Kind, TextField, WrapLabel

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from app.ui.lane import Pool

ALL, NONE = "all", "none"
_MOST = 5000
_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PeopleChooser(QWidget):
    """Chips for the groups, a box to find people, the list to tick, and the current person with his badge.

    Signals:
        changed: others are chosen now.
        reissue_asked: the badge of this person is to be made again.
    """

    changed = Signal()
    reissue_asked = Signal(str)

    def __init__(self, pool: Pool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._cards: dict[str, BadgeCard] = {}
        self._chosen: set[str] = set()
        self._index: NameIndex | None = None
        self.chips: dict[str, ChipButton] = {}
        self._build()

    def _build(self) -> None:
        self.said = WrapLabel("", Type.BASE, bold=True)
        chips = QWidget()
        self._flow = FlowLayout(chips, Space.S, 0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        chips.setSizePolicy(policy)
        self.search = TextField("", tr("Name, initials (e.g. czj), unit or post"))
        self.search.setAccessibleName(tr("Find people"))
        self.setFocusProxy(self.search)
        self.search.textChanged.connect(self._filter)
        self.people = QListWidget()
        self.people.setItemDelegate(RowDelegate(self.people))
        self.people.setAccessibleName(tr("People to print for"))
        self.people.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.people.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.people.installEventFilter(self)
        self.people.itemClicked.connect(self._toggle)
        self.people.currentItemChanged.connect(lambda *_: self._show_current())
        self.nobody = WrapLabel(tr("Nobody fits. Try another part of the name."), Type.BASE, ink="ink2")
        self.nobody.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        for widget in (self.said, chips, self.search, self.nobody):
            column.addWidget(widget)
        column.addWidget(self.people, 1)
        column.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        """The current person, how his badge stands, and the way to another one."""
        self.current = WrapLabel("", Type.SMALL, ink="ink2")
        self.reissue = Button(tr("Replace the badge..."), Kind.SECONDARY)
        self.reissue.clicked.connect(self._ask_again)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.current, 1)
        row.addWidget(self.reissue)
        return row

    # --- what is shown --------------------------------------------------------------------------

    def set_cards(self, cards: Sequence[BadgeCard]) -> None:
        """Show these people; who was chosen stays so, and at first everybody is."""
        first = not self._cards
        self._cards = {card.person: card for card in cards}
        self._chosen = set(self._cards) if first else self._chosen & set(self._cards)
        self._rebuild()
        self._chips()
        known = tuple(Card(id=c.person, name=c.name, unit=c.unit, posts=c.posts) for c in cards)
        self._pool.submit(lambda: NameIndex(known), self._indexed, owner=self)
        self._renew()

    def _rebuild(self) -> None:
        at = self.person()
        self.people.clear()
        for card in self._cards.values():
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, card.person)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)  # we tick, all of the row
            self.people.addItem(item)
            self._draw(item)
            if card.person == at:
                self.people.setCurrentItem(item)
        if self.people.currentRow() < 0:
            self.people.setCurrentRow(0)

    def _draw(self, item: QListWidgetItem) -> None:
        card = self._cards[str(item.data(Qt.ItemDataRole.UserRole))]
        on = card.person in self._chosen
        missing = "" if card.code else tr("no badge")
        second = "　".join(word for word in ("、".join(card.posts), card.unit) if word)
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        for role, words in ((NAME, card.name), (SECOND, second), (LACKING, missing)):
            item.setData(role, words)
        spoken = (tr("chosen") if on else tr("not chosen"), card.name, missing, second)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, "，".join(word for word in spoken if word))

    def _chips(self) -> None:
        counts = Counter(card.group for card in self._cards.values())
        keys = (ALL, *(group for group in GROUP_ZH if counts[group]), NONE)
        if keys != tuple(self.chips):
            while (item := self._flow.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.deleteLater()
            self.chips = {key: self._chip(key) for key in keys}
        for key, chip in self.chips.items():
            words = {ALL: tr("Everybody {n}").format(n=len(self._cards)), NONE: tr("Nobody")}
            chip.setText(words.get(key) or f"{GROUP_ZH[key]} {counts[key]}")

    def _chip(self, key: str) -> ChipButton:
        chip = ChipButton("", Tone.NEUTRAL)
        chip.clicked.connect(lambda: self.choose_group(key))
        self._flow.addWidget(chip)
        return chip

    def _renew(self) -> None:
        """Draw what depends on who is chosen."""
        for row in range(self.people.count()):
            self._draw(self.people.item(row))
        n, of = len(self._chosen), len(self._cards)
        self.said.setText(tr("Chosen: {n} of {of}").format(n=n, of=of))
        for key, chip in self.chips.items():
            group = self._members(key)
            tone = Tone.BRAND if self._chosen == group else Tone.NEUTRAL
            chip.set_chip(chip.text(), tone)
            chip.setAccessibleName(tr("Choose: {what}").format(what=chip.text()))
        self._show_current()

    def _show_current(self) -> None:
        card = self._cards.get(self.person())
        self.reissue.set_blocked("" if card else tr("Choose a person in the list first."))
        if card is None:
            self.current.setText("")
            return
        state = tr("badge issued") if card.code else tr("has no badge yet")
        self.current.setText(tr("{name}: {state}").format(name=card.name, state=state))
        self.reissue.setText(tr("Replace the badge...") if card.code else tr("Make a badge..."))
        self.reissue.setAccessibleName(f"{self.reissue.text()}，{card.name}")

    # --- who is chosen --------------------------------------------------------------------------

    def chosen(self) -> frozenset[str]:
        """Ids of those who are ticked."""
        return frozenset(self._chosen)

    def person(self) -> str:
        """Id of the current row, "" if there is none."""
        item = self.people.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if self.people.currentRow() >= 0 else ""

    def choose(self, people: Collection[str]) -> None:
        """Tick exactly these."""
        self._chosen = set(people) & set(self._cards)
        self._renew()
        self.changed.emit()

    def choose_group(self, key: str) -> None:
        """Tick exactly the people of a group, everybody, or nobody."""
        self.choose(self._members(key))

    def _members(self, key: str) -> set[str]:
        if key == NONE:
            return set()
        return {person for person, card in self._cards.items() if key in (ALL, card.group)}

    def _toggle(self, item: QListWidgetItem) -> None:
        self.choose(self._chosen ^ {str(item.data(Qt.ItemDataRole.UserRole))})

    def _ask_again(self) -> None:
        if self.person():
            self.reissue_asked.emit(self.person())

    # --- finding --------------------------------------------------------------------------------

    def _indexed(self, index: NameIndex) -> None:
        self._index = index
        self._filter(self.search.text())

    def _filter(self, text: str) -> None:
        wanted = text.strip()
        hits = {hit.id for hit in self._index.search(wanted, _MOST)} if wanted and self._index else None
        first = -1
        for row in range(self.people.count()):
            item = self.people.item(row)
            away = hits is not None and str(item.data(Qt.ItemDataRole.UserRole)) not in hits
            item.setHidden(away)
            first = row if first < 0 and not away else first
        self.nobody.setVisible(first < 0 and bool(self._cards))
        if hits is not None and first >= 0:
            self.people.setCurrentRow(first)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space and Enter tick the current row."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in _KEYS:
            item = self.people.currentItem()
            if self.people.currentRow() >= 0 and not item.isHidden():
                self._toggle(item)
            return True
        return super().eventFilter(watched, event)
