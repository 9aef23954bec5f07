"""严重缺陷清单: every expert answers for himself, the leader fixes (C42, C43, 63号)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.models import facts as f
from app.models.defects import DefectItem
from app.models.terms import DefectAnswer
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.experts import as_expert, as_leader
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import Button, Kind, Segment, Segments, Surface, TextField, WrapLabel

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

_TONES = {
    DefectAnswer.PRESENT: Tone.BLOCK,
    DefectAnswer.ABSENT: Tone.PRESENT,
    DefectAnswer.NOT_APPLICABLE: Tone.NEUTRAL,
}


def items_of(view: View) -> Iterator[tuple[str, list[DefectItem]]]:
    """Groups of this plan with the items that must be answered."""
    wanted = set(view.case.defect_items)
    for group in view.case.defect_groups:
        found = [x for x in view.case.all_defect_items if x.group == group.code and x.code in wanted]
        if found:
            yield group.zh, found


def answered(view: View, person: str) -> int:
    """How many of the items this expert has answered."""
    given = view.m.session.answers.get(person, {})
    return sum(1 for code in view.case.defect_items if code in given)


def ticked_by(view: View, code: str) -> tuple[str, ...]:
    """Who answered 存在."""
    said = view.m.session.answers.items()
    return tuple(p for p, answers in said if answers.get(code) is DefectAnswer.PRESENT)


def all_answered(view: View) -> bool:
    """Has every expert who is here answered every item? Only then others see who said what (XJ-06)."""
    here = view.case.present
    return bool(here) and all(answered(view, p) == len(view.case.defect_items) for p in here)


class ItemRow(Surface):
    """One item: code, words, the answer; for the leader also who ticked 存在 and the reason to fix it otherwise."""

    def __init__(self, item: DefectItem, said: str = "", note: str = "") -> None:
        super().__init__("well", margin=Space.S)
        self.code = item.code
        self.was = ""
        self.disputed = bool(note)
        code = WrapLabel(item.code, Type.BASE, bold=True, ink="ink2")
        code.setFixedWidth(44)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(WrapLabel(item.zh, Type.BASE))
        if item.official and item.official != item.zh:
            self.official = WrapLabel(item.official, Type.SMALL, ink="ink2")
            words.addWidget(self.official)
        if note:
            words.addWidget(WrapLabel(note, Type.SMALL, ink=Tone.BLOCK))
        self.choice = Segments(Segment(k.value, k.value, tone) for k, tone in _TONES.items())
        self.choice.setFixedWidth(330)
        self.choice.setAccessibleName(f"{item.code} {item.text}")
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(code)
        row.addLayout(words, 1)
        row.addWidget(self.choice)
        self.box.addLayout(row)
        self.reason = TextField(
            "", tr("Why it is not a severe defect although an expert says so"), longest=400
        )
        self.reason.hide()
        self.box.addWidget(self.reason)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.set_was(said)

    def set_was(self, said: str) -> None:
        """Show the recorded answer."""
        self.was = said
        self.choice.set_key(said)

    def needs_reason(self) -> bool:
        """Some expert said 存在 and the leader fixes it otherwise (section 6)."""
        return self.disputed and self.choice.key() not in {"", DefectAnswer.PRESENT.value}

    def renew(self) -> None:
        """Show the reason's field where it is asked for."""
        self.reason.setVisible(self.needs_reason())


class ItemSheet(AskSheet):
    """All items of the plan by group, with one click for the rest, and how many are open."""

    def __init__(self, host: Host, parent: QWidget, by: By, title: str, sub: str, primary: str) -> None:
        super().__init__(host, parent, title, sub, primary=primary, width=1000)
        self.by = by
        self.left = WrapLabel("", Type.NAME, bold=True)
        self.rest = Button("", Kind.SECONDARY)
        self.rest.clicked.connect(self._rest)
        self.first = self.rest
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(self.left, 1)
        head.addWidget(self.rest)
        self.body.addLayout(head)
        self.list = self.scrolled(least=320)
        self.list.setSpacing(Space.S)
        self.rows: list[ItemRow] = []

    def add_group(self, title: str, rows: list[ItemRow]) -> None:
        """Append a group."""
        self.list.addWidget(WrapLabel(title, Type.BASE, bold=True))
        for row in rows:
            self.list.addWidget(row)
            row.choice.chosen.connect(self.renew)
            row.reason.textChanged.connect(self.renew)
        self.rows += rows

    def changed_rows(self) -> list[ItemRow]:
        """Rows that differ from what is recorded."""
        return [row for row in self.rows if row.choice.key() and row.choice.key() != row.was]

    def renew(self) -> None:
        """Count what is open."""
        for row in self.rows:
            row.renew()
        left = sum(1 for row in self.rows if not row.choice.key())
        self.left.setText(
            tr("{n} of {all} items open").format(n=left, all=len(self.rows))
            if left
            else tr("All {all} items answered").format(all=len(self.rows))
        )
        self.rest.set_blocked("" if left else tr("Nothing is open."))
        self.primary.set_blocked(self.lack())

    def lack(self) -> str:
        """What keeps it from being recorded."""
        for row in self.rows:
            if row.needs_reason() and not row.reason.text().strip():
                return tr("Write the reason for {item} first.").format(item=row.code)
        return "" if self.changed_rows() else tr("Nothing was changed here.")

    def _rest(self) -> None:
        raise NotImplementedError


