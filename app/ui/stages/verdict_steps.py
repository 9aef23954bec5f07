"""What the leader does with the conclusion: propose, withdraw, fix the content, close without agreement; and the preview."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.models.terms import Document, Verdict
from app.services.desk import requests as r
from app.ui.i18n import tr
from app.ui.stages.parts.ask import view_of
from app.ui.stages.parts.experts import as_leader
from app.ui.stages.parts.paper import PaperView
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.widgets import Chip, Sheet

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
