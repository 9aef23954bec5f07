"""Photos of the meeting handed in after the seal: who took them, why they come late (T35, C60, EC-49)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.desk import requests as r
from app.services.desk.photos import MAX_BYTES
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet
from app.ui.stages.parts.files import pick_files
from app.ui.theme import Space, Type
from app.ui.widgets import Button, FormRow, Kind, Notice, State, TextArea, TextField, WrapLabel

if TYPE_CHECKING:
    from app.ui.stages.base import Host


def read_photos(paths: Sequence[Path]) -> tuple[tuple[str, bytes], ...]:
    """Names and bytes; never on the GUI thread.

    Raises:
        ValueError: a file is larger than a photo may be; its name.

    """
    for path in paths:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(path.name)
    return tuple((path.stem, path.read_bytes()) for path in paths)


class LatePhotoSheet(AskSheet):
    """Only pictures taken at the meeting; both times are printed beside them."""

    def __init__(self, host: Host, parent: QWidget) -> None:
        sub = tr("Only pictures taken at the meeting. The time of the camera and of now are both printed.")
        super().__init__(host, parent, tr("Hand in photos"), sub, primary=tr("Record the photos"), width=640)
        self.photos: tuple[tuple[str, bytes], ...] = ()
        self.button = Button(tr("Choose photos"), Kind.SECONDARY, icon_name="camera")
        self.button.clicked.connect(self._pick)
        self.line = WrapLabel(tr("nothing chosen yet"), Type.SMALL, ink="ink2")
        self.who = TextField("", longest=50)
        self.reason = TextArea("", least=2, longest=500)
        note = tr("Nobody has to be in a picture; faces are not recognised.")
        chosen = QWidget()
        row = QHBoxLayout(chosen)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.button)
        row.addWidget(self.line, 1)
        self.body.addWidget(Notice(note, State.NOTE))
        self.body.addWidget(FormRow(tr("Photos"), chosen, required=True))
        self.body.addWidget(FormRow(tr("Taken by"), self.who, required=True))
        self.body.addWidget(FormRow(tr("Why they come late"), self.reason, required=True))
        self.first = self.button
        self.who.textChanged.connect(self.renew)
        self.reason.textChanged.connect(self.renew)
        self.renew()

    def _pick(self) -> None:
        pick_files(self, tr("Choose photos"), tr("Pictures (*.jpg *.jpeg *.png)"), self.take, many=True)

    def take(self, paths: Sequence[Path]) -> None:
        """Read the files in the background."""
        if paths:
            self.button.set_busy(tr("Reading the file..."))
            self.host.pool.submit(partial(read_photos, paths), self._read, self._unread, owner=self)

    def _read(self, found: tuple[tuple[str, bytes], ...]) -> None:
        self.button.set_busy("")
        self.photos = found
        self.line.setText("、".join(name for name, _data in found))
        self.renew()

    def _unread(self, error: Exception) -> None:
        self.button.set_busy("")
        self.photos = ()
        self.line.setText(tr("The file cannot be read: {why}").format(why=error))
        self.renew()

    def lack(self) -> str:
        """What is lacking."""
        if not self.photos:
            return tr("Choose the photos first.")
        if not self.who.text().strip():
            return tr("Write who took them.")
        return "" if self.reason.toPlainText().strip() else tr("Write the reason.")

    def renew(self) -> None:
        """Block or free the button."""
        self.primary.set_blocked(self.lack())

    def accept(self) -> None:
        """One fact for each photo."""
        if not self.primary.is_free():
            return
        who, reason, by = self.who.text().strip(), self.reason.toPlainText().strip(), self.host.secretary()
        asked = [
            r.TakePhoto(data=data, caption=name, taken_by=who, late_reason=reason)
            for name, data in self.photos
        ]
        for one in asked[:-1]:
            self.host.ask(one, by)
        self.send(asked[-1], by)
