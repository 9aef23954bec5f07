"""作废 and what it means, 更正说明, and the re-issue while the experts are together again (T32, T32b, GS; EC-21, EC-54)."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models.terms import Document
from app.services.desk import requests as r
from app.services.desk.requests_after import VoidCause
from app.ui.i18n import tr
from app.ui.stages.parts.acting import as_acting_leader
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.people import OWNERS
from app.ui.stages.parts.signature import SignatureBox, SignatureSheet
from app.ui.theme import Space, Type
from app.ui.widgets import (
    Button,
    Choice,
    FormRow,
    Kind,
    Notice,
    Segment,
    Segments,
    State,
    StateMark,
    TextArea,
    TextField,
    WrapLabel,
)

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.desk.requests import Drawing
    from app.ui.stages.base import Host

CAUSES: tuple[VoidCause, ...] = get_args(VoidCause)
UNWELCOME: VoidCause = "结论不被接受"
ORDER, PEOPLE = "order", "people"


class SignerLine(QWidget):
    """Who has to sign, whether he did, and the button that lets him; he is identified first."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.mark = StateMark(State.MISSING, 24)
        self.words = WrapLabel(title, Type.BASE, bold=True)
        self.button = Button(tr("Identify and sign"), Kind.SECONDARY)
        self.button.setAccessibleName(f"{title} {self.button.text()}")
        self.drawing: Drawing | None = None
        self.by: By | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.mark)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)

    def take(self, by: By, drawing: Drawing) -> None:
        """He signed."""
        self.by, self.drawing = by, drawing
        self.mark.set_state(State.PRESENT)
        self.words.setText(f"{self.words.text().partition('：')[0]}：{by.name}")
        self.button.setText(tr("Sign again"))


class VoidSheet(AskSheet):
    """T32: why, by whose power, and plainly what it means. An unwelcome verdict is no reason."""

    def __init__(self, host: Host, parent: QWidget) -> None:
        view = view_of(host)
        super().__init__(
            host,
            parent,
            tr("Declare the record void"),
            primary=tr("Declare it void"),
            danger=True,
            width=760,
        )
        self._received = view.m.after.received_at is not None
        box = self.scrolled(420)
        self.meaning = Notice(_meaning(), State.WARNING, clause=host.words.cite("令37-13"))
        self.cause = Choice([("", tr("choose")), *((cause, cause) for cause in CAUSES)])
        self.unwelcome = Notice(_no_reason(), State.BLOCK, clause=host.words.cite("令37-13③"))
        self.reason = TextArea("", least=2, longest=1000)
        self.basis = Segments(
            [
                Segment(ORDER, tr("Order of the authority")),
                Segment(PEOPLE, tr("Leader, owner and secretary sign")),
            ]
        )
        self.order = TextField("", longest=80)
        self.ordered = FormRow(tr("Number of the order"), self.order, required=True)
        self.leader = SignerLine(tr("Leader of the group"))
        self.owner = SignerLine(tr("Owner"))
        self.acceptance = TextField("", longest=80)
        hint = tr("The central node gave a receipt: it must agree first. Enter the number of its agreement.")
        self.accepted_row = FormRow(
            tr("Agreement of the central system"), self.acceptance, hint, required=True
        )
        for widget in (self.meaning, FormRow(tr("Cause"), self.cause, required=True), self.unwelcome):
            box.addWidget(widget)
        box.addWidget(FormRow(tr("What is wrong, exactly"), self.reason, required=True))
        box.addWidget(FormRow(tr("By whose power"), self.basis, required=True))
        for power in (self.ordered, self.leader, self.owner, self.accepted_row):
            box.addWidget(power)
        self._connect()
        self.renew()

    def _connect(self) -> None:
        self.cause.currentIndexChanged.connect(self.renew)
        self.reason.textChanged.connect(self.renew)
        self.basis.chosen.connect(self.renew)
        self.order.textChanged.connect(self.renew)
        self.acceptance.textChanged.connect(self.renew)
        self.leader.button.clicked.connect(self._sign_leader)
        self.owner.button.clicked.connect(self._sign_owner)

    def _sign_leader(self) -> None:
        title = tr("Leader: the record is void")
        as_acting_leader(self.host, self, title, lambda by: self._pad(title, by, self.leader))

    def _sign_owner(self) -> None:
        title = tr("Owner: the record is void")
        self.host.identify(OWNERS, title, lambda by: self._pad(title, by, self.owner))

    def _pad(self, title: str, by: By, line: SignerLine) -> None:
        def done(sheet: SignatureSheet, drawing: Drawing) -> None:
            line.take(by, drawing)
            sheet.done(int(sheet.DialogCode.Accepted))
            self.renew()

        text = f"{title}。{self.cause.key()}：{self.reason.toPlainText().strip()}"
        SignatureSheet(self.host, self, f"{title} · {by.name}", text, done).open()

    def lack(self) -> str:
        """What is lacking."""
        if self.cause.key() == UNWELCOME:
            return tr("This is no reason to declare a record void.")
        if not self.cause.key():
            return tr("Choose the cause.")
        if not self.reason.toPlainText().strip():
            return tr("Write the reason.")
        return self._lack_of_power()

    def _lack_of_power(self) -> str:
        basis = self.basis.key()
        if not basis:
            return tr("Choose by whose power.")
        if basis == ORDER and not self.order.text().strip():
            return tr("Write the number of the order.")
        if basis == PEOPLE and self.leader.drawing is None:
            return tr("The leader has not signed. Without him it takes an order of the authority.")
        if basis == PEOPLE and self.owner.drawing is None:
            return tr("The owner has not signed.")
        if self._received and not self.acceptance.text().strip():
            return tr("Enter the number of the agreement.")
        return ""

    def renew(self) -> None:
        """Show what the answers ask for; block or free the button."""
        refused = self.cause.key() == UNWELCOME
        self.unwelcome.setVisible(refused)
        self.ordered.setVisible(self.basis.key() == ORDER)
        signed = bool(self.cause.key()) and bool(self.reason.toPlainText().strip()) and not refused
        for line in (self.leader, self.owner):
            line.setVisible(self.basis.key() == PEOPLE)
            line.button.set_blocked("" if signed else tr("First write the cause and the reason."))
        self.accepted_row.setVisible(self._received)
        self.primary.set_blocked(self.lack())

    def accept(self) -> None:
        """Send."""
        if not self.primary.is_free():
            return
        people = self.basis.key() == PEOPLE
        cause = next(c for c in CAUSES if c == self.cause.key())
        said = r.VoidRecord(
            cause=cause,
            reason=self.reason.toPlainText().strip(),
            order_number="" if people else self.order.text().strip(),
            owner=self.owner.by.person if people and self.owner.by else "",
            leader_drawing=self.leader.drawing if people else None,
            owner_drawing=self.owner.drawing if people else None,
            acceptance=self.acceptance.text().strip() if self._received else "",
        )
        self.send(said, self.host.secretary())


