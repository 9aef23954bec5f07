"""专家个人审查意见表 (3.3), whole: conclusion, three topics, nine parts, own defect answers, rows, wants, wishes, signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models import facts as f
from app.models.checks.session import PARTS, TOPICS
from app.models.terms import Conformity, DefectAnswer, PartTick, Verdict
from app.services.desk import requests as r
from app.ui.i18n import tr
from app.ui.stages.parts.ask import view_of
from app.ui.stages.parts.experts import as_expert
from app.ui.stages.parts.signature import SignatureSheet
from app.ui.stages.review_defects import answer
from app.ui.stages.review_formrows import OpinionRows, Ticks
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    FitScroll,
    FormRow,
    Kind,
    Notice,
    Segment,
    Segments,
    State,
    Surface,
    TextArea,
    TextField,
    WrapLabel,
)

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.desk.desk import View
    from app.services.desk.requests import Drawing
    from app.ui.stages.base import Host

VERDICT_TONE = {
    Verdict.PASS: Tone.PRESENT,
    Verdict.PASS_AFTER_REVISION: Tone.WARNING,
    Verdict.FAIL: Tone.BLOCK,
}
_TOPIC_TONE = {
    Conformity.CONFORMS: Tone.PRESENT,
    Conformity.MOSTLY: Tone.WARNING,
    Conformity.FAILS: Tone.BLOCK,
}
_PART_TONE = {
    PartTick.THERE: Tone.PRESENT,
    PartTick.MISSING: Tone.BLOCK,
    PartTick.NOT_APPLICABLE: Tone.NEUTRAL,
}


class FormSheet(SignatureSheet):
    """One expert's form; he alone fills it in and signs it."""

    def __init__(self, host: Host, parent: QWidget, by: By) -> None:
        self._by = by
        view = view_of(host)
        was = view.m.session.forms.get(by.person)
        self._fields(view, was)
        super().__init__(
            host,
            parent,
            tr("Personal opinion: {name}").format(name=by.name),
            "",
            self._send,
            sub=tr("Written independently. The others see it when all experts have submitted."),
            primary=tr("Sign and submit"),
            width=980,
        )
        self.box.pad.setFixedHeight(110)
        self.first = self.choice.buttons()[0]
        self.extra.addWidget(self._page(view), 1)
        only = Button(tr("Only the conclusion"), Kind.QUIET)
        only.clicked.connect(self._only)
        self.add_foot(only)
        self.only = only
        self._listen()
        self.renew()

    def _fields(self, view: View, was: f.PersonalFormSubmitted | None) -> None:
        case, given = view.case, view.m.session.conclusions.get(self._by.person)
        self.choice = Segments(Segment(k.value, k.value, tone) for k, tone in VERDICT_TONE.items())
        self.choice.set_key(given.value if given else "")
        self.topics = [
            Ticks(
                f"（{'一二三'[n - 1]}）{case.topic(n)}",
                Segments(Segment(k.value, k.value, tone) for k, tone in _TOPIC_TONE.items()),
            )
            for n in TOPICS
        ]
        self.parts = [
            Ticks(
                f"{n}. {case.plan_part(n)}",
                Segments(Segment(k.value, k.value, tone) for k, tone in _PART_TONE.items()),
                TextField("", tr("what is lacking"), longest=200),
            )
            for n in PARTS
        ]
        self.opinion = TextArea(was.opinion if was else "", least=2, most=6, longest=4000)
        self.rows = OpinionRows(was.rows if was else ())
        self.visit = TextField(
            was.site_visit if was else "", tr("e.g. 11-18, site walked with the contractor")
        )
        self.wants = TextArea(was.wants if was else "", least=1, most=3, longest=1000)
        self.nodes = TextArea("\n".join(was.nodes) if was else "", tr("one per line"), least=1, most=4)
        self.reserve = TextArea(was.reserve if was else "", least=1, most=3)
        if was:
            self._fill(was)

    def _fill(self, was: f.PersonalFormSubmitted) -> None:
        for line, said in zip(self.topics, was.topics, strict=False):
            line.choice.set_key(said.value)
        ticked = {part.part: part for part in was.parts}
        for n, line in zip(PARTS, self.parts, strict=True):
            if n in ticked:
                line.choice.set_key(ticked[n].tick.value)
                if line.remark:
                    line.remark.setText(ticked[n].remark)

    def _page(self, view: View) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, Space.S, 0)
        column.setSpacing(Space.M)
        column.addWidget(FormRow(tr("My conclusion"), self.choice, required=True))
        column.addWidget(FormRow(tr("My opinion"), self.opinion, tr("or write rows below")))
        self._quote(view, column)
        column.addWidget(FormRow(tr("Opinions one by one"), self.rows))
        for title, lines in ((tr("The three topics"), self.topics), (tr("The nine parts"), self.parts)):
            card = Surface("well", margin=Space.M)
            card.add(WrapLabel(title, Type.BASE, bold=True))
            for line in lines:
                card.add(line)
            column.addWidget(card)
        column.addWidget(self._defects(view))
        column.addWidget(FormRow(tr("Visit of the site (when)"), self.visit))
        column.addWidget(FormRow(tr("Papers or explanations still wanted"), self.wants))
        column.addWidget(FormRow(tr("Key nodes I suggest"), self.nodes))
        column.addWidget(FormRow(tr("Reservation, if any"), self.reserve))
        column.addStretch(1)
        return FitScroll(inner, least=260)

    def _defects(self, view: View) -> QWidget:
        said = view.m.session.answers.get(self._by.person, {})
        found = [code for code, x in said.items() if x is DefectAnswer.PRESENT]
        text = tr("Severe defects: {n} of {all} answered by me").format(
            n=len(said), all=len(view.case.defect_items)
        )
        if found:
            text = f"{text}；{tr('there is: {items}').format(items='、'.join(found))}"
        state = State.BLOCK if found else State.NOTE
        notice = Notice(text, state, action=tr("Answer the list"))
        notice.acted.connect(lambda: answer(self.host, self.over, self._by.person))
        return notice

    def _quote(self, view: View, column: QVBoxLayout) -> None:
        """Offer the expert's own first opinion from before the day."""
        expert = view.m.experts.get(self._by.person)
        before = expert.prereview.opinion if expert and expert.prereview else ""
        if before:
            take = Button(tr("Take over my first opinion"), Kind.LINK)
            take.clicked.connect(lambda: self.opinion.setPlainText(before))
            column.addWidget(take)

    def _listen(self) -> None:
        self.choice.chosen.connect(self.renew)
        self.opinion.textChanged.connect(self.renew)
        self.rows.changed.connect(self.renew)
        for line in (*self.topics, *self.parts):
            line.choice.chosen.connect(self.renew)
            if line.remark:
                line.remark.textChanged.connect(self.renew)

    # --- what is said ---------------------------------------------------------------------------

    def said_parts(self) -> tuple[f.PlanPart, ...]:
        """The parts that are ticked."""
        return tuple(
            f.PlanPart(
                part=n,
                tick=PartTick(line.choice.key()),
                remark=line.remark.text().strip() if line.remark else "",
            )
            for n, line in zip(PARTS, self.parts, strict=True)
            if line.choice.key()
        )

    def said_topics(self) -> tuple[Conformity, ...]:
        """The three topics, or none while one of them is open."""
        keys = [line.choice.key() for line in self.topics]
        return tuple(Conformity(key) for key in keys) if all(keys) else ()

    def lack(self) -> str:
        """Conclusion, an opinion in words or rows, whole topics, and what a lacking part lacks."""
        if not self.choice.key():
            return tr("Choose your conclusion first.")
        if not self.opinion.toPlainText().strip() and not self.rows.rows():
            return tr("Write your opinion first.")
        if any(line.choice.key() for line in self.topics) and not self.said_topics():
            return tr("Answer all three topics, or none.")
        if any(p.tick is PartTick.MISSING and not p.remark for p in self.said_parts()):
            return tr("Say what is lacking in the part ticked as lacking.")
        return self.rows.lack()

    def request(self, drawing: Drawing | None = None) -> r.SubmitForm:
        """The form as it is to be sent."""
        return r.SubmitForm(
            expert=self._by.person,
            conclusion=Verdict(self.choice.key()),
            topics=self.said_topics(),
            parts=self.said_parts(),
            opinion=self.opinion.toPlainText().strip(),
            rows=self.rows.rows(),
            site_visit=self.visit.text().strip(),
            wants=self.wants.toPlainText().strip(),
            nodes=tuple(x.strip() for x in self.nodes.toPlainText().splitlines() if x.strip()),
            reserve=self.reserve.toPlainText().strip(),
            drawing=drawing,
        )

    def shown(self) -> str:
        """What stands in the form when it is signed."""
        return form_words(self.request())

    def renew(self) -> None:
        """The conclusion alone needs no text."""
        super().renew()
        if hasattr(self, "only"):
            self.only.set_blocked("" if self.choice.key() else tr("Choose your conclusion first."))

    def _send(self, _sheet: SignatureSheet, drawing: Drawing) -> None:
        said = tr("The form of {name} is submitted").format(name=self._by.name)
        self.send(self.request(drawing), self._by, lambda _view: self.host.say(said))

    def _only(self) -> None:
        fact = f.PersonalConclusionGiven(expert=self._by.person, conclusion=Verdict(self.choice.key()))
        self.send(fact, self._by)


