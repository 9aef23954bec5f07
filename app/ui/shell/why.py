"""为什么不能开会 (8.3): every open line with its level, clause, people and what resolves it; one press leads there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.terms import Level, Stage
from app.ui.host_sheets import CARD_LEVEL
from app.ui.i18n import tr
from app.ui.shell.findings import by_weight, count_line
from app.ui.theme import Space, Type
from app.ui.widgets import (
    Button,
    EmptyState,
    FitScroll,
    FlowLayout,
    Kind,
    LevelTag,
    Sheet,
    State,
    Surface,
    WrapLabel,
)

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.models.meeting import Meeting
    from app.services.wording import Sentence, Words

_MANY = 4
"""From so many lines of one kind on they share a row, each person named with his own button."""


def question(stage: Stage) -> str:
    """What people ask in this stage."""
    words: dict[Stage, Callable[[], str]] = {
        Stage.IN_SESSION: lambda: tr("Why can no conclusion be proposed yet?"),
        Stage.SUSPENDED: lambda: tr("Why can the meeting not go on?"),
        Stage.PROPOSED: lambda: tr("Why can the content not be fixed yet?"),
        Stage.SIGNING: lambda: tr("Why can it not be sealed yet?"),
    }
    if stage in words:
        return words[stage]()
    before = {Stage.NEW, Stage.PREPARED, Stage.CHECKIN, Stage.READY, Stage.STOPPED}
    return tr("Why can the meeting not begin?") if stage in before else tr("What is still to be done?")


def lines(found: Sequence[Finding]) -> list[list[Finding]]:
    """Open lines, the most binding first; many of one kind together."""
    todo, _rest = by_weight(found)
    kinds: dict[tuple[object, ...], list[Finding]] = {}
    for one in todo:
        kinds.setdefault((one.level, one.check, one.variant), []).append(one)
    rows: list[list[Finding]] = []
    for kind in kinds.values():
        rows += [kind] if len(kind) >= _MANY else [[one] for one in kind]
    return rows


class WhyRow(Surface):
    """One line, or many of one kind.

    Signals:
        go: the finding whose place is asked for.
        decide: the findings to be confirmed (W) or let through (O) together.
    """

    go = Signal(object)
    decide = Signal(object)

    def __init__(self, found: Sequence[Finding], words: Words, m: Meeting, *, place: bool) -> None:
        super().__init__("well", margin=Space.M)
        self.found = tuple(found)
        first, said = found[0], words.finding(found[0])
        self.ways: dict[str, Button] = {}
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        tag = LevelTag(CARD_LEVEL[first.level])
        self.setAccessibleName("。".join(x for x in (tag.text(), said.title, said.next) if x))
        tag.setFixedWidth(max(tag.sizeHint().width(), 64))
        head.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(self._words(said, m), 1)
        if len(found) == 1:
            self._way(said.act if said.act not in _DECIDED else "", place=place)
            for button in self.ways.values():
                head.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.box.addLayout(head)
        if len(found) > 1:
            self.box.addWidget(self._each(words, place=place))

    def _words(self, said: Sentence, m: Meeting) -> QVBoxLayout:
        first, many = self.found[0], len(self.found)
        column = QVBoxLayout()
        column.setSpacing(2)
        title = said.title
        if many > 1:
            title = tr("{first} and {n} more").format(first=said.title, n=many - 1)
        column.addWidget(WrapLabel(title, Type.BASE, bold=True))
        if said.text and many == 1:
            column.addWidget(WrapLabel(said.text, Type.BASE))
        if said.next:
            column.addWidget(WrapLabel(tr("To resolve it: {next}").format(next=said.next), Type.BASE))
        people = "、".join(m.name(p) for p in first.people) if many == 1 else ""
        who = tr("Concerns: {names}").format(names=people) if people else ""
        column.addWidget(
            WrapLabel("　".join(x for x in (said.clause, first.check, who) if x), Type.SMALL, ink="faint")
        )
        return column

    def _way(self, act: str, *, place: bool) -> None:
        one = self.found[0]
        if place:
            self._add("go", act or tr("Go there"), lambda: self.go.emit(one))
        self._decide()

    def _decide(self) -> None:
        level = self.found[0].level
        if level in {Level.WARN, Level.OVERRIDE}:
            word = tr("Confirm this") if level is Level.WARN else tr("Let it through")
            self._add("decide", word, lambda: self.decide.emit(self.found))

    def _each(self, words: Words, *, place: bool) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row, gap=Space.S, line_gap=0)
        for one in self.found if place else ():
            name = one.args.get("name") or one.args.get("unit") or words.finding(one).title
            self._add(one.key, name, partial(self.go.emit, one), Kind.LINK)
        self._decide()
        for button in self.ways.values():
            flow.addWidget(button)
        return row

    def _add(self, key: str, text: str, do: Callable[[], object], kind: Kind = Kind.SECONDARY) -> None:
        button = Button(text, kind)
        button.setAccessibleName(text if kind is Kind.LINK else f"{text}：{self.accessibleName()}")
        button.clicked.connect(lambda _=False: do())
        self.ways[key] = button


_DECIDED = frozenset({"确认", "放行"})
"""Words of findings.toml for what is decided by a button of its own."""


class WhySheet(Sheet):
    """All open lines of the present stage.

    Signals:
        go: the finding whose place is asked for; the sheet has closed itself.
        decide: findings to be confirmed or let through; the sheet has closed itself.
    """

    go = Signal(object)
    decide = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        found: Sequence[Finding],
        words: Words,
        m: Meeting,
        stage: Stage,
        place: Callable[[Finding], str],
    ) -> None:
        super().__init__(parent, question(stage), count_line(found), primary=tr("Close this list"), width=980)
        self.cancel.hide()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.S, 0)
        column.setSpacing(Space.S)
        self.rows = [WhyRow(row, words, m, place=bool(place(row[0]))) for row in lines(found)]
        for row in self.rows:
            row.go.connect(self.accept)
            row.go.connect(self.go)
            row.decide.connect(self.accept)
            row.decide.connect(self.decide)
            column.addWidget(row)
        if not self.rows:
            column.addWidget(EmptyState(tr("Nothing is open."), "", state=State.PRESENT, small=True))
        column.addStretch(1)
        self.body.addWidget(FitScroll(inside, least=320), 1)

    def way(self, key: str) -> Button:
        """The button that leads from a finding to its place.

        Raises:
            KeyError: no such line.

        """
        for row in self.rows:
            if any(one.key == key for one in row.found):
                return row.ways[key] if key in row.ways else row.ways["go"]
        raise KeyError(key)
