"""One person at the door in detail: posts, times, papers, and what can be done about him."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.models import facts as f
from app.models import quorum
from app.models.terms import DELEGATE_OF, Document, Factor, Stage
from app.ui.i18n import tr
from app.ui.stages.checkin_arrive import arrive, declare_now, sign_in_sheet
from app.ui.stages.checkin_forms import AbsenceSheet, EmployerSheet, as_verifier
from app.ui.stages.checkin_posts import change_post
from app.ui.stages.checkin_rare import ask_consent, clear_suspicion, is_rare, picture_name
from app.ui.stages.parts.ask import view_of
from app.ui.stages.parts.certificates import lines_of
from app.ui.stages.parts.people import hm, role_name, roles_of, roles_text, unit_name
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.theme import Space, Type
from app.ui.widgets import Button, FlowLayout, Kind, Sheet, Surface, WrapLabel

if TYPE_CHECKING:
    from app.models.entry import By
    from app.models.meeting import Meeting
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

DAY = frozenset(
    {
        Stage.CHECKIN,
        Stage.READY,
        Stage.STOPPED,
        Stage.SUSPENDED,
        Stage.IN_SESSION,
        Stage.PROPOSED,
        Stage.SIGNING,
    }
)
"""Stages in which somebody may come, go or sign at the door (4.2)."""

BEFORE = frozenset({Stage.CHECKIN, Stage.READY, Stage.STOPPED})


def factor_word(factor: Factor) -> str:
    """An identity factor in words."""
    words = {
        Factor.BADGE: tr("badge"),
        Factor.LOOK: tr("photo compared"),
        Factor.LAST4: tr("last four right"),
        Factor.CA_CERT: tr("certificate"),
        Factor.LIVE_VIDEO: tr("live video"),
    }
    return words[factor]


def facts_about(m: Meeting, person: str) -> Iterator[tuple[str, str]]:
    """Label and value of everything that is known about a person today."""
    yield tr("Unit of the person"), unit_name(m, person)
    who = m.people.get(person)
    if who and who.title:
        yield tr("Title of the person"), who.title
    yield tr("Posts of the person"), roles_text(roles_of(m, person))
    for h in m.posts:
        letter = quorum.letter_of(m, h.unit_code, person) if h.role in DELEGATE_OF.values() else None
        if h.person == person and letter:
            said = tr("No. {number}, by {delegator}").format(
                number=letter.letter.number, delegator=letter.letter.delegator
            )
            yield tr("Delegate letter"), said
    yield from _stays(m, person)
    yield from _papers(m, person)


def _stays(m: Meeting, person: str) -> Iterator[tuple[str, str]]:
    for span in m.spans.get(person, ()):
        factors = "、".join(factor_word(x) for x in span.factors)
        words = [roles_text(span.roles), factors, span.manual_reason]
        time = (
            f"{hm(span.came)}—{hm(span.left)}" if span.left else tr("since {time}").format(time=hm(span.came))
        )
        yield tr("Times here"), f"{time}　{' · '.join(x for x in words if x)}"
    if not m.first_came(person):
        yield tr("Times here"), tr("not here yet")


def _papers(m: Meeting, person: str) -> Iterator[tuple[str, str]]:
    declared = m.declarations.get(person)
    if declared:
        said = (
            tr("interest: {whom}").format(whom=declared.with_whom) if declared.interest else tr("no interest")
        )
        yield tr("Declaration"), said
    for (who, role), ticked in m.qualifications.items():
        if who == person:
            said = " · ".join(x for x in (ticked.tick.result.value, ticked.tick.note, ticked.by.name) if x)
            yield tr("Proof for {post}").format(post=role_name(role)), said
    for line in lines_of(m, person):
        yield tr("Electronic certificate"), line
    signed = m.signatures.get((Document.SIGN_IN, person))
    if signed:
        yield tr("Sign-in signature"), tr("signed the sign-in sheet at {time}").format(time=hm(signed.at))
    absent = m.absences.get(person)
    if absent:
        yield tr("Absence or leave"), f"{absent.absence.value} {absent.reason}".strip()
    yield from _incidents(m, person)


def _incidents(m: Meeting, person: str) -> Iterator[tuple[str, str]]:
    """What is rare: a suspected substitute and its end, a separate consent."""
    for one in m.substitutions:
        if one.person == person:
            yield tr("Maybe a substitute"), one.evidence
    if person in m.cleared:
        yield tr("Confirmed by the owner"), m.cleared[person].reason
    for (whom, what), answer in m.consents.items():
        if whom == person:
            asked = tr("Photo of the identity card") if what == "id_photo" else tr("Biometric data")
            yield tr("Separate consent"), f"{asked}：{tr('agreed') if answer.given else tr('not agreed')}"


class FactTable(QWidget):
    """Labels and values, the values wrapped."""

    def __init__(self, rows: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.rows = rows
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.XS + 2)
        grid.setColumnStretch(1, 1)
        for n, (label, value) in enumerate(rows):
            grid.addWidget(WrapLabel(label, Type.SMALL, ink="ink2"), n, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(WrapLabel(value, Type.BASE), n, 1)


class PersonSheet(Sheet):
    """Everything about one person, and the buttons for what may be done now."""

    def __init__(self, host: Host, parent: QWidget, person: str) -> None:
        view = view_of(host)
        m = view.m
        super().__init__(
            parent, m.name(person), roles_text(roles_of(m, person)), primary=tr("Close this sheet"), width=680
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.host, self.over, self.person, self.stage = host, parent, person, view.stage
        self.cancel.hide()
        self._ground = Surface("well", margin=Space.M)
        self._table: FactTable | None = None
        self.body.addWidget(self._ground)
        self._viewed(view)
        host.store.changed.connect(self._viewed)
        row = QWidget()
        flow = FlowLayout(row, Space.S)
        self.ways: dict[str, Button] = {}
        for key, text, kind, do in self._actions(m):
            button = Button(text, kind)
            button.clicked.connect(lambda _=False, act=do: self._leave_for(act))
            flow.addWidget(button)
            self.ways[key] = button
        self.body.addWidget(row)

    def _viewed(self, view: View) -> None:
        """What is known now, e.g. when the node has answered about a certificate; the buttons stay where they are."""
        rows = tuple(facts_about(view.m, self.person))
        if self._table is not None and self._table.rows == rows:
            return
        if self._table is not None:
            self._ground.box.removeWidget(self._table)
            self._table.deleteLater()
        self._table = FactTable(rows)
        self._ground.add(self._table)
        if self.isVisible():
            self.refit()

    def _leave_for(self, act: Callable[[], object]) -> None:
        self.done(int(self.DialogCode.Accepted))
        act()

    def _actions(self, m: Meeting) -> Iterator[tuple[str, str, Kind, Callable[[], object]]]:
        if self.stage not in DAY:
            return
        host, person, parent = self.host, self.person, self.over
        here, visitor = m.present(person), person in m.visitors
        if here:
            yield "out", tr("Check out"), Kind.SECONDARY, lambda: check_out(host, parent, person)
            if not visitor and (Document.SIGN_IN, person) not in m.signatures:
                yield (
                    "sign",
                    tr("Sign the sign-in sheet"),
                    Kind.SECONDARY,
                    lambda: _sign(host, parent, person),
                )
        elif not visitor:
            again = tr("Check in again") if m.first_came(person) else tr("Check in")
            yield "in", again, Kind.SECONDARY, lambda: arrive(host, parent, person)
        if here and person in m.experts and person not in m.declarations:
            yield (
                "declare",
                tr("Sign the declaration"),
                Kind.SECONDARY,
                lambda: declare_now(host, parent, person),
            )
        yield from self._rarer(m)

    def _rarer(self, m: Meeting) -> Iterator[tuple[str, str, Kind, Callable[[], object]]]:
        host, person, parent = self.host, self.person, self.over
        posts = tuple(
            (h.role, h.unit_code) for h in m.posts if h.person == person and h.unit_code in m.parties
        )
        if person in m.experts and not m.present(person):
            yield (
                "absent",
                tr("Leave or absence"),
                Kind.SECONDARY,
                lambda: AbsenceSheet(host, parent, person).open(),
            )
        if person in m.experts and self.stage in BEFORE and not m.experts[person].employer_code:
            yield "code", tr("Employer's code"), Kind.SECONDARY, lambda: employer(host, parent, person)
        if posts and self.stage in BEFORE:
            yield (
                "post",
                tr("Change the post holder"),
                Kind.SECONDARY,
                lambda: change_post(host, parent, posts),
            )
        yield from self._rarest(m)

    def _rarest(self, m: Meeting) -> Iterator[tuple[str, str, Kind, Callable[[], object]]]:
        host, person, parent = self.host, self.person, self.over
        if person not in m.pictured and is_rare(m.name(person)):
            as_picture = tr("The name as a picture...")
            yield "picture", as_picture, Kind.QUIET, lambda: picture_name(host, parent, person)
        if m.spans.get(person):
            yield "undo", tr("Undo the check-in"), Kind.QUIET, lambda: undo(host, parent, person)
        if m.suspected(person) and not m.present(person):
            himself = tr("The person himself has come")
            yield "clear", himself, Kind.SECONDARY, lambda: clear_suspicion(host, parent, person)
        if m.present(person) and person in m.people:
            yield "consent", tr("Separate consent..."), Kind.QUIET, lambda: ask_consent(host, parent, person)
        if person in m.people:
            yield "suspect", tr("Maybe a substitute"), Kind.DANGER, lambda: suspect(host, parent, person)


def _sign(host: Host, parent: QWidget, person: str) -> None:
    def then(by: By) -> None:
        sign_in_sheet(host, parent, view_of(host).m, by).open()

    host.identify(
        roles_of(view_of(host).m, person), tr("Signature for the sign-in sheet"), then, people=(person,)
    )


def employer(host: Host, parent: QWidget, person: str) -> None:
    """Open the employer's code for the verifier."""
    as_verifier(host, tr("Employer's code"), lambda by: EmployerSheet(host, parent, by, person).open())


