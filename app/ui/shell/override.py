"""例外放行: let gaps through with a reason and a signature of one's own (O; rules.md 0.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.models.entry import By
from app.models.papers.head import ROLE_ZH
from app.services.desk.requests import Drawing
from app.services.signing import ink
from app.ui.i18n import tr
from app.ui.widgets import Button, FormRow, Kind, Notice, Sheet, SignaturePad, State, TextArea

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.services.wording import Words

_WIDTH_MM, _HEIGHT_MM = 40, 15
_PAD_HEIGHT = 190


def drawing_of(pad: SignaturePad, shown: str = "") -> Drawing:
    """The strokes of a pad as the desk takes them: compact master and its 300 dpi picture."""
    strokes = pad.strokes()
    picture = ink.to_png(strokes, _WIDTH_MM, _HEIGHT_MM)
    return Drawing(strokes=ink.encode(strokes), picture=picture, shown=shown)


class SignSheet(Sheet):
    """One person signs by hand. Blank is refused."""

    def __init__(self, parent: QWidget, title: str, by: By, *, primary: str = "") -> None:
        who = f"{by.name} · {ROLE_ZH[by.role]}"
        super().__init__(parent, title, who, primary=primary or tr("Confirm the signature"), width=720)
        self.pad = SignaturePad()
        self.pad.setFixedHeight(_PAD_HEIGHT)
        self.body.addWidget(self.pad)
        undo, clear = Button(tr("Undo a stroke"), Kind.SECONDARY), Button(tr("Write again"), Kind.SECONDARY)
        undo.clicked.connect(self.pad.undo)
        clear.clicked.connect(self.pad.clear)
        self.add_foot(clear)
        self.add_foot(undo)
        self.pad.changed.connect(self._renew)
        self._renew()

    def drawing(self) -> Drawing:
        """What was signed."""
        return drawing_of(self.pad)

    def _missing(self) -> str:
        return tr("Sign on the pad first.") if self.pad.is_blank() else ""

    def _renew(self) -> None:
        self.primary.set_blocked(self._missing())


class OverrideSheet(SignSheet):
    """The gaps, the reason, and the signature of who answers for it."""

    def __init__(self, parent: QWidget, found: Sequence[Finding], words: Words, by: By) -> None:
        self.text = TextArea("", tr("Why the meeting may go on all the same"), least=2, most=4)
        super().__init__(parent, tr("Let it through"), by, primary=tr("Let through with this signature"))
        for at, one in enumerate(found):
            said = words.finding(one)
            line = f"{said.title}。{said.text}"
            clause = f"{said.clause}　{one.check}"
            self.body.insertWidget(at, Notice(line, State.WARNING, clause=clause))
        self.body.insertWidget(len(found), FormRow(tr("Reason"), self.text, required=True))
        self.text.textChanged.connect(self._renew)

    def reason(self) -> str:
        """The reason as typed."""
        return self.text.toPlainText().strip()

    def _missing(self) -> str:
        if not self.reason():
            return tr("Write the reason: it is printed in the record.")
        return super()._missing()
