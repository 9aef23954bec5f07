"""修改后通过: the changed plan, telling the experts, and 第十一条 again (T28b, T30; C61)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models import facts as f
from app.models.calendar import beijing_day
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.fieldsday import DayField
from app.ui.stages.parts.files import pick_files
from app.ui.stages.parts.record import short
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Button,
    Chip,
    FormRow,
    Kind,
    MomentField,
    Segment,
    Segments,
    Surface,
    TextArea,
    TextField,
    Tick,
    WrapLabel,
)

if TYPE_CHECKING:
    from app.models.meeting import Meeting
    from app.ui.stages.base import Host

CHANNELS = ("短信", "电话", "系统消息", "书面")
"""How experts are told; the words are stored."""


def file_digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces; never on the GUI thread."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class AnswerBox(Surface):
    """One item of the report and how the changed plan answers it."""

    def __init__(self, number: int, item: f.RevisionItemWritten, was: f.RevisionAnswer | None) -> None:
        super().__init__("well", margin=Space.M)
        self.item = item
        kind = Chip(
            tr("compulsory") if item.required else tr("advice"),
            Tone.WARNING if item.required else Tone.NEUTRAL,
        )
        head = QHBoxLayout()
        head.addWidget(WrapLabel(f"{number}. {item.place}", Type.BASE, bold=True), 1)
        head.addWidget(kind)
        self.box.addLayout(head)
        self.add(WrapLabel(item.requirement, Type.BASE))
        self.answer = TextArea(
            was.answer if was else "", tr("How it was changed"), least=1, most=4, longest=1000
        )
        self.place = TextField(
            was.place if was else "", tr("Chapter and page in the changed plan"), longest=120
        )
        self.answer.setAccessibleName(tr("Answer to point {n}").format(n=number))
        self.place.setAccessibleName(tr("Place of the answer to point {n}").format(n=number))
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.answer, 3)
        row.addWidget(self.place, 2)
        self.box.addLayout(row)

    def said(self) -> f.RevisionAnswer | None:
        """The answer, None while it is not complete."""
        answer, place = self.answer.toPlainText().strip(), self.place.text().strip()
        if not answer or not place:
            return None
        return f.RevisionAnswer(item=self.item.item, answer=answer, place=place)


class RevisionSheet(AskSheet):
    """The changed plan: its file (only the digest is kept), version, day, and an answer to each point."""

    def __init__(self, host: Host, parent: QWidget) -> None:
        title = tr("Register the changed plan")
        super().__init__(host, parent, title, primary=tr("Register it"), width=820)
        view = view_of(host)
        was = view.m.after.revision
        self._old = view.case.plan.sha256
        self.digest = was.plan_sha256 if was else ""
        self.file = Button(tr("Choose the file of the changed plan"), Kind.SECONDARY, icon_name="file")
        self.file.clicked.connect(self._pick)
        self.known = WrapLabel("", Type.BASE, ink="ink2")
        self.version = TextField(was.plan_version if was else "", "v3", longest=40)
        self.dated = DayField(was.dated if was else beijing_day(view.case.now))
        old = {a.item: a for a in was.answers} if was else {}
        items = view.m.session.items.values()
        self.answers = [AnswerBox(n, item, old.get(item.item)) for n, item in enumerate(items, 1)]
        box = self.scrolled(360)
        line = QHBoxLayout()
        line.addWidget(self.file)
        line.addWidget(self.known, 1)
        box.addLayout(line)
        pair = QHBoxLayout()
        pair.setSpacing(Space.M)
        pair.addWidget(FormRow(tr("Version of the changed plan"), self.version, required=True))
        pair.addWidget(FormRow(tr("Dated"), self.dated, required=True))
        box.addLayout(pair)
        for answer in self.answers:
            box.addWidget(answer)
            answer.answer.textChanged.connect(self.renew)
            answer.place.textChanged.connect(self.renew)
        self.leader = Tick(tr("Ask the leader for his opinion on the changes as well"))
        self.leader.setVisible(view.case.pack.rereview.by != "leader")
        box.addWidget(self.leader)
        self.first = self.file
        self.version.textChanged.connect(self.renew)
        self.renew()

    def _pick(self) -> None:
        kinds = tr("Plan (*.pdf *.doc *.docx *.zip);;All files (*)")
        pick_files(self, tr("Choose the file of the changed plan"), kinds, self.take)

    def take(self, paths: Sequence[Path]) -> None:
        """Compute the digest in the background."""
        if not paths:
            return
        self.file.set_busy(tr("Reading the file..."))
        self.host.pool.submit(lambda: file_digest(paths[0]), self._digested, self._unread, owner=self)

    def _digested(self, digest: str) -> None:
        self.file.set_busy("")
        self.digest = digest
        self.renew()

    def _unread(self, error: Exception) -> None:
        self.file.set_busy("")
        self.known.setText(tr("The file cannot be read: {why}").format(why=error))

    def lack(self) -> str:
        """What is lacking; each compulsory point needs an answer and its place (T28b)."""
        if not self.digest:
            return tr("Choose the file first.")
        if self.digest == self._old:
            return tr("This is the plan that was reviewed, not a changed one.")
        if not self.version.text().strip():
            return tr("Write the version of the changed plan.")
        open_ = [n for n, a in enumerate(self.answers, 1) if a.item.required and a.said() is None]
        numbers = "、".join(map(str, open_))
        return tr("Without answer or place: point {n}").format(n=numbers) if open_ else ""

    def renew(self) -> None:
        """Show the digest and block or free the button."""
        if self.digest:
            self.known.setText(tr("SHA-256 {hash}").format(hash=short(self.digest)))
        self.primary.set_blocked(self.lack())

    def accept(self) -> None:
        """Send."""
        if not self.primary.is_free():
            return
        answers = tuple(said for a in self.answers if (said := a.said()) is not None)
        fact = f.RevisionFiled(
            plan_sha256=self.digest,
            plan_version=self.version.text().strip(),
            dated=self.dated.day(),
            answers=answers,
            to_leader=self.leader.isChecked(),
        )
        self.send(fact, self.host.secretary())


class TellSheet(AskSheet):
    """修改情况已告知专家: how and when, for one expert or for all who have not been told (31号-五)."""

    def __init__(self, host: Host, parent: QWidget, people: Sequence[str]) -> None:
        m = view_of(host).m
        names = "、".join(m.name(p) for p in people)
        title = tr("The experts were told of the changes")
        super().__init__(host, parent, title, names, primary=tr("Record that they were told"))
        self._people = tuple(people)
        self.channel = Segments([Segment(x, x) for x in CHANNELS])
        self.at = MomentField(view_of(host).case.now)
        self.body.addWidget(FormRow(tr("How"), self.channel, required=True))
        self.body.addWidget(FormRow(tr("When (Beijing time)"), self.at))
        self.channel.chosen.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Say what is lacking."""
        self.primary.set_blocked("" if self.channel.key() else tr("Choose how they were told."))

    def accept(self) -> None:
        """One fact for each expert."""
        if not self.primary.is_free():
            return
        by, channel, at = self.host.secretary(), self.channel.key(), self.at.moment()
        facts = [f.ChangeNoticeDelivered(expert=p, channel=channel, delivered_at=at) for p in self._people]
        for fact in facts[:-1]:
            self.host.ask(fact, by)
        self.send(facts[-1], by)


