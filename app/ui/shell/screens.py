"""Which class draws which stage. Screens are imported when first shown, so a start pays for none of them."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.i18n import tr
from app.ui.stages.base import StageScreen
from app.ui.widgets import EmptyState

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

KEYS = ("prepare", "checkin", "review", "verdict", "sign", "seal", "report")


class NotThereYet(StageScreen):
    """Stands in for a screen this build does not have."""

    def __init__(self, key: str, host: Host, parent: QWidget | None = None) -> None:
        super().__init__(host, parent)
        self.key = key
        column = QVBoxLayout(self)
        sentence = tr("This screen is not part of this build.")
        column.addWidget(EmptyState(sentence, tr("The other stages work as usual.")))

    def show_view(self, view: View) -> None:
        """Nothing to draw."""


def make_screen(key: str, host: Host, parent: QWidget) -> StageScreen:
    """Make the screen of a stage.

    Args:
        key: one of ``KEYS``; the class is ``app.ui.stages.<key>.Screen``.
        host: the window as the screen sees it.
        parent: where it stands.

    """
    name = f"app.ui.stages.{key}"
    if find_spec(name) is None:
        return NotThereYet(key, host, parent)
    screen = import_module(name).Screen(host, parent)
    if not isinstance(screen, StageScreen):
        raise TypeError(f"{name}.Screen is no StageScreen")
    return screen
