"""A person arrives: posts one by one, two factors, the notice; then his signature and, of an expert, the declaration (T04)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models.terms import Document, Factor, Level, Mode, Presence, Role
from app.services.desk import requests as r
from app.ui import theme
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.people import just_identified, role_name, roles_of, roles_text, unit_name
from app.ui.stages.parts.signature import SignatureSheet
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import Chip, FormRow, Segment, Segments, Surface, TextField, Tick, WrapLabel

if TYPE_CHECKING:
    from app.models.entry import By
    from app.models.meeting import Meeting
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

_FOUR = 4
YES, NO = "yes", "no"


class RoleQuestion(QWidget):
    """One post of several: is he here in it today (EC-01)? Nothing is preset."""

    def __init__(self, role: Role) -> None:
        super().__init__()
        self.role = role
        self.answer = Segments(
            [Segment(YES, tr("Yes, today"), Tone.PRESENT), Segment(NO, tr("No, not today"), Tone.NEUTRAL)]
        )
        self.answer.setFixedWidth(220)
        self.answer.setAccessibleName(role_name(role))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(WrapLabel(role_name(role)), 1)
        row.addWidget(self.answer)


class ArriveSheet(AskSheet):
    """Check-in of one person by the secretary; the verb compares the last four and judges the rest."""

    def __init__(self, host: Host, parent: QWidget, view: View, person: str, *, sign: bool = True) -> None:
        m = view.m
        self._sign = sign
        again = bool(m.first_came(person))
        who = m.people[person]
        sub = " · ".join(x for x in (unit_name(m, person), who.title, _tail(who.phone_tail)) if x)
        title = tr("{name} comes back").format(name=who.name) if again else who.name
        super().__init__(host, parent, title, sub, primary=tr("Check this person in"), width=600)
        self.person = person
        self.roles = roles_of(m, person)
        self.questions = [RoleQuestion(role) for role in self.roles] if len(self.roles) > 1 else []
        self._ask_posts()
        self.presence = Segments(
            [
                Segment(Presence.ONSITE.value, tr("In the room"), Tone.BRAND),
                Segment(Presence.REMOTE.value, tr("By video"), Tone.BRAND),
            ]
        )
        self.presence.set_key(Presence.ONSITE.value)
        self.presence_row = FormRow(tr("How he takes part"), self.presence, required=True)
        self.presence_row.setVisible(may_be_remote(view, person))
        self.body.addWidget(self.presence_row)
        self._ask_factors()
        self.first = self.questions[0].answer.buttons()[0] if self.questions else self.four
        for question in self.questions:
            question.answer.chosen.connect(self.renew)
        self.renew()

    def _ask_posts(self) -> None:
        if not self.questions:
            self.body.addWidget(Chip(roles_text(self.roles), Tone.BRAND, bold=True))
            return
        ground = Surface("well", margin=Space.M)
        ground.add(WrapLabel(tr("In which posts today? Answer each one."), Type.BASE - 1, bold=True))
        for question in self.questions:
            ground.add(question)
        self.body.addWidget(ground)

    def _ask_factors(self) -> None:
        self.four = TextField("", tr("last four of the document"), longest=_FOUR)
        self.four.setValidator(
            QRegularExpressionValidator(QRegularExpression(r"[0-9]{0,3}[0-9Xx]?"), self.four)
        )
        self.four.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.four.setFont(theme.figures(Type.CLOCK))
        self.look = Tick(tr("I have compared the person with the photo of the document"))
        self.why = TextField(tr("No badge; document and photo compared"), longest=100)
        self.notice = Tick(tr("The notice on personal information was shown to this person"), checked=True)
        self.cert = Tick(tr("His certificate was checked: it is valid and his own"))
        self.live = Tick(tr("I see the person live and have compared the face with the roster"))
        self.four_row = FormRow(tr("Last four of the identity document"), self.four, required=True)
        self.why_row = FormRow(tr("Why by hand (no badge)"), self.why, required=True)
        for widget in (self.four_row, self.look, self.cert, self.live, self.why_row, self.notice):
            self.body.addWidget(widget)
        for tick in (self.cert, self.live):
            tick.hide()
            tick.toggled.connect(self.renew)
        self.presence.chosen.connect(self._presence)
        self.four.textChanged.connect(self.renew)
        self.why.textChanged.connect(self.renew)
        self.look.toggled.connect(self.renew)
        self.notice.toggled.connect(self.renew)

    def remote(self) -> bool:
        """Does he take part by video?"""
        return self.presence.key() == Presence.REMOTE.value

    def _presence(self, _key: str) -> None:
        for widget in (self.four_row, self.look, self.why_row):
            widget.setVisible(not self.remote())
        for tick in (self.cert, self.live):
            tick.setVisible(self.remote())
        self.renew()
        self.refit()

    def taken(self) -> tuple[Role, ...]:
        """The posts he is here in."""
        if not self.questions:
            return self.roles
        return tuple(q.role for q in self.questions if q.answer.key() == YES)

    def lack(self) -> str:
        """What is still lacking, in the order of the sheet."""
        if any(not q.answer.key() for q in self.questions):
            return tr("Answer for each post first.")
        if not self.taken():
            return tr("Choose at least one post.")
        lacking = self._lack_remote() if self.remote() else self._lack_here()
        if lacking:
            return lacking
        return "" if self.notice.isChecked() else tr("Show the notice on personal information first.")

    def _lack_here(self) -> str:
        if len(self.four.text()) < _FOUR:
            return tr("Type the last four of the document.")
        if not self.look.isChecked():
            return tr("Compare the face with the photo and tick it.")
        return "" if self.why.text().strip() else tr("Say why by hand.")

    def _lack_remote(self) -> str:
        both = self.cert.isChecked() and self.live.isChecked()
        return "" if both else tr("Check the certificate and the live picture, and tick both.")

    def renew(self) -> None:
        """Block or free the primary button."""
        self.primary.set_blocked(self.lack())

    def accept(self) -> None:
        """Ask the desk."""
        if not self.primary.is_free():
            return
        remote = self.remote()
        request = r.CheckIn(
            person=self.person,
            roles=self.taken(),
            factors=(Factor.CA_CERT, Factor.LIVE_VIDEO) if remote else (Factor.LOOK, Factor.LAST4),
            last4="" if remote else self.four.text().upper(),
            presence=Presence.REMOTE if remote else Presence.ONSITE,
            notice=self.notice.isChecked(),
            manual_reason=tr("by video, certificate and live picture checked")
            if remote
            else self.why.text().strip(),
        )
        host, person, parent = self.host, self.person, self.over
        by = host.at_the_door()
        if self._sign:
            self.send(request, by, lambda view: came_in(host, parent, view, person))
        else:
            self.send(request, by)


def may_be_remote(view: View, person: str) -> bool:
    """An expert may take part by video where the pack has that mode, or lets it through with a signature (C35, EC-28)."""
    m, pack = view.m, view.case.pack
    if person not in m.experts:
        return False
    closed = pack.check("C35").level is Level.BLOCK
    if m.mode is Mode.ONSITE and closed:
        return False
    return Mode.REMOTE_VIDEO in pack.meeting.modes or not closed


def _tail(phone: str) -> str:
    return tr("phone ends {tail}").format(tail=phone) if phone else ""


def arrive(host: Host, parent: QWidget, person: str) -> None:
    """Open the check-in of a person of the roster."""
    ArriveSheet(host, parent, view_of(host), person).open()


def came_in(host: Host, parent: QWidget, view: View, person: str) -> None:
    """After the check-in: the person's signature for the sign-in sheet, then an expert's declaration."""
    by = just_identified(view.m, person)
    host.say(tr("{name} is checked in").format(name=view.m.name(person)))

    def declare() -> None:
        m = view_of(host).m
        if person in m.present_experts() and person not in m.declarations:
            DeclareSheet(host, parent, m, by).open()

    if (Document.SIGN_IN, person) in view.m.signatures:
        declare()
        return
    sheet = sign_in_sheet(host, parent, view.m, by)
    sheet.finished.connect(lambda _code: declare())
    sheet.open()


def sign_in_sheet(host: Host, parent: QWidget, m: Meeting, by: By) -> SignatureSheet:
    """The person signs for the sign-in sheet (3.1); who signs on paper goes on without."""
    said = tr("{name}, {posts}\n{unit}\nI attend the review of '{plan}'.").format(
        name=m.name(by.person),
        posts=roles_text(m.spans[by.person][-1].roles),
        unit=unit_name(m, by.person),
        plan=m.info.plan.name,
    )

    def use(sheet: SignatureSheet, drawing: r.Drawing) -> None:
        sheet.send(r.Sign(person=by.person, document=Document.SIGN_IN, drawing=drawing), by)

    return SignatureSheet(
        host,
        parent,
        tr("Signature for the sign-in sheet"),
        said,
        use,
        skip=tr("Signs on paper"),
    )


class DeclareSheet(SignatureSheet):
    """回避声明 by the expert himself: no interest with his signature, or an interest and with whom (C34, C37)."""

    def __init__(self, host: Host, parent: QWidget, m: Meeting, by: By) -> None:
        self._by = by
        self.choice = Segments(
            [
                Segment("none", tr("No interest"), Tone.PRESENT),
                Segment("some", tr("There is an interest"), Tone.BLOCK),
            ]
        )
        self.whom = TextField("", tr("unit or person, and what interest"), longest=200)
        self.whom_row = FormRow(tr("With whom"), self.whom, required=True)
        self.whom_row.hide()
        super().__init__(
            host,
            parent,
            tr("Declaration on interests: {name}").format(name=m.name(by.person)),
            statement(m),
            self._send,
            sub=tr("Decided and signed by the expert alone."),
            primary=tr("Confirm the declaration"),
            skip=tr("Sign it later"),
        )
        self.extra.addWidget(self.choice)
        self.extra.addWidget(self.whom_row)
        self.choice.setAccessibleName(tr("Is there an interest?"))
        self.first = self.choice.buttons()[0]
        self.choice.chosen.connect(self._chosen)
        self.whom.textChanged.connect(self.renew)

    def _chosen(self, key: str) -> None:
        self.whom_row.setVisible(key == "some")
        self.renew()
        self.refit()

    def lack(self) -> str:
        """The answer, and with whom."""
        if not self.choice.key():
            return tr("The expert must choose one of the two.")
        if self.choice.key() == "some" and not self.whom.text().strip():
            return tr("Write with whom.")
        return ""

    def renew(self) -> None:
        """An interest is taken as said, also without a signature (never turned away)."""
        if self.choice.key() == "some":
            self.primary.set_blocked(self.lack())
        else:
            super().renew()

    def accept(self) -> None:
        """An interest may come without ink."""
        if self.primary.is_free() and self.box.is_blank():
            self._send(self, None)
        else:
            super().accept()

    def _send(self, _sheet: SignatureSheet, drawing: r.Drawing | None) -> None:
        interest = self.choice.key() == "some"
        request = r.Declare(
            person=self._by.person,
            interest=interest,
            with_whom=self.whom.text().strip() if interest else "",
            drawing=drawing,
        )
        self.send(request, self._by)


def statement(m: Meeting) -> str:
    """The words of the declaration as shown to the expert (HB)."""
    units = "、".join(p.name for p in m.parties.values())
    return tr(
        "I have no interest in this project, in the plan under review or in its participants ({units}) "
        "that could affect a fair review, and I have not reviewed this plan for another institution."
    ).format(units=units)


def declare_now(host: Host, parent: QWidget, person: str) -> None:
    """The expert declares; he is identified first."""
    title = tr("Declaration on interests")

    def then(by: By) -> None:
        DeclareSheet(host, parent, view_of(host).m, by).open()

    host.identify((Role.EXPERT,), title, then, people=(person,))
