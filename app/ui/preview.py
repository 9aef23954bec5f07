"""A document of the meeting before it is printed or saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.models.terms import Document
from app.ui.i18n import tr
from app.ui.paperwindow import PaperWindow
from app.ui.theme import Tone
from app.ui.widgets import FailedState, State

if TYPE_CHECKING:
    from app.models.facts import SealedFile
    from app.services.desk.desk import Desk, View
    from app.services.wording import Words
    from app.ui.lane import Pool
    from app.ui.store import MeetingStore

_SIGNED_BY_HAND = frozenset(
    {
        Document.REREVIEW,
        Document.KEY_NODE,
        Document.VOID,
        Document.CORRECTION,
        Document.HANDOVER,
        Document.LETTER,
    }
)
"""Papers that are never under the seal: they come after it or are brought to the meeting."""


def document_name(document: Document) -> str:
    """What people call it."""
    return {
        Document.SIGN_IN: tr("Sign-in sheet"),
        Document.REPORT: tr("Review report"),
        Document.STOP: tr("Stop record"),
        Document.REREVIEW: tr("Opinion on the changes"),
        Document.KEY_NODE: tr("Key node inspection"),
        Document.VOID: tr("Void note"),
        Document.CORRECTION: tr("Correction note"),
        Document.DUTY: tr("Record of absence and duty"),
        Document.HANDOVER: tr("Hand-over list"),
        Document.LETTER: tr("Delegate letter"),
        Document.PHOTOS: tr("Page of photos"),
        Document.PERSONAL: tr("Personal review forms"),
        Document.DECLARATION: tr("Declarations of the experts"),
        Document.ELECTION: tr("Record of the election"),
        Document.OVERRIDE: tr("Record of overrides"),
        Document.NO_CONSENSUS: tr("Record without agreement"),
        Document.CONSENT: tr("Notice and separate consents"),
    }.get(document, document.value)


def make_pdf(desk: Desk, view: View, document: Document, subject: str = "") -> bytes:
    """The sealed file if it is sealed (a copy that says so if it is void or noted), else as the meeting is now.

    Off the GUI thread.

    Raises:
        LookupError: the meeting has no such document yet.

    """
    sealed = sealed_file(view, document, subject)
    if sealed is None:
        return desk.papers.make(view.case, document, desk.ledger.blob, subject)
    from app.services.documents.copies import copy_of

    return copy_of(view.m, desk.ledger.blob(sealed.sha256))


def sealed_file(view: View, document: Document, subject: str = "") -> SealedFile | None:
    """The file under the seal, if there is one; what is about a subject is made anew."""
    seal = view.m.seal
    if seal is None or subject:
        return None
    return next((file for file in seal.files if file.document is document), None)


class PreviewWindow(PaperWindow):
    """One document of one meeting, as it was when it was opened."""

    def __init__(
        self,
        store: MeetingStore,
        document: Document,
        pool: Pool,
        words: Words,
        parent: QWidget | None = None,
        *,
        subject: str = "",
    ) -> None:
        super().__init__(pool, document_name(document), parent)
        self._store, self._document, self._words = store, document, words
        self._subject = subject
        self.start_with(1000, 860)
        self.make()

    def make(self) -> None:
        """Make the document off the GUI thread and show it."""
        desk, view, document, about = self._store.desk, self._store.view, self._document, self._subject
        if view is None:
            return

        def work() -> tuple[bytes, str]:
            made = make_pdf(desk, view, document, about)
            return made, desk.papers.number(view.case, document, about)

        self._kind(view)
        self._pool.submit(work, self._show, self._failed, owner=self)

    def _kind(self, view: View) -> None:
        sealed = sealed_file(view, self._document, self._subject) is not None
        if sealed and view.m.after.void_reason:
            self.kind.set_chip(tr("Void: copy of the sealed file"), Tone.BLOCK, State.BLOCK)
        elif self._document in _SIGNED_BY_HAND:
            self.kind.set_chip(tr("As recorded; signed by hand"), Tone.BRAND)
        elif sealed:
            self.kind.set_chip(tr("Sealed file"), Tone.PRESENT, State.PRESENT)
        elif self._document is Document.REPORT and view.m.frozen and not view.m.signatures:
            self.kind.set_chip(tr("Print to be signed"), Tone.BRAND)
        else:
            self.kind.set_chip(tr("Preview, not sealed"), Tone.WARNING, State.WARNING)

    def _show(self, made: tuple[bytes, str]) -> None:
        self.show_pdf(*made)
        self.pages.setFocus()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, LookupError):
            text = tr("There is no such document yet.")
            next_step = tr("The report can be previewed once the leader has proposed a conclusion.")
        else:
            code = str(getattr(error, "code", type(error).__name__))
            said = self._words.error(code, getattr(error, "details", {}))
            text, next_step = said.text, said.next
        failed = FailedState(text, next_step, tr("Try again"))
        failed.acted.connect(self._again)
        self.show_instead(failed, text)

    def _again(self) -> None:
        self.stack.setCurrentWidget(self.loading)
        self.make()
