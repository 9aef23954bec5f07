"""资质资格核对 (C30) by the verifier, and 建设单位核对签认 on the rows as they are (C29)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.models import facts as f
from app.models.checks.desk import required_people
from app.models.terms import Proof, Role, Tick
from app.services.desk import requests as r
from app.ui.i18n import tr
from app.ui.stages.checkin_forms import as_verifier
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.certificates import is_proof, lines_of
from app.ui.stages.parts.people import OWNERS, role_name, unit_name
from app.ui.stages.parts.signature import SignatureSheet
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import Button, Choice, Kind, Segment, Segments, Surface, TextField, WrapLabel

if TYPE_CHECKING:
    from app.models.entry import By
    from app.models.meeting import Meeting
    from app.services.desk.desk import View
    from app.services.desk.requests import Drawing
    from app.ui.stages.base import Host


def proof_rows(view: View) -> list[tuple[str, Role]]:
    """(person, post) that must be looked at, the open ones first."""
    rows = required_people(view.case)
    return sorted(rows, key=lambda row: row in view.m.qualifications)


def proofs_open(view: View) -> int:
    """How many rows nobody has looked at yet."""
    return sum(1 for row in required_people(view.case) if row not in view.m.qualifications)


class ProofRow(Surface):
    """One person in one post: what is on the roster, what was shown, and the answer."""

    def __init__(self, m: Meeting, person: str, role: Role) -> None:
        super().__init__("well", margin=Space.S)
        self.person, self.role = person, role
        ticked = m.qualifications.get((person, role))
        self.was = ticked.tick if ticked else None
        kinds = [
            (Proof.PAPER, tr("original on paper")),
            (Proof.E_CERT, tr("electronic certificate")),
            (Proof.ROSTER, tr("signed roster")),
        ]
        self.proof = Choice([(k.value, text) for k, text in kinds])
        self._chosen = False
        self.proof.activated.connect(self._choose)
        self.proof.setFixedWidth(168)
        tones = {Tick.CONFORMS: Tone.PRESENT, Tick.NOT_BROUGHT: Tone.WARNING, Tick.NOT_CONFORMING: Tone.BLOCK}
        self.result = Segments(Segment(k.value, k.value, tone) for k, tone in tones.items())
        self.result.setFixedWidth(320)
        self.result.set_key(self.was.result.value if self.was else "")
        self.note = TextField(self.was.note if self.was else "", tr("remark on the proof"), longest=100)
        self.note.setFixedWidth(150)
        name = f"{m.name(person)}，{role_name(role)}"
        for control, word in (
            (self.proof, tr("Proof shown")),
            (self.result, tr("Result of the check")),
            (self.note, tr("remark on the proof")),
        ):
            control.setAccessibleName(f"{name}，{word}")
        self._lay_out(m, person, role)
        self.show_meeting(m)

    def _choose(self, _n: int) -> None:
        """From now on it is what the verifier says, whatever is scanned afterwards."""
        self._chosen = True

    def show_meeting(self, m: Meeting) -> None:
        """The e-certificates he has shown and how they stand; one with nothing against it is the proof beforehand."""
        self.shown.setText("\n".join(lines_of(m, self.person)))
        self.shown.setVisible(bool(self.shown.text()))
        proof = is_proof(m, self.person)
        self.shown.set_ink("ink" if proof else Tone.BLOCK)
        if self._chosen:
            return
        usual = Proof.ROSTER if self.role is Role.EXPERT else Proof.PAPER
        if proof:
            usual = Proof.E_CERT
        self.proof.set_key((self.was.proof if self.was else usual).value)

    def _lay_out(self, m: Meeting, person: str, role: Role) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(WrapLabel(m.name(person), Type.NAME, bold=True))
        words.addWidget(WrapLabel(f"{role_name(role)} · {unit_name(m, person)}", Type.SMALL, ink="ink2"))
        words.addWidget(WrapLabel(_certificates(m, person, role), Type.SMALL, ink="ink2"))
        self.shown = WrapLabel("", Type.SMALL)
        words.addWidget(self.shown)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addLayout(words, 1)
        for control in (self.proof, self.result, self.note):
            row.addWidget(control)
        self.box.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def tick(self) -> f.QualificationTick | None:
        """The answer if there is one and it differs from what stands."""
        key = self.result.key()
        if not key:
            return None
        tick = f.QualificationTick(
            person=self.person,
            role=self.role,
            result=Tick(key),
            proof=Proof(self.proof.key()),
            note=self.note.text().strip(),
        )
        return None if tick == self.was else tick


def _certificates(m: Meeting, person: str, role: Role) -> str:
    """What the roster says he has to show."""
    if role is Role.EXPERT:
        number = m.experts[person].certificate
        return tr("expert certificate {number}").format(number=number) if number else ""
    shown = [
        " ".join(x for x in (c.kind, c.number, _until(c.expires.isoformat() if c.expires else "")) if x)
        for c in (m.people[person].certificates if person in m.people else ())
    ]
    return "；".join(shown)


def _until(day: str) -> str:
    return tr("valid until {day}").format(day=day) if day else ""


class ProofSheet(AskSheet):
    """All required people with what they show; 全部符合, then the exceptions."""

    def __init__(self, host: Host, parent: QWidget, by: By) -> None:
        view = view_of(host)
        super().__init__(
            host,
            parent,
            tr("Check of qualifications"),
            tr("Checked by {name}. First 'all conform', then change the exceptions.").format(name=by.name),
            primary=tr("Record the check"),
            width=1120,
        )
        self._by = by
        self.left = WrapLabel("", Type.NAME, bold=True)
        self.all = Button(tr("All the rest conform"), Kind.SECONDARY)
        self.all.clicked.connect(self._all)
        self.first = self.all
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(self.left, 1)
        head.addWidget(self.all)
        self.body.addLayout(head)
        if view.case.pack.checkin.ecert_scan:
            hint = tr(
                "For an e-certificate: scan the badge of the person, then the QR code of the certificate."
            )
            self.body.addWidget(WrapLabel(hint, Type.SMALL, ink="ink2"))
        box = self.scrolled(least=360)
        box.setSpacing(Space.S)
        self.rows = [ProofRow(view.m, person, role) for person, role in proof_rows(view)]
        for row in self.rows:
            box.addWidget(row)
            row.result.chosen.connect(self.renew)
            row.proof.currentIndexChanged.connect(self.renew)
            row.note.textChanged.connect(self.renew)
        box.addStretch(1)
        host.store.changed.connect(self._viewed)
        self.renew()

    def _viewed(self, view: View) -> None:
        """A certificate was scanned, or the central node has answered about one."""
        for row in self.rows:
            row.show_meeting(view.m)

    def _all(self) -> None:
        for row in self.rows:
            if not row.result.key():
                row.result.set_key(Tick.CONFORMS.value)
        self.renew()

    def ticks(self) -> tuple[f.QualificationTick, ...]:
        """What would be recorded."""
        return tuple(tick for row in self.rows if (tick := row.tick()) is not None)

    def renew(self) -> None:
        """Count what is open."""
        left = sum(1 for row in self.rows if not row.result.key())
        self.left.setText(
            tr("{n} of {all} still to be checked").format(n=left, all=len(self.rows))
            if left
            else tr("All {all} are checked").format(all=len(self.rows))
        )
        self.all.set_blocked("" if left else tr("Nothing is open."))
        self.primary.set_blocked("" if self.ticks() else tr("Nothing was changed here."))

    def accept(self) -> None:
        """Ask the desk."""
        if self.primary.is_free():
            said = tr("The check is recorded")
            self.send(
                f.QualificationsChecked(ticks=self.ticks()), self._by, lambda _view: self.host.say(said)
            )


def check_proofs(host: Host, parent: QWidget) -> None:
    """Open the check for the verifier."""
    as_verifier(host, tr("Check of qualifications"), lambda by: ProofSheet(host, parent, by).open())


def verify(host: Host, parent: QWidget) -> None:
    """建设单位核对签认: what is open first, then the owner's signature on the rows (C29)."""
    title = tr("Verification by the owner")

    def then(by: By) -> None:
        if proofs_open(view_of(host)):
            sheet = ProofSheet(host, parent, by)
            sheet.accepted.connect(lambda: verify_sheet(host, parent, by).open())
            sheet.open()
        else:
            verify_sheet(host, parent, by).open()

    host.identify(OWNERS, title, then)


