"""One expert signs: who he is, what he answers for, the pad, and his two ways (T17, EC-08, EC-18)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.models.checks.sign import signers
from app.models.terms import Document, SignKind
from app.services.desk import requests as r
from app.services.desk.requests import Drawing
from app.services.signing import ink
from app.ui import theme
from app.ui.i18n import tr
from app.ui.stages.parts.ask import view_of
from app.ui.stages.parts.dissent import OwnWordsSheet
from app.ui.stages.parts.experts import as_expert
from app.ui.stages.parts.fieldsday import Caution
from app.ui.stages.parts.record import expert_line
from app.ui.stages.sign_certificate import by_certificate, pick_evidence
from app.ui.stages.verdict_boxes import TONES
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import Button, Chip, Kind, SignaturePad, State, Surface, Tick, WrapLabel
from app.ui.widgets.paint import rounded

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

_PICTURE_MM = (40, 15)
_CLAUSE = "XJ-二（四）3"


def drawing(strokes: ink.Strokes, shown: str) -> Drawing:
    """Compact strokes, their 300 dpi picture, and the hash of what was seen (rules.md 8.1)."""
    return Drawing(strokes=ink.encode(strokes), picture=ink.to_png(strokes, *_PICTURE_MM), shown=shown)


class Initial(QWidget):
    """The first character of a name in a circle."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.setFixedSize(QSize(52, 52))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        p, painter = theme.palette(), QPainter(self)
        rounded(painter, QRectF(self.rect()), self.width() / 2, p.brand_soft)
        painter.setFont(theme.font(Type.CLOCK, bold=True))
        painter.setPen(QColor(p.brand))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text)


class SignerHead(Surface):
    """Whose turn it is."""

    def __init__(self) -> None:
        super().__init__("card", margin=Space.M)
        self.initial = Initial()
        self.name = WrapLabel("", Type.CLOCK, bold=True)
        self.line = WrapLabel("", Type.SMALL, ink="ink2")
        self.own = Chip("", Tone.NEUTRAL)
        self.identify = Button(tr("Check the identity"), Kind.PRIMARY)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.line)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.initial)
        row.addLayout(words, 1)
        row.addWidget(self.own)
        row.addWidget(self.identify)
        self.box.addLayout(row)


