"""提问与资料要求 (ZZ§11（三）, ZZ-06): what an expert asks for, and what was answered or handed over; printed in the minutes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Literal, get_args

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.models import facts as f
from app.models.terms import Role
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.experts import DELIBERATION
from app.ui.stages.parts.people import roles_of, roles_text
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    Chip,
    Choice,
    EmptyState,
    FitScroll,
    FormRow,
    Kind,
    Segment,
    Segments,
    State,
    Surface,
    TextArea,
    WrapLabel,
)

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

Ask = Literal["说明", "踏勘", "资料", "检测数据"]
ASKS: tuple[Ask, ...] = get_args(Ask)


class QuestionSheet(AskSheet):
    """One expert asks: an explanation, a visit of the site, papers, or raw test data."""

    def __init__(self, host: Host, parent: QWidget, by: By) -> None:
        super().__init__(
            host,
            parent,
            tr("{name} asks").format(name=by.name),
            tr(
                "An expert may ask for explanations, the site, papers and raw test data. It is kept in the minutes."
            ),
            primary=tr("Record the question"),
            width=640,
        )
        self._by = by
        self.kind = Segments(Segment(x, x, Tone.BRAND) for x in ASKS)
        self.kind.setAccessibleName(tr("What is asked for"))
        self.text = TextArea("", tr("What exactly"), least=3, most=8, longest=2000)
        self.body.addWidget(FormRow(tr("What is asked for"), self.kind, required=True))
        self.body.addWidget(FormRow(tr("Question"), self.text, required=True))
        self.first = self.kind.buttons()[0]
        self.kind.chosen.connect(lambda _key: self.renew())
        self.text.textChanged.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Say what is lacking."""
        reason = ""
        if not self.kind.key():
            reason = tr("Choose what is asked for.")
        elif not self.text.toPlainText().strip():
            reason = tr("Write the question.")
        self.primary.set_blocked(reason)

    def accept(self) -> None:
        """Ask the desk."""
        if self.primary.is_free():
            asked = next(x for x in ASKS if x == self.kind.key())
            fact = f.QuestionAsked(
                question=f"q-{uuid.uuid4().hex[:10]}",
                expert=self._by.person,
                ask=asked,
                text=self.text.toPlainText().strip(),
            )
            self.send(fact, self._by)


class AnswerSheet(AskSheet):
    """What was answered or handed over, and by whom of those present."""

    def __init__(self, host: Host, parent: QWidget, question: f.QuestionAsked) -> None:
        view = view_of(host)
        m = view.m
        super().__init__(
            host,
            parent,
            tr("Answer to {name}").format(name=m.name(question.expert)),
            f"{question.ask}：{question.text}",
            primary=tr("Record the answer"),
            width=640,
        )
        self._question = question
        was = m.session.replies.get(question.question)
        here = [p for p in m.people if m.present(p) and p not in m.experts]
        people = [(p, f"{m.name(p)} · {roles_text(roles_of(m, p))}") for p in here]
        self.who = Choice([("", tr("Nobody in particular")), *people])
        self.who.set_key(was.answered_by if was else "")
        self.text = TextArea(was.answer if was else "", least=3, most=8, longest=4000)
        self.body.addWidget(FormRow(tr("Answered by"), self.who))
        self.body.addWidget(FormRow(tr("Answer, or what was handed over"), self.text, required=True))
        self.first = self.text
        self.text.textChanged.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Say what is lacking."""
        self.primary.set_blocked("" if self.text.toPlainText().strip() else tr("Write the answer."))

    def accept(self) -> None:
        """Ask the desk."""
        if self.primary.is_free():
            fact = f.QuestionAnswered(
                question=self._question.question,
                answer=self.text.toPlainText().strip(),
                answered_by=self.who.key(),
            )
            self.send(fact, self.host.secretary())


class QuestionCard(Surface):
    """One question with its answer."""

    def __init__(self, host: Host, page: QWidget, question: f.QuestionAsked) -> None:
        super().__init__("card", margin=Space.M)
        self.host, self.page, self.question = host, page, question
        self.kind = Chip(question.ask, Tone.BRAND)
        self.name = WrapLabel("", Type.NAME, bold=True)
        self.state = Chip("", Tone.NEUTRAL)
        self.answer = Button(tr("Record the answer"), Kind.SECONDARY)
        self.answer.clicked.connect(lambda: AnswerSheet(host, page, self.question).open())
        self.said = WrapLabel("", Type.BASE)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(self.kind, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.name, 1)
        head.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.answer)
        self.box.addLayout(head)
        self.box.addWidget(WrapLabel(question.text, Type.BASE))
        self.box.addWidget(self.said)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_view(self, view: View) -> None:
        """Draw the answer as the facts have it."""
        m, question = view.m, self.question
        reply = m.session.replies.get(question.question)
        self.name.setText(m.name(question.expert))
        if reply is None:
            self.state.set_chip(tr("not answered"), Tone.WARNING, State.WARNING)
        else:
            self.state.set_chip(tr("answered"), Tone.PRESENT, State.PRESENT)
        who = m.name(reply.answered_by) if reply and reply.answered_by else ""
        self.said.setText("：".join(x for x in (who, reply.answer) if x) if reply else "")
        self.said.setVisible(reply is not None)
        self.answer.setText(tr("Change the answer") if reply else tr("Record the answer"))
        self.answer.setAccessibleName(f"{m.name(question.expert)}，{self.answer.text()}")
        self.answer.set_blocked(
            "" if view.stage in DELIBERATION else tr("Only while the experts deliberate.")
        )


class QuestionsPage(QWidget):
    """All questions, the unanswered first."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.cards: dict[str, QuestionCard] = {}
        self.ask_button = Button(tr("An expert asks..."), Kind.SECONDARY, icon_name="plus")
        self.ask_button.clicked.connect(self.ask)
        self.empty = EmptyState(
            tr("Nobody has asked for anything yet."),
            tr("Explanations, a visit of the site, papers or raw test data: each is kept with its answer."),
            small=True,
        )
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, Space.S, 0)
        self._column.setSpacing(Space.S)
        self._column.addStretch(1)
        head = QHBoxLayout()
        head.addWidget(self.ask_button)
        head.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.S)
        outer.addLayout(head)
        outer.addWidget(self.empty)
        outer.addWidget(FitScroll(inner, least=200), 1)

    def show_view(self, view: View) -> None:
        """Draw the questions."""
        session = view.m.session
        order = sorted(session.questions.values(), key=lambda q: q.question in session.replies)
        for key in [k for k in self.cards if k not in session.questions]:
            self.cards.pop(key).deleteLater()
        for n, question in enumerate(order):
            if question.question not in self.cards:
                self.cards[question.question] = QuestionCard(self.host, self, question)
            card = self.cards[question.question]
            if self._column.indexOf(card) != n:
                self._column.insertWidget(n, card)
            card.show_view(view)
        self.empty.setVisible(not order)
        self.ask_button.set_blocked(
            "" if view.stage in DELIBERATION else tr("Only while the experts deliberate.")
        )

    def ask(self) -> None:
        """One of the experts present, identified now, asks."""
        here = view_of(self.host).case.present
        title = tr("An expert asks for something")
        self.host.identify(
            (Role.EXPERT,), title, lambda by: QuestionSheet(self.host, self, by).open(), people=here
        )
