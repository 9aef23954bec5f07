"""Which class draws which stage. Screens are imported when first shown, so a start pays for none of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from app.ui.stages.base import StageScreen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.stages.base import Host

KEYS = ("prepare", "checkin", "review", "verdict", "sign", "seal", "report")


def make_screen(key: str, host: Host, parent: QWidget) -> StageScreen:
    """Make the screen of a stage.

    Args:
        key: one of ``KEYS``; the class is ``app.ui.stages.<key>.Screen``.
        host: the window as the screen sees it.
        parent: where it stands.

    """
    name = f"app.ui.stages.{key}"
    screen = import_module(name).Screen(host, parent)
    if not isinstance(screen, StageScreen):
        raise TypeError(f"{name}.Screen is no StageScreen")
    return screen
