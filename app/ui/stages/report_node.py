"""What the central node has, what it has not, and how the two disagree (T22, T23)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models import facts as f
from app.models.facts import ReceiptStored
from app.models.terms import Stage
from app.ui.i18n import tr
from app.ui.shell.moments import moment_text
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.stages.parts.record import short
from app.ui.stages.parts.step import StepLine
from app.ui.stages.report_void import VoidSheet
from app.ui.theme import Space, Type
from app.ui.widgets import Button, Kind, Notice, State, StateMark, TitledCard, WrapLabel

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host


class NodeCard(TitledCard):
    """Receipt, ranges by device, what is not sent, and 立即上报 where the window can."""

    def __init__(self, host: Host) -> None:
        super().__init__(tr("Central node"))
        self.host = host
        self.mark = StateMark(State.WAITING, 40)
        self.answer = WrapLabel("", Type.ANSWER, bold=True)
        self.line = WrapLabel("", Type.BASE, ink="ink2")
        self.ranges = WrapLabel("", Type.SMALL, ink="ink2")
        self.send = Button(tr("Send now"), Kind.SECONDARY, icon_name="sync")
        self.send.clicked.connect(lambda _checked=False: host.sync_now())
        self.conflict = Notice("", State.BLOCK)
        self.conflict.hide()
        self.ways = ConflictWays(host)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self.answer, self.line, self.ranges):
            words.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.mark)
        row.addLayout(words, 1)
        row.addWidget(self.send)
        self.box.addLayout(row)
        self.add(self.conflict)
        self.add(self.ways)

    def show_view(self, view: View) -> None:
        """Draw it."""
        m, unsent = view.m, view.unsent
        received = m.after.received_at
        if received:
            text, state = tr("Received by the central node"), State.PRESENT
            line = tr("Receipt of {time} for the seal {hash}").format(
                time=moment_text(received), hash=short(m.seal.seal_hash if m.seal else "")
            )
        else:
            text, state = tr("Not received yet"), State.ATTENTION
            line = tr("It is sent by itself as soon as the network is there; nothing gets lost until then.")
        if unsent:
            line = f"{line} {tr('{n} entries are not sent yet.').format(n=unsent)}"
        self.mark.set_state(state)
        self.answer.setText(text)
        self.line.setText(line)
        self.ranges.setText(ranges(view))
        self.ranges.setVisible(bool(self.ranges.text()))
        self._conflict(view)

    def _conflict(self, view: View) -> None:
        reasons = view.m.after.conflicts
        there = bool(reasons) and view.stage is Stage.SYNC_CONFLICT
        self.conflict.setVisible(there)
        self.ways.setVisible(there)
        if there:
            text = tr(
                "The central node says: {why} The sealed record stays as it is. People decide which way to go on."
            ).format(why="；".join(reasons))
            self.conflict.set_notice(text, State.BLOCK)
            self.ways.show_view(view)


class ConflictWays(QWidget):
    """The three ways on after a conflict: send again, stored with a note, void (T23b, T23c, T32; EC-48)."""

    def __init__(self, host: Host) -> None:
        super().__init__()
        self.again = StepLine(tr("The cause is gone: send it again"), tr("Send again"))
        self.noted = StepLine(tr("The central node keeps it with a note of the conflict"), tr("Record it"))
        self.void = StepLine(tr("The record is void"), tr("Declare it void..."))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        for line in (self.again, self.noted, self.void):
            column.addWidget(line)
        self.again.button.clicked.connect(lambda: settle(host, self, "resend"))
        self.noted.button.clicked.connect(lambda: settle(host, self, "stored_with_note"))
        self.void.button.clicked.connect(lambda: VoidSheet(host, self).open())

    def show_view(self, view: View) -> None:
        """Say what each means and which is open."""
        self.again.set_step(
            State.WAITING, tr("after the node was put right, or the authority accepts the record as it is")
        )
        kept = "" if view.m.after.received_at else tr("The central node has not given a receipt for it.")
        self.noted.set_step(State.WAITING, tr("the note is printed in later copies"), kept)
        self.void.set_step(State.WAITING, tr("the plan was withdrawn, or two records of one meeting exist"))


def settle(host: Host, parent: QWidget, how: Literal["resend", "stored_with_note"]) -> None:
    """Ask for the decision and its reason; the sealed record is not touched."""
    titles = {
        "resend": tr("The cause is gone: send it again"),
        "stored_with_note": tr("The central node keeps it with a note of the conflict"),
    }

    def done(sheet: ReasonSheet, reason: str) -> None:
        sheet.send(f.ConflictSettled(how=how, reason=reason), host.secretary())

    sub = tr("Write who decided, and why. The sealed record is not altered.")
    ReasonSheet(host, parent, titles[how], done, sub=sub).open()


def ranges(view: View) -> str:
    """By device: how many entries the node has confirmed, and how many there are (receipts not counted)."""
    own: Counter[str] = Counter()
    for entry in view.entries:
        if not isinstance(entry.body.fact, ReceiptStored):
            own[entry.body.device] = max(own[entry.body.device], entry.body.seq)
    sent = view.m.after.sent_upto
    lines = [
        tr("device {device}: {sent} of {all} entries confirmed").format(
            device=device, sent=min(sent.get(device, 0), upto), all=upto
        )
        for device, upto in sorted(own.items())
    ]
    return "\n".join(lines)
