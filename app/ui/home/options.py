"""Settings of this computer: look, central node; and where the data lies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.services.settings import KEEP_DAYS, MOST_DAYS, Settings
from app.ui.i18n import tr
from app.ui.theme import Tone
from app.ui.widgets import Button, FormRow, Kind, Segment, Segments, Sheet, TextField, Tick, WrapLabel

_SCHEME_OF: dict[str, Literal["light", "dark", "system"]] = {
    "light": "light",
    "dark": "dark",
    "system": "system",
}
_SCHEMES = ("http://", "https://")


class OptionsSheet(Sheet):
    """Nothing here changes a meeting.

    Signals:
        packs_asked: a person wants to see the rule packs.
    """

    packs_asked = Signal()

    def __init__(self, parent: QWidget, settings: Settings, home: Path) -> None:
        super().__init__(parent, tr("Settings of this computer"), primary=tr("Save"), width=620)
        self._settings = settings
        self.scheme = Segments(
            [
                Segment("light", tr("Light"), Tone.BRAND),
                Segment("dark", tr("Dark"), Tone.BRAND),
                Segment("system", tr("As the system"), Tone.BRAND),
            ]
        )
        self.scheme.set_key(settings.scheme)
        self.node = TextField(settings.node, "https://", longest=300)
        self.body.addWidget(FormRow(tr("Look"), self.scheme))
        hint = tr("Where packages come from and records go. Leave it empty to work without one.")
        self.node_row = FormRow(tr("Address of the central node"), self.node, hint)
        self.body.addWidget(self.node_row)
        self.days = TextField(str(settings.keep_days), str(KEEP_DAYS), longest=4)
        said = tr(
            "After the node's receipt, and not before the archives were handed over; then it has to go."
        )
        self.days_row = FormRow(tr("Days the data of a meeting stays here"), self.days, said)
        self.body.addWidget(self.days_row)
        self.drafts = Tick(
            tr("Draft rule packs may be used; every paper then says that it is a draft."),
            checked=settings.drafts,
        )
        self.body.addWidget(FormRow(tr("Draft rule packs"), self.drafts))
        self.body.addWidget(FormRow(tr("Data folder"), WrapLabel(str(home), ink="ink2")))
        folder = Button(tr("Show the folder"), Kind.SECONDARY)
        folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(home))))
        self.add_foot(folder)
        self.packs = Button(tr("Rule packs..."), Kind.SECONDARY)
        self.packs.clicked.connect(self._packs)
        self.add_foot(self.packs)

    def _packs(self) -> None:
        self.reject()
        self.packs_asked.emit()

    def settings(self) -> Settings:
        """The settings as they stand in the sheet."""
        scheme = _SCHEME_OF.get(self.scheme.key(), self._settings.scheme)
        node = self.node.text().strip().rstrip("/")
        return replace(
            self._settings,
            scheme=scheme,
            node=node,
            drafts=self.drafts.isChecked(),
            keep_days=int(self.days.text()),
        )

    def accept(self) -> None:
        """Only with an address that can be one, and a number of days."""
        address = self.node.text().strip()
        if address and not address.lower().startswith(_SCHEMES):
            self.node_row.set_error(
                tr("An address begins with http:// or https://, e.g. https://node.example:8765")
            )
            self.refit()
            return
        days = self.days.text().strip()
        if not (days.isascii() and days.isdigit() and int(days) <= MOST_DAYS):
            self.days_row.set_error(tr("Write a number of days, e.g. 30."))
            self.refit()
            return
        super().accept()
