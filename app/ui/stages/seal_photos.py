"""Pictures of the meeting (C54): chosen from files, kept with the record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from app.services.desk import requests as r
from app.ui.i18n import tr
from app.ui.stages.parts.files import pick_files
from app.ui.theme import Type
from app.ui.widgets import Button, Kind, Surface, WrapLabel

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

MAX_BYTES = 20 * 1024 * 1024
"""Of one picture."""


class TooLargeError(Exception):
    """A picture is larger than ``MAX_BYTES``."""


def _read(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    for path in paths:
        if path.stat().st_size > MAX_BYTES:
            raise TooLargeError(path.name)
    return [(path.stem, path.read_bytes()) for path in paths]


class PhotosCard(Surface):
    """How many there are, and a button to add some."""

    def __init__(self, host: Host) -> None:
        super().__init__("card")
        self.host = host
        self.words = WrapLabel("", Type.BASE)
        self.add_button = Button(tr("Add photos"), Kind.SECONDARY, icon_name="camera")
        self.add_button.clicked.connect(self._pick)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.add_button)
        self.box.addLayout(row)

    def show_view(self, view: View) -> None:
        """Draw the count."""
        taken, least = len(view.m.photos), view.case.pack.photos.min_count
        text = tr("Photos of the meeting: {n}").format(n=taken)
        if taken < least:
            text = f"{text} · {tr('{n} are advised').format(n=least)}"
        self.words.setText(text)

    def _pick(self) -> None:
        kinds = tr("Pictures (*.jpg *.jpeg *.png)")
        pick_files(self, tr("Add photos"), kinds, self.take, many=True)

    def take(self, paths: Sequence[Path]) -> None:
        """Read the files in the background and record them."""
        self.host.pool.submit(lambda: _read(paths), self._record, self._failed, owner=self)

    def _record(self, found: list[tuple[str, bytes]]) -> None:
        by = self.host.secretary()
        for caption, data in found:
            self.host.ask(r.TakePhoto(data=data, caption=caption), by)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, TooLargeError):
            self.host.say(tr("{name} is larger than 20 MB.").format(name=error))
        elif isinstance(error, OSError):
            self.host.say(tr("The picture cannot be read: {why}").format(why=error))
        else:
            self.host.store.failed.emit(error)