def form_words(said: r.SubmitForm | f.PersonalFormSubmitted) -> str:
    """All that a form says, line by line: for the eyes of others when all are in, and for what a signature binds."""
    parts: list[tuple[Callable[[], str], str]] = [
        (lambda: tr("Topics: {text}"), "、".join(x.value for x in said.topics)),
        (
            lambda: tr("Parts: {text}"),
            "、".join(
                f"{x.part}{x.tick.value}{x.remark}" for x in said.parts if x.tick is not PartTick.THERE
            ),
        ),
        (lambda: tr("Visit: {text}"), said.site_visit),
        (lambda: tr("Wanted: {text}"), said.wants),
        (lambda: tr("Key nodes suggested: {text}"), "；".join(said.nodes)),
        (lambda: tr("Reservation: {text}"), said.reserve),
    ]
    rows = [
        "　".join(x for x in (f"{n}. {row.place}", row.problem, row.advice, row.basis) if x)
        for n, row in enumerate(said.rows, 1)
    ]
    named = [make().format(text=text) for make, text in parts if text]
    return "\n".join(x for x in (said.opinion, *rows, *named) if x)


def write_form(host: Host, parent: QWidget, person: str) -> None:
    """Open the form for one expert, identified now."""
    as_expert(host, person, tr("Personal opinion form"), lambda by: FormSheet(host, parent, by).open())
