"""封存: what will be sealed, what is still open, the seal, and the files that are to go out of the house."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.stages import obstacles
from app.models.terms import Document, Stage
from app.services.desk import requests as r
from app.ui.i18n import tr
from app.ui.stages.base import Host, StageScreen
from app.ui.stages.checkin_course import why
from app.ui.stages.parts.files import pick_save
from app.ui.stages.parts.paper import PaperView, print_pdf, save_pdf
from app.ui.stages.parts.spot import parts_of, show_spot
from app.ui.stages.seal_cards import BeforeCard, SealCard, acknowledge
from app.ui.stages.seal_papers import Paper, PaperCache, PaperRow, papers_of
from app.ui.stages.seal_photos import PhotosCard
from app.ui.theme import Space
from app.ui.widgets import Button, EmptyState, FitScroll, Kind, TitledCard

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.services.desk.desk import View

_OPEN = frozenset({Stage.SIGNING, Stage.ABORTED, Stage.NO_CONSENSUS})
_LEFT = 400
_CALM = 300
"""Milliseconds without a new fact before pages are laid out anew."""


class Screen(StageScreen):
    """Cards at the left, the pages of one document at the right."""

    key = "seal"

    def __init__(self, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(host, parent)
        self.view: View | None = None
        self._papers: tuple[Paper, ...] = ()
        self._cache = PaperCache()
        self._pages: dict[str, int] = {}
        self._chosen: Document | None = None
        self.before, self.seal = BeforeCard(host), SealCard()
        self.files, self.photos = TitledCard(tr("Documents of the record")), PhotosCard(host)
        self.rows: dict[Document, PaperRow] = {}
        self.paper = PaperView(host.pool, tr("Pages of the chosen document"))
        self.empty = EmptyState(
            tr("There is nothing to seal yet."),
            tr("The record is sealed when all experts have signed and the meeting has ended."),
        )
        self.before.confirm_asked.connect(self._acknowledge)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._show_papers)
        self._lay_out()
        self._make_buttons()
        host.store.busy_changed.connect(self._busy)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, Space.S, 0)
        column.setSpacing(Space.M)
        for card in (self.seal, self.before, self.files, self.photos):
            column.addWidget(card)
        column.addStretch(1)
        left = FitScroll(inner, least=200)
        left.setMinimumWidth(_LEFT)
        self.both = QWidget()
        row = QHBoxLayout(self.both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(left, 10)
        row.addWidget(self.paper, 11)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.both, 1)
        outer.addWidget(self.empty, 1)

    def _make_buttons(self) -> None:
        def make(text: str, kind: Kind, do: Callable[[], object]) -> Button:
            button = Button(text, kind)
            button.clicked.connect(do)
            return button

        self.seal_button = make(tr("Seal"), Kind.PRIMARY, self._seal)
        self.close_button = make(tr("Close the record"), Kind.PRIMARY, self._seal)
        self.sign_button = make(tr("Back to signing"), Kind.SECONDARY, lambda: self.host.go("sign"))
        self.export_button = make(tr("Export the sealed bundle"), Kind.SECONDARY, self._export)
        self.report_button = make(tr("Go to reporting"), Kind.PRIMARY, lambda: self.host.go("report"))

    # --- what is shown --------------------------------------------------------------------------

    def show_view(self, view: View) -> None:
        """Draw what the facts say."""
        self.view = view
        sealed = view.m.seal is not None
        there = sealed or view.stage in _OPEN
        self.both.setVisible(there)
        self.empty.setVisible(not there)
        if not there:
            return
        self.seal.setVisible(sealed)
        self.before.setVisible(not sealed)
        self.photos.setVisible(bool(view.m.opened_at) and (not sealed or bool(view.m.photos)))
        self.photos.show_view(view)
        if sealed:
            self.seal.show_view(view)
        else:
            self.before.show_view(view)
            stops = obstacles(view.case, "T19") if view.stage is Stage.SIGNING else ()
            self.seal_button.set_blocked(why(self.host.words, stops))
        if self.isVisible():
            self._soon.start(_CALM)

    def showEvent(self, event: QShowEvent) -> None:
        """Pages are made only while they are looked at."""
        super().showEvent(event)
        self._soon.start(0)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing more is laid out."""
        super().hideEvent(event)
        self._soon.stop()

    def _show_papers(self) -> None:
        view = self.view
        if view is None or not self.both.isVisibleTo(self):
            return
        self._papers = papers_of(self.host.store.desk, view)
        documents = [paper.document for paper in self._papers]
        if documents != list(self.rows):
            self._make_rows(documents)
        if self._chosen not in documents:
            prefer = Document.REPORT if Document.REPORT in documents else None
            self._chosen = prefer or next(iter(documents), None)
        self._show_chosen()
        self._count()

    def _make_rows(self, documents: list[Document]) -> None:
        for row in self.rows.values():
            self.files.box.removeWidget(row)
            row.deleteLater()
        self.rows = {}
        for document in documents:
            row = PaperRow(
                partial(self.choose, document), partial(self._print, document), partial(self._save, document)
            )
            self.rows[document] = row
            self.files.add(row)

    def _show_chosen(self) -> None:
        for paper in self._papers:
            shown = paper.document is self._chosen
            pages = paper.pages or self._pages.get(paper.key, 0)
            self.rows[paper.document].show_paper(paper, pages, shown=shown)
            if shown:
                self.paper.show_pdf(paper.key, partial(self._cache.get, paper))
        if not self._papers:
            self.paper.show_nothing(tr("This record has no documents."), tr("It ended before the check-in."))

    def _count(self) -> None:
        """Before the seal the pages are known once they are made."""
        self._cache.keep(self._papers)
        for paper in self._papers:
            if not paper.pages and paper.key not in self._pages:
                self._pages[paper.key] = 0
                work = partial(self._cache.count, paper)
                self.host.pool.submit(work, partial(self._counted, paper), owner=self)

    def _counted(self, paper: Paper, pages: int) -> None:
        self._pages[paper.key] = pages
        if paper in self._papers:
            self.rows[paper.document].show_paper(paper, pages, shown=paper.document is self._chosen)

    # --- what one can do ------------------------------------------------------------------------

    def choose(self, document: Document) -> None:
        """Show the pages of this document."""
        self._chosen = document
        self._show_chosen()

    def _with_bytes(self, document: Document, then: Callable[[Paper, bytes], object]) -> None:
        for paper in self._papers:
            if paper.document is document:
                failed = self.host.store.failed.emit
                work = partial(self._cache.get, paper)
                self.host.pool.submit(work, partial(then, paper), failed, owner=self)

    def _print(self, document: Document) -> None:
        self._with_bytes(document, self._give)

    def _give(self, paper: Paper, data: bytes) -> None:
        pages = paper.pages or self._pages.get(paper.key, 1)
        print_pdf(self.host, self, data, paper.number, pages)

    def _save(self, document: Document) -> None:
        self._with_bytes(document, lambda paper, data: save_pdf(self.host, self, data, paper.number))

    def _seal(self) -> None:
        view = self.view
        if view is None:
            return
        signing = view.stage is Stage.SIGNING
        button = self.seal_button if signing else self.close_button
        button.set_busy(tr("Sealing: laying out the pages, closing the chain..."))
        request = r.SealRecord() if signing else r.CloseRecord()
        self.host.ask(request, self.host.secretary(), lambda _view: self.host.go("seal"))

    def _busy(self, busy: bool) -> None:  # noqa: FBT001  Qt signal
        if not busy:
            self.seal_button.set_busy("")
            self.close_button.set_busy("")

    def _acknowledge(self) -> None:
        if self.view is not None:
            acknowledge(self.host, self, self.view)

    def _export(self) -> None:
        name = f"{self.host.store.meeting}.huiqian"
        pick_save(
            self, tr("Export the sealed bundle"), name, tr("Huiqian bundle (*.huiqian)"), self.export_to
        )

    def export_to(self, path: Path) -> None:
        """Write the bundle in the background; whole or not at all."""
        store = self.host.store
        self.export_button.set_busy(tr("Writing the bundle..."))

        def work() -> Path:
            from app.services.bundle import write_bundle

            return write_bundle(store.desk.ledger, store.meeting, path)

        def done(made: Path) -> None:
            self.export_button.set_busy("")
            self.host.say(tr("Exported: {path}").format(path=made))

        def failed(error: Exception) -> None:
            self.export_button.set_busy("")
            store.failed.emit(error)

        self.host.pool.submit(work, done, failed, owner=self)

    def buttons(self) -> Sequence[QWidget]:
        """The next step, last."""
        view = self.view
        if view is None:
            return ()
        if view.m.seal is not None:
            return (self.export_button, self.report_button)
        if view.stage is Stage.SIGNING:
            return (self.sign_button, self.seal_button)
        return (self.close_button,) if view.stage in _OPEN else ()

    def resolve(self, finding: Finding) -> str:
        """Words of the button where this screen resolves the finding."""
        return tr("Add photos") if finding.check == "C54" else ""

    def focus_on(self, subject: str) -> None:
        """The photos are the only thing a finding leads to here; anything else shows what is open before the seal."""
        if parts_of(subject)[0] in {"C54", ""} and self.photos.isVisible():
            self.photos.add_button.setFocus()
        else:
            show_spot(self.before if self.before.isVisible() else self.seal)
