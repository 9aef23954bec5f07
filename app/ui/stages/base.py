"""What every stage screen is and what it may use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from msgspec import Struct

    from app.models.entry import By
    from app.models.finding import Finding
    from app.models.terms import Document, Role
    from app.services.desk.desk import View
    from app.services.wording import Words
    from app.ui.lane import Pool
    from app.ui.store import MeetingStore


class Host(Protocol):
    """The window, as far as a screen needs it."""

    store: MeetingStore
    words: Words
    pool: Pool

    def secretary(self) -> By:
        """The secretary who sits at this laptop."""

    def at_the_door(self) -> By:
        """Who stands at the door of this computer."""

    def identify(  # a decision of another person: he is identified now, the fact carries it
        self,
        roles: Sequence[Role],
        title: str,
        then: Callable[[By], object],
        *,
        people: Sequence[str] = (),
    ) -> None:
        """Ask one of the holders of ``roles`` (or of ``people``) to identify himself; ``then`` gets him with his factors.

        For the same person and a short time after, the same identification serves (one leader entering ten items).
        """

    def ask(
        self,
        request: Struct,
        by: By,
        then: Callable[[View], object] | None = None,
        no: Callable[[Exception], bool] | None = None,
    ) -> None:
        """Send a request to the desk.

        A refusal or a fault is given to ``no``, which says whether it has shown it; else the window shows it, with what to
        do next.
        """

    def ask_of(
        self, meeting: str, request: Struct, by: By, then: Callable[[View], object] | None = None
    ) -> None:
        """Ask the desk about another record than the one that is open; the open one stays as it is."""

    def open_meeting(self, meeting: str) -> None:
        """Leave this meeting and open another."""

    def go(self, stage: str, subject: str = "") -> None:
        """Show another stage screen and, if named, the row it is about."""

    def code_typed(self, text: str) -> None:
        """A code came through the keyboard or the clipboard: the door answers it."""

    def open_kiosk(self) -> None:
        """Give the screen to the door."""

    def toggle_camera(self) -> None:
        """Look for badges with the camera of this computer, or no longer."""

    def say(self, text: str) -> None:
        """A passing message."""

    def sync_now(self) -> None:
        """Send to the central node now rather than in its own time."""

    def show_document(self, document: Document, subject: str = "") -> None:
        """Open the preview (print, save as) of a document; ``subject`` where there are several of a kind."""


class StageScreen(QWidget):
    """One of the seven screens. It owns no truth: ``show_view`` draws what the view says, controls call ``host.ask``.

    ``key``: prepare checkin review verdict sign seal report. ``narrow_side``: the screen wants the width; the answer and
    the findings then stand in a strip above it.
    """

    key = ""
    narrow_side = False

    def __init__(self, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.host = host

    def show_view(self, view: View) -> None:
        """Draw the meeting as it is. Called on the GUI thread after every change."""
        raise NotImplementedError

    def buttons(self) -> Sequence[QWidget]:
        """Buttons at the bottom right, the next step last."""
        return ()

    def resolve(self, finding: Finding) -> str:
        """Words of the button that leads from a finding to where it is resolved on this screen; "" = not here."""
        del finding
        return ""

    def focus_on(self, subject: str) -> None:
        """Bring the row a finding speaks of into sight and give it the focus."""
