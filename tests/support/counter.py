"""The desk over a book of facts: the same verbs, people and stages, without a disk; for tests of many small questions."""

import hashlib
from datetime import datetime

from msgspec import Struct

from app.models.checks import Case
from app.models.entry import By
from app.models.facts import Fact
from app.services.desk.context import Ctx
from app.services.desk.desk import decide
from app.services.desk.refusal import Refusal
from app.services.desk.request import Drawing
from support.book import SECRETARY, Book

PEN = Drawing(strokes=b"strokes", picture=b"picture")


class Counter:
    """Asks verbs of a book. ``others``: books a verb may look at, by meeting id."""

    def __init__(self, book: Book, meeting: str = "") -> None:
        self.book = book
        self.meeting = meeting or "sample-meeting"
        self.blobs: dict[str, bytes] = {}
        self.others: dict[str, Book] = {}

    def ask(self, request: Struct, by: By = SECRETARY, at: datetime | None = None) -> Refusal | None:
        """Ask as a person; the facts go into the book, or the refusal comes back."""
        try:
            facts = decide(self._ctx(by, at), request)
        except Refusal as said:
            return said
        for fact in facts:
            self.book.add(fact, by, at=at)
        return None

    def code(self, request: Struct, by: By = SECRETARY, at: datetime | None = None) -> str:
        """The code of the refusal, or ``""``."""
        said = self.ask(request, by, at)
        return said.code if said else ""

    def _ctx(self, by: By, at: datetime | None) -> Ctx:
        book = self.book
        now = at or book.clock
        entries = tuple(book.entries)
        return Ctx(
            case=book.case(now) if entries else None,
            meeting=self.meeting,
            entries=entries,
            by=by,
            now=now,
            put_blob=self._put,
            blob=self.blobs.__getitem__,
            preview=lambda facts: self._preview(facts, by, now),
            papers=None,  # type: ignore[arg-type]  # no document is made at this counter
            device="d1",
            gate=None,  # type: ignore[arg-type]  # no package comes in
            other=lambda id_: self.others[id_].case() if id_ in self.others else None,
            entries_of=lambda id_: tuple(self.others[id_].entries) if id_ in self.others else (),
        )

    def _put(self, data: bytes) -> str:
        name = hashlib.sha256(data).hexdigest()
        self.blobs[name] = data
        return name

    def _preview(self, facts: tuple[Fact, ...], by: By, now: datetime) -> Case:
        book = self.book
        kept = len(book.entries)
        clock, seq = book.clock, dict(book._seq)
        for fact in facts:
            book.add(fact, by, at=now)
        try:
            return book.case(now)
        finally:
            del book.entries[kept:]
            book.clock = clock
            book._seq = seq