class SignPane(QWidget):
    """Head, the sentence to be acknowledged, the pad and the buttons below it.

    Signals:
        signed: (person) his signature is on disk.
    """

    signed = Signal(str)

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.host = host
        self.person = ""
        self._by: By | None = None
        self._hash = ""
        self._sending = False
        self.head = SignerHead()
        self.head.identify.clicked.connect(self.identify)
        self.warned = Tick()
        self.warning = Caution()
        self.clause = WrapLabel("", Type.SMALL, ink="ink2")
        self.clause.setContentsMargins(0, 0, 0, 0)
        self.warning.box.addWidget(self.warned)
        self.warning.box.addWidget(self.clause)
        self.pad = SignaturePad()
        self.pad.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.undo = Button(tr("Undo a stroke"), Kind.SECONDARY, icon_name="undo")
        self.again = Button(tr("Write again"), Kind.SECONDARY)
        self.refuse = Button(tr("Refuse to sign / reserve"), Kind.DANGER)
        self.paper = Button(tr("Signs on the printed report"), Kind.QUIET)
        self.certificate = Button(tr("Signs with a certificate"), Kind.QUIET)
        self.confirm = Button(tr("Confirm the signature"), Kind.PRIMARY)
        self._lay_out()
        self.undo.clicked.connect(self.pad.undo)
        self.again.clicked.connect(self.pad.clear)
        self.refuse.clicked.connect(self._refuse)
        self.paper.clicked.connect(self._on_paper)
        self.certificate.clicked.connect(self._certified)
        self.confirm.clicked.connect(self._confirm)
        self.pad.changed.connect(self.renew)
        self.warned.toggled.connect(self.renew)
        host.store.busy_changed.connect(self._busy)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for button in (self.undo, self.again):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.confirm)
        otherwise = QHBoxLayout()
        for button in (self.refuse, self.paper, self.certificate):
            otherwise.addWidget(button)
        otherwise.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.head)
        column.addWidget(self.warning)
        column.addWidget(self.pad, 1)
        column.addLayout(row)
        column.addLayout(otherwise)
        for line in (row, otherwise):
            line.setSpacing(Space.S)

    # --- whose turn -----------------------------------------------------------------------------

    def take_turn(self, person: str) -> None:
        """It is this expert's turn; another's unfinished strokes and tick are thrown away (EC-18)."""
        if person != self.person:
            self.person, self._by = person, None
            self._wipe()
        self.show_view(view_of(self.host))

    def identify(self) -> None:
        """He is identified now; only then is the pad free."""
        person = self.person

        def then(by: By) -> None:
            if by.person == self.person:
                self._by = by
                self.show_view(view_of(self.host))
                self.warned.setFocus()

        as_expert(self.host, person, tr("Sign the report"), then)

    def leave(self) -> None:
        """Nobody's turn: the window went to another screen or the content changed."""
        self.person, self._by = "", None
        self._wipe()

    def _wipe(self) -> None:
        """Nothing of one signer may stand before the next; a locked pad does not clear."""
        self.warned.setChecked(False)
        self.pad.set_locked(False)
        self.pad.clear()

    def show_view(self, view: View) -> None:
        """Draw the person and what he answers for."""
        m, person = view.m, self.person
        self._hash = m.frozen.content_hash if m.frozen else ""
        if not person:
            return
        role = tr("leader of the group") if person == m.leader else tr("expert")
        self.head.initial.text = m.name(person)[:1]
        self.head.initial.update()
        self.head.name.setText(f"{m.name(person)}　{role}")
        known = tr("identity checked") if self._by else tr("identity not checked yet")
        self.head.line.setText(" · ".join(x for x in (expert_line(m, person), known) if x))
        own = m.session.conclusions.get(person)
        self.head.own.setVisible(own is not None)
        if own:
            said = tr("own conclusion: {verdict}").format(verdict=own.value)
            self.head.own.set_chip(said, TONES[own])
        self.head.identify.setVisible(self._by is None)
        self.certificate.setVisible(by_certificate(view, person))
        self._show_warning(view)
        self.renew()

    def _show_warning(self, view: View) -> None:
        local = any(name == "xinjiang" for name, _version in view.case.pack.chain)
        said = tr("I answer for this report.")
        if local:
            said = tr(
                "I answer for this report, and know: whoever signs a passing conclusion for a plan that breaks "
                "compulsory standards or has evident dangers loses the qualification of expert."
            )
        self.warned.setText(said)
        self.warned.setAccessibleName(said)
        self.clause.setText(self.host.words.cite(_CLAUSE) if local else "")
        self.clause.setVisible(local)

    # --- what is lacking ------------------------------------------------------------------------

    def lack(self) -> str:
        """Why the signature cannot be confirmed yet."""
        if self._by is None:
            return tr("Check the identity of the signer first.")
        if not self.warned.isChecked():
            return tr("Read and tick the sentence above the pad first.")
        return tr("Sign on the pad first.") if self.pad.is_blank() else ""

    def renew(self) -> None:
        """Block or free the buttons."""
        nobody = "" if self._by else tr("Check the identity of the signer first.")
        self.pad.set_locked(self._by is None or self._sending)
        self.confirm.set_blocked(self.lack())
        self.refuse.set_blocked(nobody)
        self.warned.setEnabled(self._by is not None)
        unread = "" if self.warned.isChecked() else tr("Read and tick the sentence above the pad first.")
        self.paper.set_blocked(nobody or unread)
        self.certificate.set_blocked(nobody or unread)
        empty = tr("Nothing is written yet.") if not self.pad.strokes().strokes else ""
        for button in (self.undo, self.again):
            button.set_blocked(empty)

    # --- what he does ---------------------------------------------------------------------------

    def _confirm(self) -> None:
        by = self._by
        if by is None or self.lack() or self._sending:
            return
        self._sending = True
        self.confirm.set_busy(tr("Writing it down"))
        self.renew()
        work = partial(drawing, self.pad.strokes(), self._hash)
        self.host.pool.submit(
            work, lambda made: self._send(by, SignKind.DRAWN, made), self._failed, owner=self
        )

    def _on_paper(self) -> None:
        if self._by is not None:
            self._send(self._by, SignKind.WET_INK, None)

    def _certified(self) -> None:
        """He has signed the exported report with his certificate; the desk checks that it is this one."""
        pick_evidence(self.host, self, self.take_evidence)

    def take_evidence(self, evidence: bytes) -> None:
        """The signed file, read."""
        if self._by is not None:
            self._send(self._by, SignKind.CA_ESIGN, None, evidence)

    def _send(self, by: By, kind: SignKind, made: Drawing | None, evidence: bytes = b"") -> None:
        request = r.Sign(
            person=by.person,
            document=Document.REPORT,
            sign_kind=kind,
            drawing=made,
            warned=True,
            evidence=evidence,
        )
        self.host.ask(request, by, lambda _view: self._written(by.person))

    def _written(self, person: str) -> None:
        self._busy(busy=False)
        self.leave()
        self.signed.emit(person)

    def _failed(self, error: Exception) -> None:
        self._busy(busy=False)
        self.host.store.failed.emit(error)

    def _busy(self, busy: bool) -> None:  # noqa: FBT001  Qt signal
        if not busy:
            self._sending = False
            self.confirm.set_busy("")
            self.renew()

    def _refuse(self) -> None:
        by = self._by
        if by is None:
            return

        def done(sheet: OwnWordsSheet, words: str, made: Drawing | None) -> None:
            request = r.RefuseToSign(person=by.person, reason=words, drawing=made)
            sheet.send(request, by, lambda _view: self._written(by.person))

        OwnWordsSheet(
            self.host,
            self,
            tr("{name} does not sign").format(name=by.name),
            tr(
                "To refuse is a right of the expert; the words are kept as written. Without all signatures there is "
                "no report: discuss it again, or close without agreement. Who agrees but reserves an opinion "
                "enters it before the content is fixed (reopen the discussion)."
            ),
            done,
            label=tr("Reason or reserved opinion, in his own words"),
            primary=tr("Record the refusal"),
        ).open()


