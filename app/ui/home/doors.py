"""The ways a meeting comes in, at the right of the home page."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.i18n import tr
from app.ui.theme import Space, Type
from app.ui.widgets import Button, Kind, Surface, WrapLabel

_WIDTH = 344


class Doors(Surface):
    """Buttons with a sentence each; what is pressed is decided elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("side", parent)
        self.setFixedWidth(_WIDTH)
        self.package = Button(tr("Import a meeting package..."), Kind.SECONDARY, icon_name="file")
        self.node = Button(tr("Get it from the central node..."), Kind.SECONDARY, icon_name="sync")
        self.venue = Button(tr("Join a venue..."), Kind.SECONDARY)
        self.roster = Button(tr("Read an Excel roster..."), Kind.SECONDARY)
        self.template = Button(tr("Save the roster template..."), Kind.SECONDARY)
        self.sample = Button(tr("Open the sample meeting"), Kind.SECONDARY)
        self._add(
            tr("Meeting package"),
            tr("The file the central node signed. It can also be dragged onto this window."),
            self.package,
            self.node,
        )
        self._add(
            tr("Another computer's meeting"),
            tr(
                "Scan badges at a second door: join the computer that runs the meeting, without the internet."
            ),
            self.venue,
        )
        self._add(
            tr("Excel roster"),
            tr("Units, posts and experts on three sheets. It becomes a draft for the central node to sign."),
            self.roster,
            self.template,
        )
        self.box.addStretch(1)
        self._add(
            tr("To try it out"),
            tr("A made-up deep excavation review of today; nothing of it is reported as real."),
            self.sample,
        )

    def _add(self, title: str, text: str, *buttons: Button) -> None:
        self.add(WrapLabel(title, Type.BASE, bold=True))
        self.add(WrapLabel(text, Type.SMALL, ink="ink2"))
        for button in buttons:
            self.add(button)
        self.box.addSpacing(Space.L)

    def set_node(self, node: str) -> None:
        """Block the way to the node while none is set, with the reason."""
        reason = "" if node else tr("No central node is set. Enter its address in the settings.")
        self.node.set_blocked(reason)