class AnswerSheet(ItemSheet):
    """One expert answers (C42). Nobody else's answers are shown."""

    def __init__(self, host: Host, parent: QWidget, by: By) -> None:
        super().__init__(
            host,
            parent,
            by,
            tr("Severe defects: {name}").format(name=by.name),
            tr("Each expert answers alone. Items left open can be answered later."),
            tr("Submit my answers"),
        )
        view = view_of(host)
        given = view.m.session.answers.get(by.person, {})
        for title, items in items_of(view):
            self.add_group(title, [ItemRow(x, given[x.code].value if x.code in given else "") for x in items])
        self.rest.setText(tr("None of the rest is there"))
        self.list.addStretch(1)
        self.renew()

    def _rest(self) -> None:
        for row in self.rows:
            if not row.choice.key():
                row.choice.set_key(DefectAnswer.ABSENT.value)
        self.renew()

    def accept(self) -> None:
        """Ask the desk."""
        if self.primary.is_free():
            answers = {row.code: DefectAnswer(row.choice.key()) for row in self.changed_rows()}
            said = tr("The answers of {name} are recorded").format(name=self.by.name)
            fact = f.DefectsAnswered(expert=self.by.person, answers=answers)
            self.send(fact, self.by, lambda _view: self.host.say(said))


class FixSheet(ItemSheet):
    """The leader fixes the group's result; who ticked 存在 stands beside each item (C42, C43)."""

    def __init__(self, host: Host, parent: QWidget, by: By) -> None:
        super().__init__(
            host,
            parent,
            by,
            tr("Severe defects: result of the group"),
            tr("Fixed by the leader {name}. One severe defect means: not passed.").format(name=by.name),
            tr("Fix the result"),
        )
        view = view_of(host)
        fixed, reasons = view.m.session.fixed, view.m.session.fixed_reasons
        for title, items in items_of(view):
            rows = [
                ItemRow(x, fixed[x.code].value if x.code in fixed else "", _note(view, x.code)) for x in items
            ]
            for row in rows:
                row.reason.setText(reasons.get(row.code, ""))
            self.add_group(title, rows)
        self._agreed = dict(_agreed(view))
        self.rest.setText(tr("The rest as the experts agree"))
        self.list.addStretch(1)
        self.renew()

    def changed_rows(self) -> list[ItemRow]:
        """A changed reason counts too."""
        reasons = view_of(self.host).m.session.fixed_reasons
        return [
            row
            for row in self.rows
            if row.choice.key()
            and (row.choice.key() != row.was or row.reason.text().strip() != reasons.get(row.code, ""))
        ]

    def _rest(self) -> None:
        for row in self.rows:
            if not row.choice.key():
                row.choice.set_key(self._agreed.get(row.code, ""))
        self.renew()

    def accept(self) -> None:
        """Ask the desk."""
        if not self.primary.is_free():
            return
        rows = self.changed_rows()
        fact = f.DefectFixed(
            results={row.code: DefectAnswer(row.choice.key()) for row in rows},
            reasons={row.code: row.reason.text().strip() for row in rows if row.needs_reason()},
        )
        said = tr("The result of the group is recorded")
        self.send(fact, self.by, lambda _view: self.host.say(said))


def _note(view: View, code: str) -> str:
    names = "、".join(view.m.name(p) for p in ticked_by(view, code))
    return tr("ticked as there by {names}").format(names=names) if names else ""


def _agreed(view: View) -> Iterator[tuple[str, str]]:
    """Item → the answer all experts here gave; where nobody said 存在 but they differ, 不存在."""
    for code in view.case.defect_items:
        said = [view.m.session.answers.get(p, {}).get(code) for p in view.case.present]
        if not said or None in said or DefectAnswer.PRESENT in said:
            continue
        one = said[0] if len(set(said)) == 1 else DefectAnswer.ABSENT
        yield code, (one or DefectAnswer.ABSENT).value


def answer(host: Host, parent: QWidget, person: str) -> None:
    """Open the list for one expert, identified now."""
    as_expert(
        host, person, tr("Answer the severe-defect list"), lambda by: AnswerSheet(host, parent, by).open()
    )


def fix(host: Host, parent: QWidget) -> None:
    """Open the result for the leader, identified now."""
    as_leader(host, tr("Fix the severe-defect list"), lambda by: FixSheet(host, parent, by).open())
