"""The open findings at the right: what stops first, what is only written down folded away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.models.finding import State as FindingState
from app.models.terms import Level
from app.ui.host_sheets import CARD_LEVEL
from app.ui.i18n import tr
from app.ui.theme import Space
from app.ui.widgets import Action, Button, EmptyState, FindingCard, Kind, State

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.services.wording import Words

_ORDER = {Level.BLOCK: 0, Level.OVERRIDE: 1, Level.WARN: 2, Level.RECORD: 3, Level.OFF: 4}
_DO_HERE = {"确认", "放行"}
"""Words of a finding's button (findings.toml) that mean: it is done in this very list."""

_MANY = 4
"""From so many of one kind on they share a card."""

Resolve = Callable[["Finding"], str]


def by_weight(found: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Return open findings, the most binding first, and those that ask nobody to do anything any more."""
    rest = [x for x in found if not x.is_open or x.level in {Level.RECORD, Level.OFF}]
    todo = [x for x in found if x.is_open and x.level not in {Level.RECORD, Level.OFF}]
    return sorted(todo, key=lambda x: _ORDER[x.level]), rest


def _short(one: Finding, words: Words) -> str:
    """Whom or what a finding is about, in one or two words."""
    return one.args.get("name") or one.args.get("unit") or words.finding(one).title


def kind_of(one: Finding) -> tuple[str, str]:
    """What findings of one kind share: check and variant."""
    return one.check, one.variant


def groups(todo: Sequence[Finding]) -> list[list[Finding]]:
    """Bring those that stop and are of one kind together; the order of the first of each kind stays."""
    found: dict[object, list[Finding]] = {}
    for one in todo:
        key: object = kind_of(one) if one.level is Level.BLOCK else one.key
        found.setdefault(key, []).append(one)
    return list(found.values())


class FindingList(QWidget):
    """Cards of all findings. It decides nothing.

    Signals:
        go: (stage key, key of the finding) where a finding is resolved.
        acknowledge_asked: keys of W findings somebody wants to confirm.
        override_asked: keys of O findings somebody wants to let through.
    """

    go = Signal(str, str)
    acknowledge_asked = Signal(object)
    override_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S + 2)
        self._drawn: object = None
        self._unfolded = False
        self._spread: set[tuple[str, str]] = set()
        self._again: tuple[Sequence[Finding], Words, Resolve, Resolve] | None = None
        self._places: dict[str, str] = {}
        self.cards: dict[str, FindingCard] = {}

    def show_findings(
        self,
        found: Sequence[Finding],
        words: Words,
        resolve: Resolve,
        *,
        place: Callable[[Finding], str],
    ) -> None:
        """Draw them anew, only if something changed.

        Args:
            found: all findings of the view.
            words: the sentences.
            resolve: the current screen's own words for the button of a finding, "" for the usual ones.
            place: the screen that resolves a finding now, "" for none.

        """
        said = tuple((one, resolve(one), place(one)) for one in found)
        drawn = (said, self._unfolded, frozenset(self._spread))
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self._again = (found, words, resolve, place)
        self._places = {one.key: where for one, _text, where in said}
        focused = self._focused()
        self._clear()
        todo, rest = by_weight(found)
        self._todo(todo, words, {one.key: text for one, text, _where in said})
        self._rest(rest, words)
        self._column.addStretch(1)
        if focused in self.cards:
            self._refocus(focused)

    def _todo(self, todo: Sequence[Finding], words: Words, own: dict[str, str]) -> None:
        if not todo:
            empty = EmptyState(tr("Nothing is open."), "", state=State.PRESENT, small=True)
            self._column.addWidget(empty)
        warnings = tuple(x.key for x in todo if x.level is Level.WARN)
        for group in groups(todo):
            if warnings and group[0].key == warnings[0] and len(warnings) > 1:
                self._column.addWidget(self._all_button(warnings))
            if len(group) >= _MANY and kind_of(group[0]) not in self._spread:
                self._column.addWidget(self._group(group, words, own.get(group[0].key, "")))
                continue
            for one in group:
                self._column.addWidget(self._card(one, words, own.get(one.key, "")))

    def _all_button(self, keys: tuple[str, ...]) -> Button:
        button = Button(tr("Confirm {n} hints together").format(n=len(keys)), Kind.SECONDARY)
        button.clicked.connect(lambda: self.acknowledge_asked.emit(keys))
        return button

    def _card(self, one: Finding, words: Words, own: str) -> FindingCard:
        said = words.finding(one)
        clause = f"{said.clause}　{one.check}".strip()
        message = said.text + said.next
        actions: list[Action] = []
        there = own or said.act
        if self._places[one.key] and (own or there not in _DO_HERE):
            actions.append(Action("go", there or tr("Go there")))
        if one.level is Level.WARN:
            actions.append(Action("acknowledge", tr("Confirm this")))
        if one.level is Level.OVERRIDE:
            actions.append(Action("override", tr("Let it through")))
        card = FindingCard(CARD_LEVEL[one.level], said.title, message, clause, tuple(actions))
        card.acted.connect(lambda key: self._acted(key, one))
        self.cards[one.key] = card
        return card

    def _group(self, group: Sequence[Finding], words: Words, own: str) -> FindingCard:
        """Many of one kind (30 people at 8:55) on one card, each named; one press shows them one by one."""
        first = group[0]
        said = words.finding(first)
        title = tr("{first} and {n} more").format(first=said.title, n=len(group) - 1)
        actions = [Action("spread", tr("One by one"))]
        if self._places[first.key]:
            ways = (Action(one.key, _short(one, words)) for one in group)
            actions = [*ways, *actions]
        clause = f"{said.clause}　{first.check}".strip()
        message = f"{own or said.act}：" if actions[1:] else said.next
        card = FindingCard(CARD_LEVEL[first.level], title, message, clause, tuple(actions))
        there = {one.key: one for one in group}
        card.acted.connect(lambda key: self._group_acted(there.get(key), first))
        self.cards.update(dict.fromkeys((one.key for one in group), card))
        return card

    def _group_acted(self, one: Finding | None, first: Finding) -> None:
        if one is not None:
            self.go.emit(self._places[one.key], one.key)
            return
        self._spread.add(kind_of(first))
        self._draw_again()

    def way(self, key: str) -> Button:
        """The button that leads from a finding to where it is resolved, on a card of its own or a shared one.

        Raises:
            KeyError: no such finding is open, or nothing leads from it.

        """
        buttons = self.cards[key].buttons
        return buttons[key] if key in buttons else buttons["go"]

    def _acted(self, key: str, one: Finding) -> None:
        if key == "go":
            self.go.emit(self._places[one.key], one.key)
        elif key == "acknowledge":
            self.acknowledge_asked.emit((one.key,))
        else:
            self.override_asked.emit((one.key,))

    def _rest(self, rest: Sequence[Finding], words: Words) -> None:
        if not rest:
            return
        text = tr("Hide records") if self._unfolded else tr("Records: {n}").format(n=len(rest))
        fold = Button(text, Kind.QUIET, icon_name="down" if not self._unfolded else "")
        fold.clicked.connect(self._fold)
        self._column.addWidget(fold)
        if self._unfolded:
            for one in rest:
                self._column.addWidget(self._record(one, words))

    def _record(self, one: Finding, words: Words) -> FindingCard:
        said = words.finding(one)
        how = {
            FindingState.ACKNOWLEDGED: tr("confirmed by the secretary"),
            FindingState.OVERRIDDEN: tr("let through with a signature"),
            FindingState.RECORDED: tr("written into the record"),
            FindingState.OPEN: tr("written into the record"),
        }[one.state]
        clause = f"{said.clause}　{one.check} · {how}"
        card = FindingCard(CARD_LEVEL[Level.RECORD], said.title, said.text, clause)
        self.cards[one.key] = card
        return card

    def _fold(self) -> None:
        self._unfolded = not self._unfolded
        self._draw_again()

    def _draw_again(self) -> None:
        if self._again is None:
            return
        found, words, resolve, place = self._again
        self.show_findings(found, words, resolve, place=place)

    def _clear(self) -> None:
        self.cards.clear()
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _focused(self) -> str:
        inside = QApplication.focusWidget()
        if inside is None or not self.isAncestorOf(inside):
            return ""
        return next((key for key, card in self.cards.items() if card.isAncestorOf(inside)), "")

    def _refocus(self, key: str) -> None:
        for button in self.cards[key].buttons.values():
            button.setFocus(Qt.FocusReason.OtherFocusReason)
            return


def count_line(found: Sequence[Finding]) -> str:
    """How many of each level are open, in words, for the strip."""
    todo, _ = by_weight(found)
    words = {
        Level.BLOCK: tr("must {n}"),
        Level.OVERRIDE: tr("allow {n}"),
        Level.WARN: tr("hint {n}"),
    }
    parts = []
    for level, text in words.items():
        n = sum(1 for x in todo if x.level is level)
        if n:
            parts.append(text.format(n=n))
    return " · ".join(parts) or tr("Nothing is open.")