def verify_sheet(host: Host, parent: QWidget, by: By) -> SignatureSheet:
    """The owner signs for the people and posts as they are now."""
    view = view_of(host)

    def use(sheet: SignatureSheet, drawing: Drawing) -> None:
        said = tr("The owner has verified and signed")
        sheet.send(r.VerifyAttendance(drawing=drawing), by, lambda _view: host.say(said))

    sub = tr("{name}, {role}; the secretary cannot sign this.").format(name=by.name, role=role_name(by.role))
    return SignatureSheet(
        host,
        parent,
        tr("Verification by the owner"),
        _said(view),
        use,
        sub=sub,
        primary=tr("Sign the verification"),
    )


def _said(view: View) -> str:
    m, case = view.m, view.case
    rows = required_people(case)
    results = [t.tick.result for key, t in m.qualifications.items() if key in rows]
    empty = "、".join(role_name(n.role) for n in case.empty_posts)
    lines = [
        tr("The owner has checked who is here and that they are qualified for their posts:"),
        tr("experts {here} of {due}, checked rows {rows}, conform {good}, not brought {lost}").format(
            here=len(case.present),
            due=len(m.experts),
            rows=len(results),
            good=results.count(Tick.CONFORMS),
            lost=results.count(Tick.NOT_BROUGHT),
        ),
    ]
    if empty:
        lines.append(tr("Not here: {posts}").format(posts=empty))
    lines.append(tr("When somebody comes or goes afterwards, this must be signed again."))
    return "\n".join(lines)
