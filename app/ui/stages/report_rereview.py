"""修改情况复核 by the leader, item by item: approve, return, or too big (T27–T29; form 3.8, C61)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models import facts as f
from app.models.after import acting_leader
from app.services.desk import requests as r
from app.ui.i18n import tr
from app.ui.stages.parts.acting import as_acting_leader
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.scan import ScanField
from app.ui.stages.parts.signature import SignatureBox
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Chip,
    Choice,
    FormRow,
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
    from msgspec import Struct

    from app.models.entry import By
    from app.ui.stages.base import Host

DONE: Final = "已落实"
PART: Final = "部分"
OPEN: Final = "未落实"
Result = Literal["已落实", "未落实", "部分"]
APPROVE, RETURN, REJECT = "approve", "return", "reject"
OTHER = "other"


def rereview(host: Host, parent: QWidget) -> None:
    """The leader is identified, then goes through the items."""
    as_acting_leader(
        host, parent, tr("Opinion on the changes"), lambda by: RereviewSheet(host, parent, by).open()
    )


class ItemBox(Surface):
    """One change the report asked for: what was asked, what was changed and where, what the leader finds."""

    def __init__(self, number: int, item: f.RevisionItemWritten, said: f.RevisionAnswer | None) -> None:
        super().__init__("well", margin=Space.M)
        self.item = item
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(WrapLabel(f"{number}. {item.requirement}", Type.BASE, bold=True), 1)
        if not item.required:
            head.addWidget(Chip(tr("advice"), Tone.NEUTRAL))
        self.box.addLayout(head)
        told = tr("no answer from the contractor")
        if said is not None:
            told = tr("Changed: {answer} ({place})").format(answer=said.answer, place=said.place)
        self.add(WrapLabel(told, Type.BASE, ink="ink2"))
        self.result = Segments(
            [
                Segment(DONE, DONE, Tone.PRESENT),
                Segment(PART, PART, Tone.WARNING),
                Segment(OPEN, OPEN, Tone.BLOCK),
            ]
        )
        self.note = TextField("", tr("what is still lacking, or where it was found"), longest=200)
        self.note.setAccessibleName(tr("Note on point {n}").format(n=number))
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.result)
        row.addWidget(self.note, 1)
        self.box.addLayout(row)

    def row(self) -> f.RereviewRow | None:
        """What the leader found, None while he has not said."""
        key = self.result.key()
        if key not in {DONE, PART, OPEN}:
            return None
        result: Result = DONE if key == DONE else PART if key == PART else OPEN
        return f.RereviewRow(item=self.item.item, result=result, note=self.note.text().strip())


class RereviewSheet(AskSheet):
    """Form 3.8 on the screen; the leader signs at its foot."""

    def __init__(self, host: Host, parent: QWidget, by: By) -> None:
        view = view_of(host)
        revision = view.m.after.revision
        sub = ""
        if revision is not None:
            sub = tr("Changed plan {version} of {day}").format(
                version=revision.plan_version, day=revision.dated
            )
        title = tr("Opinion on the changes")
        super().__init__(host, parent, f"{title} · {by.name}", sub, primary=tr("Sign the opinion"), width=940)
        self._by = by
        self._version = sub
        said = {a.item: a for a in revision.answers} if revision else {}
        self.items = [
            ItemBox(n, item, said.get(item.item))
            for n, item in enumerate(view.m.session.items.values(), 1)
            if item.required or item.item in said
        ]
        box = self.scrolled(400)
        for item in self.items:
            box.addWidget(item)
            item.result.chosen.connect(self.renew)
            item.note.textChanged.connect(self.renew)
        self.outcome = Segments(
            [
                Segment(APPROVE, tr("Agreed: changed as asked"), Tone.PRESENT),
                Segment(RETURN, tr("To be changed further"), Tone.WARNING),
                Segment(REJECT, tr("Too big a change: new meeting"), Tone.BLOCK),
            ]
        )
        self.opinion = TextArea("", least=2, longest=1000)
        self.ink = SignatureBox(host, height=150)
        box.addWidget(FormRow(tr("Conclusion of the opinion"), self.outcome, required=True))
        box.addWidget(FormRow(tr("Opinion, or what is still to be done"), self.opinion))
        box.addWidget(FormRow(tr("Signature of {name}").format(name=by.name), self.ink, required=True))
        self.outcome.chosen.connect(self.renew)
        self.opinion.textChanged.connect(self.renew)
        self.ink.changed.connect(self.renew)
        if self.items:
            self.first = self.items[0].result.buttons()[0]
        self.renew()

    def rows(self) -> tuple[f.RereviewRow, ...]:
        """What was said of each item so far."""
        return tuple(row for item in self.items if (row := item.row()) is not None)

    def _undone(self) -> list[int]:
        """Numbers of the compulsory points that are not 已落实."""
        return [
            n
            for n, item in enumerate(self.items, 1)
            if item.item.required and (row := item.row()) is not None and row.result != DONE
        ]

    def lack(self) -> str:
        """What stops the signature; the conclusion must fit what was said of the points."""
        silent = [n for n, item in enumerate(self.items, 1) if item.item.required and item.row() is None]
        key = self.outcome.key()
        if silent and key != REJECT:
            return tr("Not looked at yet: point {n}").format(n="、".join(map(str, silent)))
        bare = [n for n, x in enumerate(self.items, 1) if (w := x.row()) and w.result != DONE and not w.note]
        if bare:
            return tr("Say what is lacking at point {n}.").format(n="、".join(map(str, bare)))
        if not key:
            return tr("Choose the conclusion.")
        return self._lack_of(key) or (tr("Sign on the pad first.") if self.ink.is_blank() else "")

    def _lack_of(self, key: str) -> str:
        open_, words = self._undone(), self.opinion.toPlainText().strip()
        if key == APPROVE and open_:
            return tr("Not done: point {n}. It cannot be agreed to.").format(n="、".join(map(str, open_)))
        if key == RETURN and not any(row.result != DONE for row in self.rows()):
            return tr("Everything is done: there is nothing to send back.")
        return "" if key == APPROVE or words else tr("Write the reason.")

    def renew(self) -> None:
        """Block or free the button."""
        self.primary.set_blocked(self.lack())

    def shown(self) -> str:
        """What the leader had before him when he signed."""
        said = [
            f"{x.item.requirement}：{row.result} {row.note}"
            for x in self.items
            if (row := x.row()) is not None
        ]
        return "\n".join([self._version, *said, self.outcome.key(), self.opinion.toPlainText()])

    def accept(self) -> None:
        """Take the ink, then send."""
        if self.primary.is_free():
            self.primary.set_busy(tr("Writing it down"))
            self.ink.take(self.shown(), lambda drawing: self.send(self._request(drawing), self._by))

    def _request(self, drawing: r.Drawing) -> Struct:
        rows, words = self.rows(), self.opinion.toPlainText().strip()
        key = self.outcome.key()
        if key == APPROVE:
            return r.ApproveRevision(rows=rows, opinion=words, drawing=drawing)
        if key == RETURN:
            return r.ReturnRevision(rows=rows, reason=words, drawing=drawing)
        return r.RejectRevision(rows=rows, reason=words, drawing=drawing)


class LeaderSheet(AskSheet):
    """组长变更: whom a document of the authority names; its number and its scan (T28, EC-35)."""

    def __init__(self, host: Host, parent: QWidget) -> None:
        m = view_of(host).m
        acting = acting_leader(m)
        sub = tr("Now: {name}. Only a document of the authority changes this; nobody steps in silently.")
        super().__init__(
            host,
            parent,
            tr("Another acts as leader"),
            sub.format(name=m.name(acting)),
            primary=tr("Record the change"),
            width=640,
        )
        people = [(p, m.name(p)) for p in m.experts if p != acting]
        self.who = Choice([*people, (OTHER, tr("somebody else"))])
        self.name = TextField("", longest=50)
        self.named = FormRow(tr("Name as in the document"), self.name, required=True)
        self.number = TextField("", longest=80)
        self.scan = ScanField(host)
        self.body.addWidget(FormRow(tr("New leader"), self.who, required=True))
        self.body.addWidget(self.named)
        self.body.addWidget(FormRow(tr("Number of the document"), self.number, required=True))
        self.body.addWidget(FormRow(tr("Scan of the document"), self.scan, required=True))
        note = tr("The duty stays with the report: the leader goes to the key nodes and signs the opinion.")
        self.body.addWidget(Notice(note, State.NOTE))
        self.who.currentIndexChanged.connect(self.renew)
        self.name.textChanged.connect(self.renew)
        self.number.textChanged.connect(self.renew)
        self.scan.changed.connect(self.renew)
        self.renew()

    def _strange(self) -> bool:
        return self.who.key() == OTHER

    def lack(self) -> str:
        """What is lacking."""
        if self._strange() and not self.name.text().strip():
            return tr("Write the name.")
        if not self.number.text().strip():
            return tr("Write the number of the document.")
        return "" if self.scan.data else tr("Choose the scan of the document.")

    def renew(self) -> None:
        """Show the name field where it is needed, block or free the button."""
        self.named.setVisible(self._strange())
        self.primary.set_blocked(self.lack())
        self.refit()

    def accept(self) -> None:
        """Send."""
        if not self.primary.is_free():
            return
        name, number = self.name.text().strip(), self.number.text().strip()
        leader = f"leader-{len(view_of(self.host).entries)}" if self._strange() else self.who.key()
        said = r.ReplaceLeader(
            leader=leader, name=name if self._strange() else "", number=number, scan=self.scan.data
        )
        self.send(said, self.host.secretary())