def turn_after(view: View, person: str = "") -> str:
    """Who signs next: the one after ``person`` who has neither signed nor refused; the leader is asked first."""
    m = view.m
    order = sorted(signers(view.case), key=lambda p: p != m.leader)
    at = order.index(person) + 1 if person in order else 0
    waiting = [p for p in order[at:] + order[:at] if (Document.REPORT, p) not in m.signatures]
    fresh = [p for p in waiting if p not in m.sign_refusals]
    return next(iter(fresh or waiting), "")


def _how(kind: SignKind) -> str:
    """What is said beside the time of a signature that was not drawn here."""
    if kind is SignKind.CA_ESIGN:
        return tr("by certificate")
    return tr("on paper") if kind is SignKind.WET_INK else ""


def chip_of(view: View, person: str, turn: str) -> tuple[str, Tone, State | None]:
    """How a signer's chip looks: text, tone, mark."""
    from app.ui.shell.moments import clock_text
    from app.ui.stages.parts.record import starred

    m = view.m
    name, signed = starred(m, person), m.signatures.get((Document.REPORT, person))
    if signed:
        how = _how(signed.given.sign_kind)
        return " ".join(x for x in (name, clock_text(signed.at), how) if x), Tone.PRESENT, State.PRESENT
    if person in m.sign_refusals:
        return tr("{name} refused").format(name=name), Tone.BLOCK, State.BLOCK
    if person == turn:
        return tr("{name} signs now").format(name=name), Tone.BRAND, None
    return name, Tone.NEUTRAL, State.MISSING
