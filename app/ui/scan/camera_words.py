"""What is said of the camera: its state as a sentence, and what to do next."""

from __future__ import annotations

from enum import StrEnum

from app.services.scanning.dim import Sight
from app.ui.i18n import tr


class CameraState(StrEnum):
    """How it stands with the camera."""

    OFF = "off"
    NONE = "none"
    STARTING = "starting"
    LIVE = "live"
    DARK = "dark"
    LOST = "lost"
    FAILED = "failed"


def said(state: CameraState, sight: Sight, *, why: str = "") -> tuple[str, str]:
    """Return the sentence of a state and the next step ("" if there is none); ``why``: the system's own words."""
    if state is CameraState.DARK:
        return _nothing_shown(sight)
    if state is CameraState.LIVE and sight is Sight.DIM:
        return tr("It is very dark here."), tr("Switch a light on, or use a scanner or the search.")
    sentence, next_step = {
        CameraState.OFF: (tr("The camera is off."), tr("Switch it on to read badges with it.")),
        CameraState.NONE: (
            tr("This computer has no camera."),
            tr("Plug one in and it starts by itself. A scanner, a picture or the search works too."),
        ),
        CameraState.STARTING: (tr("The camera is starting."), ""),
        CameraState.LIVE: (tr("Hold the QR code of the badge before the camera."), ""),
        CameraState.LOST: (
            tr("The camera was unplugged."),
            tr("Plug it in again and it goes on by itself, or choose another camera. Nothing is lost."),
        ),
        CameraState.FAILED: (
            tr("The camera cannot be used."),
            tr(
                "Close other programs that use it (video calls), allow it in the system's settings, then try again."
            ),
        ),
    }[state]
    return sentence, f"{next_step}（{why}）" if why and state is CameraState.FAILED else next_step


def said_of_join_code(state: CameraState, sight: Sight, *, why: str = "") -> tuple[str, str]:
    """The same for a camera that is to read the join code off the screen of the primary: nobody is searched there."""
    sentence, next_step = said(state, sight, why=why)
    if state is CameraState.LIVE and sight is not Sight.DIM:
        return tr("Hold the camera before the join code on the primary's screen."), ""
    other = {
        CameraState.OFF: tr("Switch it on to read the join code with it."),
        CameraState.NONE: tr(
            "Plug one in and it starts by itself. A scanner, a picture or pasting the code works too."
        ),
        CameraState.LIVE: tr("Switch a light on, or use a scanner, or paste the code."),
    }
    return sentence, other.get(state, next_step)


def _nothing_shown(sight: Sight) -> tuple[str, str]:
    if sight is Sight.FROZEN:
        return (
            tr("The picture of the camera stands still."),
            tr("Pull its plug and put it in again, or choose another camera."),
        )
    if sight is Sight.BLANK:
        return (
            tr("The camera gives an empty picture."),
            tr("Open its shutter, or pull its plug and put it in again."),
        )
    return (
        tr("The picture of the camera is black."),
        tr("Open its shutter or take away what covers the lens; some laptops have a key for it."),
    )