def _meaning() -> str:
    return tr(
        "Void means: the plan counts as not reviewed and may not be carried out. The sealed files stay and are "
        "kept, every copy says void, and the central node is told. It cannot be taken back."
    )


def _no_reason() -> str:
    return tr(
        "That a conclusion is not liked is no reason. The way on is a changed plan and a new meeting, as the "
        "second review of this plan, where this report is shown."
    )


class CorrectionSheet(AskSheet):
    """GS: a clerical error outside the signed content; the leader signs beside the secretary."""

    def __init__(self, host: Host, parent: QWidget, by: By) -> None:
        from app.ui.preview import document_name

        view = view_of(host)
        sub = tr(
            "Only for a slip outside the signed content. A wrong word in the report itself needs a new one."
        )
        super().__init__(
            host, parent, tr("Correction note"), sub, primary=tr("Sign the correction"), width=760
        )
        self._by = by
        papers = [x.document for x in view.m.seal.files] if view.m.seal else []
        self.document = Choice([(d.value, document_name(d)) for d in papers])
        self.place, self.wrong = TextField("", longest=200), TextField("", longest=500)
        self.right, self.reason = TextField("", longest=500), TextField("", longest=500)
        self.ink = SignatureBox(host, height=140)
        box = self.scrolled(380)
        for label, field in (
            (tr("Document"), self.document),
            (tr("Place in the document"), self.place),
            (tr("As it stands"), self.wrong),
            (tr("As it is to be"), self.right),
            (tr("Reason"), self.reason),
        ):
            box.addWidget(FormRow(label, field, required=True))
        box.addWidget(FormRow(tr("Signature of {name}").format(name=by.name), self.ink, required=True))
        for field in (self.place, self.wrong, self.right, self.reason):
            field.textChanged.connect(self.renew)
        self.ink.changed.connect(self.renew)
        self.first = self.place
        self.renew()

    def lack(self) -> str:
        """What is lacking."""
        fields = (self.place, self.wrong, self.right, self.reason)
        if any(not field.text().strip() for field in fields):
            return tr("Fill in all fields.")
        if self.wrong.text().strip() == self.right.text().strip():
            return tr("Both are the same.")
        return tr("Sign on the pad first.") if self.ink.is_blank() else ""

    def renew(self) -> None:
        """Block or free the button."""
        self.primary.set_blocked(self.lack())

    def accept(self) -> None:
        """Take the ink, then send."""
        if not self.primary.is_free():
            return
        self.primary.set_busy(tr("Writing it down"))
        words = (self.document.key(), self.place.text(), self.wrong.text(), self.right.text())
        self.ink.take("\n".join(words), self._send)

    def _send(self, drawing: Drawing) -> None:
        said = r.WriteCorrection(
            document=Document(self.document.key()),
            place=self.place.text().strip(),
            wrong=self.wrong.text().strip(),
            right=self.right.text().strip(),
            reason=self.reason.text().strip(),
            drawing=drawing,
        )
        self.send(said, self.host.secretary())


def correct(host: Host, parent: QWidget) -> None:
    """The leader is identified, then the slip is written down and signed."""
    as_acting_leader(host, parent, tr("Correction note"), lambda by: CorrectionSheet(host, parent, by).open())
