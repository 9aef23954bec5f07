"""The way to 办结 by verdict: steps with what is done, what is next, and why (T24–T31, T34)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models import after
from app.models import facts as f
from app.models.fold.moves import allowed
from app.models.terms import Document, Stage, Verdict
from app.ui.i18n import tr
from app.ui.shell.moments import moment_text
from app.ui.stages.parts.record import short
from app.ui.stages.parts.step import StepLine
from app.ui.stages.report_next import NextSheet, WithdrawSheet
from app.ui.stages.report_rereview import LeaderSheet, rereview
from app.ui.stages.report_revision import ApprovalSheet, RevisionSheet, TellSheet, told_line
from app.ui.theme import Space, Tone
from app.ui.widgets import Button, ChipButton, FlowLayout, Kind, Notice, State, TitledCard

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

ANSWERS: dict[type[f.Fact], str] = {
    f.RevisionApproved: "同意",
    f.RevisionReturned: "退回修改",
    f.RevisionRejected: "建议重新论证",
}


class PathCard(TitledCard):
    """What the verdict asks for after the seal."""

    def __init__(self, host: Host) -> None:
        super().__init__(tr("After the conclusion"))
        self.host = host
        self.notice = Notice("", State.NOTE)
        self.filed = StepLine(tr("Changed plan with an answer to each point"), tr("Go and register"))
        self.leader = StepLine(
            tr("The leader looks at each point and signs"), tr("Go through the points"), tr("Form")
        )
        self.told = StepLine(tr("Experts told of the changes"), tr("All were told"))
        self.approved = StepLine(tr("Signed and stamped again (article 11)"), tr("Go and register"))
        self.following = StepLine(tr("New application or new meeting"), tr("Enter its number"))
        self.people = QWidget()
        self._flow = FlowLayout(self.people, Space.S, 0)
        self.chips: dict[str, ChipButton] = {}
        self.replace = Button(tr("Another acts as leader"), Kind.QUIET)
        self.withdraw = Button(tr("The plan was withdrawn"), Kind.QUIET)
        self.foot = QWidget()
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.replace)
        row.addWidget(self.withdraw)
        row.addStretch(1)
        self.steps = (self.filed, self.leader, self.told, self.people, self.approved)
        for widget in (self.notice, *self.steps, self.following, self.foot):
            self.add(widget)
        self._connect(host)

    def _connect(self, host: Host) -> None:
        self.filed.button.clicked.connect(lambda: RevisionSheet(host, self).open())
        self.leader.button.clicked.connect(lambda: rereview(host, self))
        self.leader.paper.clicked.connect(lambda: host.show_document(Document.REREVIEW))
        self.told.button.clicked.connect(self._tell_all)
        self.approved.button.clicked.connect(lambda: ApprovalSheet(host, self).open())
        self.following.button.clicked.connect(lambda: NextSheet(host, self).open())
        self.replace.clicked.connect(lambda: LeaderSheet(host, self).open())
        self.withdraw.clicked.connect(lambda: WithdrawSheet(host, self).open())

    def show_view(self, view: View) -> None:
        """Draw the steps of this verdict."""
        m = view.m
        changes = after.has_report(m) and m.verdict is Verdict.PASS_AFTER_REVISION
        for widget in self.steps:
            widget.setVisible(changes)
        self._notice(view, changes=changes)
        if changes:
            self._steps(view)
        self._following(view)
        self.replace.setVisible(after.has_report(m) and allowed(f.LeaderReplaced, m.stage))
        self.withdraw.setVisible(allowed(f.RecordWithdrawn, m.stage))
        self.foot.setVisible(not (self.replace.isHidden() and self.withdraw.isHidden()))

    def _following(self, view: View) -> None:
        m = view.m
        wanted = after.needs_new_meeting(m) or bool(m.after.next_meeting)
        self.following.setVisible(wanted and m.stage is not Stage.VOID)
        linked = m.after.next_meeting
        again = tr("second review of this plan; the first report is shown there")
        line = f"{linked} · {again}" if linked else again
        open_ = allowed(f.NextMeetingLinked, m.stage)
        early = "" if open_ else tr("First the central node must have the record.")
        self.following.set_step(State.PRESENT if linked else State.MISSING, line, early)

    def _notice(self, view: View, *, changes: bool) -> None:
        m = view.m
        text, state = _outcome(view, changes=changes)
        if m.after.withdrawn:
            text = tr("Withdrawn: {why} There is no valid result.").format(why=m.after.withdrawn)
            state = State.WARNING
        if text != self.notice.text():
            self.notice.set_notice(text, state)

    def _steps(self, view: View) -> None:
        m = view.m
        revision = m.after.revision
        early = _early(view)
        line = early
        if revision:
            line = f"{revision.plan_version} · {revision.dated} · {short(revision.plan_sha256)}"
        may_file = allowed(f.RevisionFiled, m.stage)
        self.filed.set_step(
            State.PRESENT if revision else (State.WAITING if early else State.MISSING),
            line,
            early or ("" if may_file else tr("This step is over.")),
        )
        untold = after.untold_experts(m)
        due = len(after.report_experts(m))
        done = revision is not None and not untold
        first = "" if revision else tr("First register the changed plan.")
        self._leader(view, early or first)
        self.told.set_step(
            State.PRESENT if done else (State.WAITING if early or first else State.MISSING),
            tr("{n} of {of} told").format(n=due - len(untold), of=due),
            early or first or (tr("All have been told.") if not untold else ""),
        )
        self._people(view, blocked=bool(early or first))
        self._approval(view, early)

    def _leader(self, view: View, first: str) -> None:
        """T26–T29: shown where the leader has it, or has answered, or must (QD, NN)."""
        m, a = view.m, view.m.after
        must = view.case.pack.rereview.by == "leader"
        shown = must or bool(a.rereviews) or after.goes_to_leader(m, view.case.pack)
        self.leader.setVisible(shown)
        if not shown:
            return
        rounds = [f"{ANSWERS[type(x.fact)]} {moment_text(x.at)}" for x in a.rereviews]
        words = [m.name(after.acting_leader(m)), *rounds]
        waits = m.stage is Stage.REREVIEW
        blocked = first or ("" if waits else tr("The leader has answered."))
        done = after.approved_now(m)
        state = State.PRESENT if done else State.MISSING if waits else State.WAITING
        self.leader.set_step(state, " · ".join(words), blocked)
        self.leader.paper.setVisible(a.revision is not None or bool(a.rereviews))

    def _approval(self, view: View, early: str) -> None:
        m = view.m
        approval = m.after.approval
        line = ""
        if approval:
            line = tr("technical director {one}, chief supervisor {two}").format(
                one=approval.technical_director_on, two=approval.chief_supervisor_on
            )
        waiting = "" if view.stage is Stage.REVIEWED else _before_approval(view)
        blocked = early or (tr("This is recorded already.") if approval else waiting)
        state = State.WAITING if blocked else State.MISSING
        self.approved.set_step(State.PRESENT if approval else state, line, blocked)

    def _people(self, view: View, *, blocked: bool) -> None:
        m, people = view.m, after.report_experts(view.m)
        if list(people) != list(self.chips):
            while self._flow.count():
                self._flow.takeAt(0)
            for chip in self.chips.values():
                chip.deleteLater()
            self.chips = {p: ChipButton("") for p in people}
            for person, chip in self.chips.items():
                chip.clicked.connect(lambda _=False, p=person: self._tell((p,)))
                self._flow.addWidget(chip)
                chip.show()
        for person, chip in self.chips.items():
            when = told_line(m, person)
            text = f"{m.name(person)} {when}".strip()
            chip.set_chip(
                text, Tone.PRESENT if when else Tone.NEUTRAL, State.PRESENT if when else State.MISSING
            )
            chip.setEnabled(not blocked)
        self.people.updateGeometry()

    def _tell_all(self) -> None:
        view = self.host.store.view
        if view is not None:
            self._tell(after.untold_experts(view.m))

    def _tell(self, people: tuple[str, ...]) -> None:
        if people:
            TellSheet(self.host, self, people).open()


def _outcome(view: View, *, changes: bool) -> tuple[str, State]:
    """What the record means for the plan, in one sentence."""
    m = view.m
    if view.stage is Stage.VOID:
        text = tr("Void: {why} The plan counts as not reviewed and may not be carried out.")
        return text.format(why=m.after.void_reason), State.BLOCK
    if view.stage is Stage.CLOSED:
        return tr("The record is done and closed."), State.PRESENT
    if not after.has_report(m):
        return tr("No report was made. A new application and a new meeting are needed."), State.WARNING
    return _by_verdict(view, changes=changes)


def _by_verdict(view: View, *, changes: bool) -> tuple[str, State]:
    uploads = view.case.pack.check("C60").on
    if view.m.verdict is Verdict.FAIL and not uploads:
        return tr("Not passed: the plan is to be written anew and reviewed in a new meeting."), State.BLOCK
    if view.m.verdict is Verdict.FAIL:
        text = tr(
            "Not passed: the plan is to be written anew and reviewed in a new meeting, as the second review "
            "of this plan. This record is closed when the uploads are receipted."
        )
        return text, State.BLOCK
    if view.stage is Stage.FAILED:
        return tr("The change is too big: the plan is to be reviewed in a new meeting."), State.BLOCK
    if changes:
        text = tr("Passed after changes: the plan may be carried out only when these steps are done.")
        return text, State.WARNING
    if not uploads:
        return tr("Passed: the record is closed with the receipt of the central node."), State.NOTE
    return tr("Passed: the record is closed when the uploads are receipted."), State.NOTE


def _before_approval(view: View) -> str:
    if view.case.pack.rereview.by == "leader":
        return tr("First the leader signs that the points are done.")
    return tr("First the plan is changed and the experts are told.")


def _early(view: View) -> str:
    if view.stage in {Stage.SEALED, Stage.SYNC_PENDING, Stage.SYNC_CONFLICT}:
        return tr("First the central node must have the record.")
    return tr("The record is done and closed.") if view.stage in {Stage.CLOSED, Stage.VOID} else ""
