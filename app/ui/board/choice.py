"""What can be done with the wall board from the desk: which display, light or dark, close it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.ui.i18n import tr
from app.ui.widgets import Button, FormRow, Kind, Segment, Segments, Sheet

if TYPE_CHECKING:
    from app.ui.board.wall import Wall


class WallSheet(Sheet):
    """One button for each other display, one for a window, the look, and the end of it."""

    def __init__(self, parent: QWidget, wall: Wall) -> None:
        sub = tr(
            "The wall shows who has come and who has not, and whether the meeting may begin; no personal data."
        )
        super().__init__(
            parent, tr("Wall board"), sub, primary=tr("Close the wall board"), danger=True, width=520
        )
        self.wall = wall
        self.places: list[Button] = []
        for screen in wall.displays():
            name = screen.model() or screen.name()
            self._place(tr("Full screen on {display}").format(display=name), partial(wall.open, screen))
        self._place(tr("As a window"), wall.open_as_window)
        self.look = Segments([Segment("dark", tr("Dark")), Segment("light", tr("Light, for a bright room"))])
        self.look.set_key("light" if wall.is_light() else "dark")
        self.look.chosen.connect(lambda key: wall.set_light(light=key == "light"))
        self.body.addWidget(FormRow(tr("Look"), self.look))
        self.cancel.setText(tr("Back"))
        self.primary.setVisible(wall.is_open())
        self.accepted.connect(wall.close)

    def _place(self, text: str, act: Callable[[], object]) -> None:
        button = Button(text, Kind.SECONDARY)
        button.clicked.connect(self.reject)
        button.clicked.connect(lambda _checked: act())  # no display is called "not checked"
        self.places.append(button)
        self.body.addWidget(button)
