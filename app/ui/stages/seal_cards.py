"""The cards of the sealing screen: what is still open before the seal, and the seal itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.models import facts as f
from app.models.stages import obstacles
from app.models.terms import Level, Stage
from app.ui.i18n import tr
from app.ui.shell.moments import moment_text
from app.ui.stages.parts.qrmark import QrMark
from app.ui.stages.parts.reason import ReasonSheet
from app.ui.stages.parts.record import short
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import AnswerBanner, Button, Kind, State, Surface, TitledCard, WrapLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.services.desk.desk import View
    from app.ui.stages.base import Host

_FEW = 4


class BeforeCard(Surface):
    """May it be sealed, and if not, why.

    Signals:
        confirm_asked: the hints are to be acknowledged.
    """

    confirm_asked = Signal()

    def __init__(self, host: Host) -> None:
        super().__init__("card", margin=Space.M)
        self.host = host
        self.banner = AnswerBanner("desk")
        self.list = WrapLabel("", Type.BASE, ink="ink2")
        self.confirm = Button(tr("Acknowledge the hints"), Kind.SECONDARY)
        self.confirm.clicked.connect(self.confirm_asked)
        self.add(self.banner)
        self.add(self.list)
        row = QHBoxLayout()
        row.addWidget(self.confirm)
        row.addStretch(1)
        self.box.addLayout(row)

    def show_view(self, view: View) -> None:
        """Draw what the gate says."""
        if view.stage in {Stage.ABORTED, Stage.NO_CONSENSUS}:
            title = tr("No report") if view.stage is Stage.NO_CONSENSUS else tr("No meeting result")
            self.banner.set_answer(title, view.m.no_consensus or view.m.abort_reason, State.BLOCK)
            self.list.setText(
                tr("The record is closed as it is: it is kept, sent and never counts as a review.")
            )
            self.confirm.hide()
            return
        found = obstacles(view.case, "T19")
        if found:
            text = tr("{n} points are open before the seal").format(n=len(found))
            self.banner.set_answer(tr("Not yet to be sealed"), text, State.ATTENTION)
        else:
            self.banner.set_answer(
                tr("Can be sealed"), tr("All have signed; nothing is open."), State.PRESENT
            )
        titles = list(dict.fromkeys(self.host.words.finding(x).title for x in found))
        more = tr("and {n} more").format(n=len(titles) - _FEW) if len(titles) > _FEW else ""
        self.list.setText("\n".join([*(f"· {x}" for x in titles[:_FEW]), *([more] if more else [])]))
        self.list.setVisible(bool(titles))
        hints = hints_of(view)
        self.confirm.setText(tr("Acknowledge {n} hints").format(n=len(hints)))
        self.confirm.setVisible(bool(hints))


def hints_of(view: View) -> tuple[str, ...]:
    """Keys of the open W of the seal's gate (8.7-16)."""
    return tuple(x.key for x in obstacles(view.case, "T19") if x.level is Level.WARN)


def acknowledge(host: Host, parent: QWidget, view: View) -> None:
    """The secretary confirms the hints with one reason."""
    keys = hints_of(view)
    found = [x for x in obstacles(view.case, "T19") if x.key in keys]
    words = [host.words.finding(x) for x in found]
    titles: dict[str, list[str]] = {}
    for said in words:
        titles.setdefault(said.text, []).append(said.title)
    lines = [f"{'；'.join(dict.fromkeys(names))}。{text}" for text, names in titles.items()]

    def done(sheet: ReasonSheet, reason: str) -> None:
        sheet.send(f.WarningAcknowledged(keys=keys, reason=reason), host.secretary())

    ReasonSheet(
        host,
        parent,
        tr("Acknowledge {n} hints").format(n=len(keys)),
        done,
        sub="\n".join(lines),
        usual=(
            tr("The authority accepts signatures on the screen; the scan follows"),
            tr("Looked at and correct"),
        ),
        primary=tr("Acknowledge"),
    ).open()


class SealCard(TitledCard):
    """The seal: its hash, its QR, when and over what."""

    def __init__(self) -> None:
        super().__init__(tr("Sealed"))
        self.qr = QrMark()
        self.hash = WrapLabel("", Type.CLOCK, bold=True, ink=Tone.PRESENT)
        self.full = WrapLabel("", Type.SMALL, ink="ink2")
        self.lines = WrapLabel("", Type.BASE)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addWidget(WrapLabel(tr("Hash of the seal"), Type.SMALL, ink="ink2"))
        words.addWidget(self.hash)
        words.addWidget(self.full)
        words.addWidget(self.lines)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.qr)
        row.addLayout(words, 1)
        self.box.addLayout(row)

    def show_view(self, view: View) -> None:
        """Draw the seal."""
        m = view.m
        if m.seal is None:
            return
        self.hash.setText(short(m.seal.seal_hash))
        self.full.setText(m.seal.seal_hash)
        lines = [
            tr("Sealed at {time}").format(time=moment_text(m.seal.at)),
            tr("{n} files").format(n=len(m.seal.files)),
        ]
        if m.seal.content_hash:
            lines.append(tr("content {hash}").format(hash=short(m.seal.content_hash)))
        self.lines.setText(" · ".join(lines))
        text = f"HQS1:{m.id}:{m.seal.seal_hash}".upper()
        self.qr.set_text(text, tr("QR code of the seal {hash}").format(hash=short(m.seal.seal_hash)))
