"""The severe-defect list as the group sees it: conditions, how far the answers are, what is fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.models import facts as f
from app.models.defects import Condition, DefectItem, conditions_of
from app.models.terms import DefectAnswer
from app.ui.i18n import tr
from app.ui.stages.parts.experts import DELIBERATION, as_leader
from app.ui.stages.review_defects import all_answered, answered, fix, items_of, ticked_by
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    Chip,
    FitScroll,
    Kind,
    Notice,
    Segment,
    Segments,
    State,
    Surface,
    TitledCard,
    WrapLabel,
)

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

YES, NO = "yes", "no"
_TONES = {
    DefectAnswer.PRESENT: (Tone.BLOCK, State.BLOCK),
    DefectAnswer.ABSENT: (Tone.PRESENT, State.PRESENT),
    DefectAnswer.NOT_APPLICABLE: (Tone.NEUTRAL, None),
}


class ConditionRow(QWidget):
    """One question to the leader; unanswered counts as yes (APP)."""

    def __init__(self, page: DefectPage, flag: str, condition: Condition) -> None:
        super().__init__()
        self.flag = flag
        self.choice = Segments(
            [Segment(YES, tr("It is so"), Tone.BRAND), Segment(NO, tr("It is not so"), Tone.NEUTRAL)]
        )
        self.choice.setFixedWidth(180)
        self.choice.setAccessibleName(condition.zh)
        self.choice.chosen.connect(lambda key: page.condition(self, key))
        self.said = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(WrapLabel(condition.zh), 1)
        row.addWidget(self.choice)

    def show_value(self, value: bool | None) -> None:  # noqa: FBT001  the value of the flag
        """Show what is recorded."""
        self.said = "" if value is None else YES if value else NO
        self.choice.set_key(self.said)


class ItemLine(Surface):
    """One item with its result; who said what only when all have answered (XJ-06)."""

    def __init__(self, item: DefectItem) -> None:
        super().__init__("well", margin=Space.S)
        self.code = code = item.code
        self.setToolTip(item.official)
        number = WrapLabel(code, Type.BASE, bold=True, ink="ink2")
        number.setFixedWidth(44)
        self.who = WrapLabel("", Type.SMALL, ink=Tone.BLOCK)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(WrapLabel(item.zh, Type.BASE))
        words.addWidget(self.who)
        self.result = Chip("", Tone.NEUTRAL)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(number)
        row.addLayout(words, 1)
        row.addWidget(self.result)
        self.box.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_item(self, view: View, *, open_: bool) -> None:
        """Show the result."""
        names = "、".join(view.m.name(p) for p in ticked_by(view, self.code)) if open_ else ""
        reason = view.m.session.fixed_reasons.get(self.code, "")
        said = [tr("ticked as there by {names}").format(names=names)] if names else []
        if reason:
            said.append(tr("leader: {reason}").format(reason=reason))
        self.who.setText("　".join(said))
        self.who.setVisible(bool(said))
        fixed = view.m.session.fixed.get(self.code)
        if fixed is None:
            self.result.set_chip(tr("not fixed yet"), Tone.NEUTRAL)
        else:
            tone, state = _TONES[fixed]
            self.result.set_chip(fixed.value, tone, state)


class DefectPage(QWidget):
    """Conditions, progress, items."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self._shape: object = None
        self.conditions: dict[str, ConditionRow] = {}
        self.lines: dict[str, ItemLine] = {}
        self.progress = WrapLabel("", Type.NAME, bold=True)
        self.fix_button = Button(tr("The leader fixes the result"), Kind.SECONDARY)
        self.fix_button.clicked.connect(lambda: fix(host, self))
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(self.progress, 1)
        head.addWidget(self.fix_button)
        self.hidden = Notice(
            tr("Who said what is shown when all experts have answered (independent review)."), State.NOTE
        )
        self.asked = TitledCard(tr("Conditions of this plan"), tr("unanswered counts as yes"))
        self.asked.box.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        self._questions = QGridLayout()
        self._questions.setHorizontalSpacing(Space.XL)
        self._questions.setVerticalSpacing(Space.S)
        self.asked.box.addLayout(self._questions)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.S)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, Space.S, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.hidden)
        column.addWidget(self.asked)
        column.addLayout(self._list)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.S)
        outer.addLayout(head)
        outer.addWidget(FitScroll(inner, least=200), 1)

    def show_view(self, view: View) -> None:
        """Draw what is recorded."""
        self._make(view)
        here, total = view.case.present, len(view.case.defect_items)
        done = sum(1 for p in here if answered(view, p) == total)
        fixed = sum(1 for code in view.case.defect_items if code in view.m.session.fixed)
        self.progress.setText(
            tr("Experts done {done} / {here}, fixed by the leader {fixed} / {all}").format(
                done=done, here=len(here), fixed=fixed, all=total
            )
        )
        open_ = all_answered(view)
        self.hidden.setVisible(not open_)
        for flag, row in self.conditions.items():
            row.show_value(view.m.session.conditions.get(flag))
            row.setEnabled(view.stage in DELIBERATION)
        for line in self.lines.values():
            line.show_item(view, open_=open_)
        writable = view.stage in DELIBERATION
        self.fix_button.set_blocked("" if writable else tr("Only while the experts deliberate."))

    def _make(self, view: View) -> None:
        """Make the rows; only again when other items apply."""
        asked = conditions_of(view.case.law.defects, view.case.defect_groups)
        shape = (tuple(asked), view.case.defect_items)
        if shape == self._shape:
            return
        self._shape = shape
        for old in (*self.conditions.values(), *self.lines.values()):
            old.hide()
            old.deleteLater()
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.conditions = {flag: ConditionRow(self, flag, c) for flag, c in asked.items()}
        for n, row in enumerate(self.conditions.values()):
            self._questions.addWidget(row, n // 2, n % 2)
        self.asked.setVisible(bool(asked))
        self.lines = {}
        for title, items in items_of(view):
            self._list.addWidget(WrapLabel(title, Type.BASE, bold=True))
            for x in items:
                self.lines[x.code] = ItemLine(x)
                self._list.addWidget(self.lines[x.code])

    def condition(self, row: ConditionRow, key: str) -> None:
        """The leader answers; until the fact is there the row shows what is recorded."""
        row.choice.set_key(row.said)

        def then(by: By) -> None:
            self.host.ask(f.ConditionFlagSet(flag=row.flag, value=key == YES), by)

        as_leader(self.host, tr("Conditions of this plan"), then)
