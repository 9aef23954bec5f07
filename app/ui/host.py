"""The window as a stage screen sees it (app.ui.stages.base.Host)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.models.entry import By
from app.models.terms import Document, Role
from app.services.intake.problems import IntakeError
from app.services.ledger.errors import LedgerError
from app.ui.host_identity import Holder, Identities, IdentitySheet, by_of, holders
from app.ui.host_sheets import RefusalSheet, TroubleSheet
from app.ui.i18n import tr
from app.ui.widgets import Sheet

if TYPE_CHECKING:
    from msgspec import Struct

    from app.models.meeting import Meeting
    from app.services.desk.desk import View
    from app.services.desk.refusal import Refusal
    from app.services.wording import Words
    from app.ui.lane import Pool
    from app.ui.store import MeetingStore


NOBODY_NAMED = "secretary"
"""Person id of the secretary where the roster names none."""


class DeskHost(QObject):
    """Joins screens, people and store of one meeting.

    Signals:
        stage_asked: (stage key, subject) a screen or a finding wants to go there.
        said: a passing message.
        document_asked: (document, subject) is to be previewed.
        meeting_asked: another meeting is to be opened.
        sheet_opened: the sheet that now stands over the window.
        code_read: a code came through the keyboard.
        camera_asked: the camera is to be switched on or off.
        kiosk_asked: the screen is to be the door's.
        sync_asked: somebody wants what is unsent to be sent now.
    """

    stage_asked = Signal(str, str)
    said = Signal(str)
    document_asked = Signal(object, str)
    meeting_asked = Signal(str)
    sheet_opened = Signal(object)
    sync_asked = Signal()
    code_read = Signal(str)
    kiosk_asked = Signal()
    camera_asked = Signal()

    def __init__(self, store: MeetingStore, words: Words, pool: Pool, window: QWidget) -> None:
        super().__init__(window)
        self.store = store
        self.words = words
        self.pool = pool
        self.window = window
        self.identities = Identities(parent=self)
        self._secretary = ""
        self.doorkeeper: By | None = None
        self._asked: list[tuple[Struct, By]] = []
        store.refused.connect(self._refused)
        store.failed.connect(self.trouble)

    def sync_now(self) -> None:
        """Send to the central node now rather than in its own time."""
        self.sync_asked.emit()

    def meeting(self) -> Meeting:
        """The meeting as it is.

        Raises:
            LookupError: nothing was read yet.

        """
        if self.store.view is None:
            raise LookupError(self.store.meeting)
        return self.store.view.m

    def secretaries(self) -> tuple[str, ...]:
        """Who may sit at this laptop, by the roster."""
        return tuple(dict.fromkeys(h.person for h in self.meeting().holders(Role.SECRETARY)))

    def choose_secretary(self, person: str) -> None:
        """The secretary who sits here now; asked once where the roster names several."""
        self._secretary = person

    def secretary(self) -> By:
        """The secretary who sits at this laptop."""
        m = self.meeting()
        here = self.secretaries()
        person = self._secretary if self._secretary in here else next(iter(here), "")
        if not person:  # the roster names none: whoever sits at the laptop is
            return By(person=NOBODY_NAMED, role=Role.SECRETARY, name=tr("secretary"))
        return By(person=person, role=Role.SECRETARY, name=m.name(person))

    def at_the_door(self) -> By:
        """Who stands at the door of this computer: the one named for it, else the secretary (4.3-3)."""
        return self.doorkeeper or self.secretary()

    def identify(
        self,
        roles: Sequence[Role],
        title: str,
        then: Callable[[By], object],
        *,
        people: Sequence[str] = (),
    ) -> None:
        """Ask one of the holders of ``roles`` (or of ``people``) to identify himself; see ``Host.identify``."""
        m = self.meeting()
        found = holders(m, roles, people)
        if not found:
            self._nobody(title)
            return
        known = [k for k in (self.identities.known(h.person) for h in found) if k]
        if known and len(found) == 1:
            then(by_of(m, found[0]))
            return
        sheet = IdentitySheet(self.window, m, found, title, known=known[-1] if known else None)
        sheet.suspected.connect(lambda person: self.go("checkin", person))
        sheet.accepted.connect(lambda: self._identified(sheet, found, then))
        self.open_sheet(sheet)

    def _identified(
        self, sheet: IdentitySheet, found: Sequence[Holder], then: Callable[[By], object]
    ) -> None:
        m = self.meeting()
        person = sheet.chosen()
        if not sheet.again:
            self.identities.come(person, m.name(person))
        then(by_of(m, next(h for h in found if h.person == person)))

    def _nobody(self, title: str) -> None:
        text = tr("Nobody on the roster may do this: {what}.").format(what=title)
        next_step = tr("Take the newest roster, or record a change of post with its document.")
        self.open_sheet(TroubleSheet(self.window, text, next_step))

    def ask(
        self,
        request: Struct,
        by: By,
        then: Callable[[View], object] | None = None,
        no: Callable[[Exception], bool] | None = None,
    ) -> None:
        """Send a request to the desk. The same request still on its way (a double press) is asked once."""
        asked = (request, by)
        if asked in self._asked:
            return
        self._asked.append(asked)

        def granted(view: View) -> None:
            self._forget(request)
            if then:
                then(view)

        def denied(error: Exception) -> bool:
            self._forget(request)
            return no is not None and no(error)

        self.store.do(request, by, granted, denied)

    def ask_of(
        self, meeting: str, request: Struct, by: By, then: Callable[[View], object] | None = None
    ) -> None:
        """Send a request about another record than the one that is open (T32b)."""
        self.store.do_in(meeting, request, by, then)

    def open_meeting(self, meeting: str) -> None:
        """Leave this meeting and open another."""
        self.meeting_asked.emit(meeting)

    def go(self, stage: str, subject: str = "") -> None:
        """Show another stage screen and, if named, the row it is about."""
        self.stage_asked.emit(stage, subject)

    def code_typed(self, text: str) -> None:
        """See ``Host.code_typed``."""
        self.code_read.emit(text)

    def open_kiosk(self) -> None:
        """See ``Host.open_kiosk``."""
        self.kiosk_asked.emit()

    def toggle_camera(self) -> None:
        """See ``Host.toggle_camera``."""
        self.camera_asked.emit()

    def say(self, text: str) -> None:
        """A passing message."""
        self.said.emit(text)

    def show_document(self, document: Document, subject: str = "") -> None:
        """Open the preview of a document."""
        self.document_asked.emit(document, subject)

    def open_sheet(self, sheet: Sheet) -> None:
        """Open a sheet over the window; it is gone when it closes."""
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()
        self.sheet_opened.emit(sheet)

    def trouble(self, error: Exception) -> None:
        """Say calmly that the world or the program failed, and what to do next."""
        if isinstance(error, IntakeError):
            from app.services.intake.words import explain

            text, next_step = explain(error), ""
        elif isinstance(error, LedgerError):
            said = self.words.error(error.code, error.details)
            text, next_step = said.text, said.next
        else:
            sys.excepthook(type(error), error, error.__traceback__)
            return
        self.open_sheet(TroubleSheet(self.window, text, next_step))

    def _forget(self, request: Struct) -> None:
        self._asked = [pair for pair in self._asked if pair[0] != request]

    def _refused(self, _request: Struct, said: Refusal) -> None:
        sheet = RefusalSheet(self.window, said, self.words)
        sheet.go.connect(self.go)
        self.open_sheet(sheet)
