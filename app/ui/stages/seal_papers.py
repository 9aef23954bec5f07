"""The documents of a record: made for a look before the seal, read from the ledger after it. Never on the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.models.terms import Document
from app.ui.i18n import tr
from app.ui.preview import document_name
from app.ui.stages.parts.record import short
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import Button, Chip, Kind, Surface, WrapLabel

if TYPE_CHECKING:
    from app.services.desk.desk import Desk, View

_KILO = 1024


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: how to get its bytes, and what is known of it. ``key`` names exactly these bytes."""

    document: Document
    number: str
    key: str
    make: Callable[[], bytes]
    pages: int = 0
    size: int = 0
    sealed: bool = False


def papers_of(desk: Desk, view: View) -> tuple[Paper, ...]:
    """The sealed files, copies that say so where it is void or noted, or the documents as they would be sealed now."""
    m = view.m
    if m.seal is not None:
        mark = "-copy" if m.after.void_reason or m.after.conflict_note else ""
        return tuple(
            Paper(
                x.document,
                x.id,
                x.sha256 + mark,
                partial(_copy, desk, view, x.sha256),
                x.pages,
                x.size,
                sealed=True,
            )
            for x in m.seal.files
        )
    return tuple(
        Paper(
            document,
            desk.papers.number(view.case, document),
            f"{document.value}-{m.last_hash}",
            partial(desk.papers.make, view.case, document, desk.ledger.blob),
        )
        for document in desk.documents(m)
    )


def _copy(desk: Desk, view: View, sha256: str) -> bytes:
    from app.services.documents.copies import copy_of

    return copy_of(view.m, desk.ledger.blob(sha256))


class PaperCache:
    """Bytes and page counts of the papers shown now, made once; may be asked on any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: dict[str, bytes] = {}

    def get(self, paper: Paper) -> bytes:
        """The bytes of a paper."""
        with self._lock:
            if paper.key not in self._made:
                self._made[paper.key] = paper.make()
            return self._made[paper.key]

    def count(self, paper: Paper) -> int:
        """How many pages it has."""
        from app.services.documents.pages import count_pages

        return paper.pages or count_pages(self.get(paper))

    def keep(self, papers: tuple[Paper, ...]) -> None:
        """Forget all others."""
        keys = {paper.key for paper in papers}
        with self._lock:
            self._made = {key: data for key, data in self._made.items() if key in keys}


class PaperRow(Surface):
    """One document with what one can do with it."""

    def __init__(
        self, look: Callable[[], object], give: Callable[[], object], save: Callable[[], object]
    ) -> None:
        super().__init__("well", margin=Space.M)
        self.name = WrapLabel("", Type.NAME, bold=True)
        self.line = WrapLabel("", Type.SMALL, ink="ink2")
        self.pages = Chip("", Tone.BRAND)
        self.look = Button(tr("Look at it"), Kind.SECONDARY)
        self.give = Button("", Kind.QUIET, icon_name="print")
        self.save = Button(tr("Save as"), Kind.QUIET)
        for button, do in ((self.look, look), (self.give, give), (self.save, save)):
            button.clicked.connect(do)
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.pages)
        foot = QHBoxLayout()
        foot.setSpacing(Space.XS)
        foot.addWidget(self.look)
        foot.addWidget(self.give)
        foot.addWidget(self.save)
        foot.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(head)
        words.addWidget(self.line)
        words.addLayout(foot)
        self.box.addLayout(words)

    def show_paper(self, paper: Paper, count: int, *, shown: bool) -> None:
        """Draw it."""
        name = document_name(paper.document)
        self.name.setText(name)
        known = (
            f"{paper.number} · {short(paper.key)} · {paper.size // _KILO} KB"
            if paper.sealed
            else paper.number
        )
        self.line.setText(known)
        pages = tr("{n} pages").format(n=count) if count else ""
        self.pages.set_chip(pages, Tone.BRAND)
        self.pages.setVisible(bool(pages))
        self.setAccessibleName(f"{name} {pages}")
        self.look.set_blocked(tr("It is shown at the right.") if shown else "")
        self.look.setAccessibleName(tr("Look at: {name}").format(name=name))
        self.give.setAccessibleName(tr("Print: {name}").format(name=name))
        self.save.setAccessibleName(tr("Save: {name}").format(name=name))
