"""What the leader does with the conclusion: propose, withdraw, fix the content, close without agreement; and the preview."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.models.terms import Document, Stance, Verdict
from app.services.desk import requests as r
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet, view_of
from app.ui.stages.parts.experts import as_leader
from app.ui.stages.parts.paper import PaperView
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.widgets import Chip, FormRow, Notice, Sheet, State, TextArea

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.models.entry import By
    from app.services.desk.desk import Desk, View
    from app.ui.stages.base import Host

_PAPER_HEIGHT = 640


def propose(host: Host, verdict: Verdict, reason: str) -> None:
    """T14 by the leader."""

    def then(by: By) -> None:
        host.ask(r.Propose(verdict=verdict, reason=reason), by)

    as_leader(host, tr("Propose: {verdict}").format(verdict=verdict.value), then)


def withdraw(host: Host, parent: QWidget) -> None:
    """T15 by the leader, with a reason."""

    def then(by: By) -> None:
        proposal = view_of(host).m.session.proposal

        def done(sheet: ReasonSheet, reason: str) -> None:
            sheet.send(f.ProposalWithdrawn(version=proposal.version if proposal else 0, reason=reason), by)

        ReasonSheet(
            host,
            parent,
            tr("Withdraw the proposal"),
            done,
            sub=tr("The discussion goes on. What was said on this version is void."),
            usual=(tr("An expert does not agree; to be discussed again"), tr("The content is to be changed")),
            primary=tr("Withdraw the proposal"),
        ).open()

    as_leader(host, tr("Withdraw the proposal"), then)


def freeze(host: Host, asked: Callable[[], object]) -> None:
    """T16 by the leader; ``asked`` runs when the desk has been asked."""

    def then(by: By) -> None:
        asked()
        host.ask(r.Freeze(), by, lambda _view: host.go("sign"))

    as_leader(host, tr("Fix the content for signing"), then)


def may_close_without(view: View) -> bool:
    """T20 needs a 不同意 or a refusal to sign (EC-08)."""
    dissent = any(s is Stance.DISAGREE for p in view.m.session.proposals for s in p.stances.values())
    return dissent or bool(view.m.sign_refusals)


class NoConsensusSheet(AskSheet):
    """未形成一致意见: the reason, and a note of fact where the dissenter wrote nothing (3.11)."""

    def __init__(self, host: Host, parent: QWidget, by: By) -> None:
        sub = tr(
            "The record is closed without a conclusion. The plan may not be carried out; a new review is needed."
        )
        title = tr("Close without agreement")
        super().__init__(host, parent, title, sub, primary=title, danger=True, width=640)
        self._by = by
        self.reason = TextArea("", tr("What no agreement was reached on"), least=2, longest=2000)
        self.note = TextArea(
            "", tr("Only if the one who does not agree writes nothing himself"), least=1, longest=2000
        )
        self.body.addWidget(Notice(self._who(view_of(host)), State.WARNING))
        self.body.addWidget(FormRow(tr("Matters without agreement"), self.reason, required=True))
        self.body.addWidget(FormRow(tr("Note of fact"), self.note))
        self.first = self.reason
        self.reason.textChanged.connect(self.renew)
        self.renew()

    @staticmethod
    def _who(view: View) -> str:
        m = view.m
        said = {p: x.reason for p, x in m.sign_refusals.items()}
        for proposal in m.session.proposals:
            said |= {
                p: proposal.objections.get(p, "") for p, s in proposal.stances.items() if s is Stance.DISAGREE
            }
        return "；".join(f"{m.name(p)}：{reason}" for p, reason in said.items())

    def renew(self) -> None:
        """Say what is lacking."""
        self.primary.set_blocked(
            "" if self.reason.toPlainText().strip() else tr("Please give the reason first.")
        )

    def accept(self) -> None:
        """Send."""
        if self.primary.is_free():
            reason, note = self.reason.toPlainText().strip(), self.note.toPlainText().strip()
            self.send(f.NoConsensusClosed(reason=reason, fact_note=note), self._by)


def close_without(host: Host, parent: QWidget) -> None:
    """T20 by the leader."""
    as_leader(host, tr("Close without agreement"), lambda by: NoConsensusSheet(host, parent, by).open())


def draft_pages(desk: Desk, meeting: str, verdict: Verdict | None, reason: str) -> bytes:
    """The report as it would be printed now; with ``verdict`` as if it were proposed. Runs off the GUI thread."""
    facts = (f.VerdictProposed(version=0, verdict=verdict, reason=reason),) if verdict else ()
    case = desk.draft(meeting, *facts)
    return desk.papers.make(case, Document.REPORT, desk.ledger.blob)


class PreviewSheet(Sheet):
    """The report as it stands; it follows the meeting while it is open."""

    def __init__(self, host: Host, parent: QWidget, said: tuple[Verdict, str] | None) -> None:
        super().__init__(parent, tr("Preview of the report"), primary=tr("Close the preview"), width=860)
        self.host, self._said = host, said
        self.cancel.hide()
        self.paper = PaperView(host.pool, tr("Preview of the report"))
        self.paper.setMinimumHeight(min(_PAPER_HEIGHT, max(parent.window().height() - 260, 300)))
        self.body.addWidget(self.paper, 1)
        self.pages = Chip("")
        self.add_foot(self.pages)
        self.pages.hide()
        self.paper.shown.connect(self._count)
        host.store.changed.connect(self._show)
        self._show(view_of(host))

    def _show(self, view: View) -> None:
        verdict, reason = self._said or (None, "")
        if view.m.session.proposal is not None:
            verdict = None
        elif verdict is None:
            text = tr("Choose a conclusion first; then the report can be laid out.")
            self.paper.show_nothing(text)
            return
        store = self.host.store
        make = partial(draft_pages, store.desk, store.meeting, verdict, reason)
        self.paper.show_pdf(f"{view.m.last_hash}-{verdict}-{reason}", make)

    def _count(self) -> None:
        self.pages.set_chip(tr("{n} pages, draft").format(n=self.paper.pages()), self.pages.tone())
        self.pages.show()