def check_out(host: Host, parent: QWidget, person: str) -> None:
    """签退 with a reason; of an expert in session it is an early leaving (3.7)."""
    view = view_of(host)
    declared = view.m.declarations.get(person)
    usual = [tr("Leaves for a moment"), tr("Leaves early"), tr("Meeting is over")]
    if declared and declared.interest:
        usual.insert(0, tr("Keeps away because of an interest"))
    live = view.stage in {Stage.IN_SESSION, Stage.PROPOSED, Stage.SIGNING}
    warn = tr("The meeting is running: if a required person leaves it is suspended at once.") if live else ""

    def use(sheet: ReasonSheet, reason: str) -> None:
        said = tr("{name} is checked out").format(name=view.m.name(person))
        fact = f.PersonCheckedOut(person=person, reason=reason)
        sheet.send(fact, host.secretary(), lambda _view: host.say(said))

    title = tr("Check out: {name}").format(name=view.m.name(person))
    ReasonSheet(host, parent, title, use, sub=warn, usual=usual, primary=tr("Check out")).open()


def undo(host: Host, parent: QWidget, person: str) -> None:
    """Undo of the last check-in with its reason, until a transition has relied on it (8.7-9)."""
    m = view_of(host).m
    entry = m.spans[person][-1].entry

    def use(sheet: ReasonSheet, reason: str) -> None:
        sheet.send(f.FactUndone(target=entry, reason=reason), host.secretary())

    ReasonSheet(
        host,
        parent,
        tr("Undo the check-in of {name}").format(name=m.name(person)),
        use,
        sub=tr("The record stays and the undo is added to it with your reason."),
        usual=(tr("Wrong person chosen"), tr("Wrong post chosen")),
        primary=tr("Undo it"),
        danger=True,
    ).open()


def suspect(host: Host, parent: QWidget, person: str) -> None:
    """疑似替代 with what was seen (EC-05)."""
    m = view_of(host).m

    def use(sheet: ReasonSheet, reason: str) -> None:
        sheet.send(f.SubstitutionSuspected(person=person, evidence=reason), host.secretary())

    ReasonSheet(
        host,
        parent,
        tr("Maybe a substitute for {name}").format(name=m.name(person)),
        use,
        sub=tr("Write only what was seen. The owner decides what follows."),
        label=tr("What was seen"),
        usual=(tr("Face does not match the photo"), tr("Last four do not match"), tr("No document shown")),
        primary=tr("Record it"),
        danger=True,
    ).open()
