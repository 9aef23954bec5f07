"""Signing on the pad: a box with pad and buttons, and a sheet around it (rules.md 8.1)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.services.desk.requests import Drawing
from app.services.signing import ink
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet
from app.ui.theme import Space, Type
from app.ui.widgets import Button, Kind, SignaturePad, Surface, WrapLabel

if TYPE_CHECKING:
    from app.ui.stages.base import Host

_PICTURE_MM = (40, 15)
_PAD_HEIGHT = 190


def hash_of(text: str) -> str:
    """SHA-256 (hex) of the words a person saw when he signed."""
    return hashlib.sha256(text.encode()).hexdigest()


def _drawing(strokes: ink.Strokes, shown: str) -> Drawing:
    return Drawing(strokes=ink.encode(strokes), picture=ink.to_png(strokes, *_PICTURE_MM), shown=shown)


class SignatureBox(QWidget):
    """A signature pad with 撤一笔 and 重写. ``take`` hands the drawing over, made off the GUI thread."""

    changed = Signal()

    def __init__(self, host: Host, hint: str = "", height: int = _PAD_HEIGHT) -> None:
        super().__init__()
        self._host = host
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.pad = SignaturePad(hint)
        self.pad.setFixedHeight(height)
        self.undo = Button(tr("Undo a stroke"), Kind.SECONDARY, icon_name="undo")
        self.again = Button(tr("Write again"), Kind.SECONDARY)
        self.undo.clicked.connect(self.pad.undo)
        self.again.clicked.connect(self.pad.clear)
        self.pad.changed.connect(self.changed)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.undo)
        row.addWidget(self.again)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.pad)
        column.addLayout(row)

    def is_blank(self) -> bool:
        """Is there no name on the pad yet?"""
        return self.pad.is_blank()

    def take(self, shown: str, then: Callable[[Drawing], object]) -> None:
        """Make the drawing in the background; ``shown`` is the text the signer saw."""
        strokes = self.pad.strokes()
        self._host.pool.submit(partial(_drawing, strokes, hash_of(shown)), then, owner=self)


class SignatureSheet(AskSheet):
    """One person signs below a text; ``done(drawing)`` gets the ink and decides what to send through ``send``.

    ``skip`` is the label of a way to go on without a signature, e.g. when paper is signed by hand; empty = none.
    """

    skipped = Signal()

    def __init__(  # noqa: PLR0913  the parts of the sheet
        self,
        host: Host,
        parent: QWidget,
        title: str,
        text: str,
        done: Callable[[SignatureSheet, Drawing], object],
        *,
        sub: str = "",
        primary: str = "",
        skip: str = "",
        danger: bool = False,
        width: int = 640,
    ) -> None:
        primary = primary or tr("Confirm the signature")
        super().__init__(host, parent, title, sub, primary=primary, danger=danger, width=width)
        self._text, self._use = text, done
        if text:
            ground = Surface("well", margin=Space.M)
            ground.add(WrapLabel(text, Type.BASE))
            self.body.addWidget(ground)
        self.extra = QVBoxLayout()
        self.extra.setSpacing(Space.M)
        self.body.addLayout(self.extra, 1)
        self.box = SignatureBox(host)
        self.body.addWidget(self.box)
        self.box.changed.connect(self.renew)
        self.first = self.box.pad
        if skip:
            later = Button(skip, Kind.QUIET)
            later.clicked.connect(self._skip)
            self.add_foot(later)
            self.cancel.hide()
        self.renew()

    def shown(self) -> str:
        """The words the signer has before him; their hash is bound to the ink."""
        return self._text

    def lack(self) -> str:
        """What is still lacking besides the signature; for sheets with more to fill in."""
        return ""

    def renew(self) -> None:
        """Block or free the primary button."""
        reason = self.lack() or (tr("Sign on the pad first.") if self.box.is_blank() else "")
        self.primary.set_blocked(reason)

    def accept(self) -> None:
        """Take the ink, then send."""
        if self.primary.is_free():
            self.primary.set_busy(tr("Writing it down"))
            self.box.take(self.shown(), lambda drawing: self._use(self, drawing))

    def _skip(self) -> None:
        self.reject()
        self.skipped.emit()
