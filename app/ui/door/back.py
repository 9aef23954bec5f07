"""The computer was off while the kiosk had the screen: back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.window import DeskWindow


def back_to_the_door(window: DeskWindow, meeting: str) -> None:
    """Open the meeting whose kiosk it was; if it has left this computer since (8.2), note that and stay at the desk."""
    opened = window.opened
    if opened is None:
        return

    def found(there: bool) -> None:  # noqa: FBT001  an answer
        if there:
            window.open_meeting(meeting)
        else:
            window.keep_kiosk("")

    window.lane.submit(lambda: bool(opened.ledger.entries(meeting)), found, window.cannot, owner=window)
