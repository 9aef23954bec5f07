"""The two archive lists and the hand-over (令37-24②③, XJ-41; C66), as papers to print and sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.models.fold.moves import allowed
from app.models.terms import Document
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet
from app.ui.stages.parts.step import StepLine
from app.ui.widgets import Button, FormRow, Kind, State, TextField, TitledCard

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

Archive = Literal["contractor", "supervisor"]
ARCHIVES: tuple[Archive, ...] = ("contractor", "supervisor")


class ArchiveCard(TitledCard):
    """One list for the contractor, one for the supervisor, and the list of everything that is handed over."""

    def __init__(self, host: Host) -> None:
        super().__init__(tr("Archive lists"), tr("one for the contractor, one for the supervisor"))
        self.host = host
        self.all = Button(tr("Hand-over list"), Kind.QUIET, icon_name="print")
        self.all.clicked.connect(lambda: host.show_document(Document.HANDOVER))
        self.add_head(self.all)
        names = {"contractor": tr("Archive of the contractor"), "supervisor": tr("Archive of the supervisor")}
        self.lines: dict[Archive, StepLine] = {
            key: StepLine(names[key], tr("Handed over"), tr("List")) for key in ARCHIVES
        }
        for key, line in self.lines.items():
            self.add(line)
            line.button.clicked.connect(lambda _=False, k=key: HandOverSheet(host, self, k).open())
            line.paper.clicked.connect(lambda _=False, k=key: host.show_document(Document.HANDOVER, k))

    def show_view(self, view: View) -> None:
        """Draw to whom each was handed."""
        self.setVisible(view.m.seal is not None)
        open_ = allowed(f.ArchiveHandedOver, view.m.stage)
        early = "" if open_ else tr("First the central node must have the record.")
        for key, line in self.lines.items():
            handed = view.m.after.archives.get(key)
            words = tr("not handed over yet")
            if handed is not None:
                words = tr("handed to {name}").format(name=handed.received_by)
                words = " · ".join(x for x in (words, handed.note) if x)
            line.set_step(State.PRESENT if handed else State.MISSING, words, early)


class HandOverSheet(AskSheet):
    """To whom an archive was handed, with the paper that says so."""

    def __init__(self, host: Host, parent: QWidget, archive: Archive) -> None:
        title = {
            "contractor": tr("Archive of the contractor handed over"),
            "supervisor": tr("Archive of the supervisor handed over"),
        }[archive]
        super().__init__(host, parent, title, primary=tr("Record the hand-over"))
        self._archive: Archive = archive
        self.name = TextField("", longest=50)
        self.note = TextField("", longest=200)
        self.body.addWidget(FormRow(tr("Received by"), self.name, required=True))
        self.body.addWidget(FormRow(tr("Number of the file or note"), self.note))
        self.first = self.name
        self.name.textChanged.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Say what is lacking."""
        self.primary.set_blocked("" if self.name.text().strip() else tr("Write who received it."))

    def accept(self) -> None:
        """Send."""
        if self.primary.is_free():
            fact = f.ArchiveHandedOver(
                archive=self._archive, received_by=self.name.text().strip(), note=self.note.text().strip()
            )
            self.send(fact, self.host.secretary())