class ApprovalSheet(AskSheet):
    """第十一条 done again on the changed plan: both signatures, stamp and 执业印章 (令37-11, 13②)."""

    def __init__(self, host: Host, parent: QWidget) -> None:
        title = tr("Approval of the changed plan")
        sub = tr("The technical director of the contractor and the chief supervisor sign the changed plan.")
        super().__init__(host, parent, title, sub, primary=tr("Record the approval"))
        day = beijing_day(view_of(host).case.now)
        self.director, self.chief = DayField(day), DayField(day)
        self.stamped = Tick(tr("Stamp of the contractor and registered seals are on it"))
        self.body.addWidget(FormRow(tr("Signed by the technical director on"), self.director))
        self.body.addWidget(FormRow(tr("Signed by the chief supervisor on"), self.chief))
        self.body.addWidget(self.stamped)
        self.stamped.toggled.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Say what is lacking."""
        self.primary.set_blocked("" if self.stamped.isChecked() else tr("Without stamps it is no approval."))

    def accept(self) -> None:
        """Send."""
        if self.primary.is_free():
            fact = f.SupervisorApproved(
                technical_director_on=self.director.day(), chief_supervisor_on=self.chief.day(), stamped=True
            )
            self.send(fact, self.host.secretary())


def told_line(m: Meeting, person: str) -> str:
    """When an expert was told, "" if he was not."""
    from app.ui.shell.moments import moment_text

    return moment_text(m.after.notices.get(person))


def column_of(widget: QWidget) -> QVBoxLayout:
    """A vertical layout without margins inside a widget."""
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(Space.S)
    return column
