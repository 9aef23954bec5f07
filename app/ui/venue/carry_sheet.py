"""Exchange by USB file: write all there is, take what is new, ask to join, and let a computer join that has no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.i18n import tr
from app.ui.theme import Type
from app.ui.venue.words import trouble_words
from app.ui.widgets import Button, Kind, Notice, Sheet, State, Surface, Tick, WrapLabel

if TYPE_CHECKING:
    from app.services.venue.carrying import JoinRequest, Taken
    from app.services.venue.hall import Hall
    from app.ui.host import DeskHost
    from app.ui.venue.hallway import Hallway

_NAME_OF_FILE = "{meeting}.hqx"


class CarrySheet(Sheet):
    """The two ways of a file, with the fingerprint of this computer for whoever takes the whole meeting from it."""

    def __init__(self, host: DeskHost, hallway: Hallway) -> None:
        sub = tr(
            "When there is no network at all: export on each computer, carry the file over, import it there. Importing twice "
            "changes nothing. The file holds names and the last four of IDs: delete it from the stick afterwards."
        )
        super().__init__(host.window, tr("Exchange by USB file"), sub, primary=tr("Finished"), width=640)
        self.host, self.hallway = host, hallway
        self.cancel.hide()
        self.told = Notice("", State.PRESENT)
        self.told.hide()
        self.write = Button(tr("Export everything here..."), Kind.SECONDARY)
        self.read = Button(tr("Import a file..."), Kind.SECONDARY)
        self.admit = Button(tr("Let a computer join by its request..."), Kind.SECONDARY)
        self.request = Button(tr("Write a request to join..."), Kind.SECONDARY)
        self.write.clicked.connect(self._choose_out)
        self.read.clicked.connect(self._choose_in)
        self.admit.clicked.connect(self._choose_request)
        self.request.clicked.connect(self._choose_request_out)
        for button in (self.write, self.read, self.admit if self._primary else self.request):
            self.body.addWidget(button)
        if self._primary:
            self.body.addWidget(self._mark())
        self.body.addWidget(self.told)

    @property
    def _primary(self) -> bool:
        return self.host.meeting().primary == self.host.store.desk.ledger.device

    def _mark(self) -> QWidget:
        from app.services.venue.carrying import fingerprint

        ledger = self.host.store.desk.ledger
        box = Surface("card")
        box.add(WrapLabel(tr("Fingerprint of this computer"), Type.SMALL, ink="ink2"))
        self.mark = WrapLabel("", Type.CLOCK, bold=True)
        box.add(self.mark)
        box.add(
            WrapLabel(
                tr("Who takes the whole meeting from a file compares these signs on both screens."),
                Type.SMALL,
                ink="ink2",
            )
        )
        self.host.pool.submit(
            lambda: fingerprint(ledger.devices()[ledger.device]), self.mark.setText, owner=self
        )
        return box

    def _choose_out(self) -> None:
        name = _NAME_OF_FILE.format(meeting=self.host.store.meeting)
        path, _ = QFileDialog.getSaveFileName(self, tr("Export"), name, tr("Exchange file (*.hqx)"))
        if path:
            self.write_to(Path(path))

    def write_to(self, path: Path) -> None:
        """Write the file, aside."""
        meeting = self.host.store.meeting
        self.write.set_busy(tr("Writing..."))
        self.hallway.ask(lambda hall: hall.write_file(meeting, path), self._written, self._failed, self)

    def _written(self, size: int) -> None:
        self.write.set_busy("")
        kb = max(size // 1000, 1)
        self._say(tr("Exported, {n} kB. Take the stick out properly.").format(n=kb), State.PRESENT)

    def _choose_in(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("Import"), "", tr("Exchange file (*.hqx)"))
        if path:
            self.take(Path(path))

    def take(self, path: Path) -> None:
        """Take what is new in a file, aside."""
        self.read.set_busy(tr("Reading..."))
        self.hallway.ask(lambda hall: hall.take_file(path, ""), self._taken, self._failed, self)

    def _taken(self, taken: Taken) -> None:
        self.read.set_busy("")
        self.host.store.refresh()
        if taken.new:
            text = tr("Imported: {n} new entries, {blobs} attachments.").format(
                n=taken.new, blobs=taken.blobs
            )
        else:
            text = tr("There was nothing new in it.")
        self._say(text, State.PRESENT)

    def _choose_request_out(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, tr("Request to join"), "join.hqr", tr("Request (*.hqr)"))
        if path:
            self.write_request(Path(path))

    def write_request(self, path: Path) -> None:
        """Write this computer's request, to be carried to the primary."""
        meeting, name = self.host.store.meeting, tr("Scanning computer")
        self.hallway.ask(
            lambda hall: hall.write_request(meeting, name, path), self._asked, self._failed, self
        )

    def _asked(self, _none: None) -> None:
        self._say(tr("Written. On the primary: let a computer join by its request."), State.PRESENT)

    def _choose_request(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("Request to join"), "", tr("Request (*.hqr)"))
        if path:
            self.admit_from(Path(path))

    def admit_from(self, path: Path) -> None:
        """Record that a computer joins."""
        meeting = self.host.store.meeting

        def read(_hall: Hall) -> JoinRequest:
            from app.services.venue.carrying import read_request

            return read_request(path.read_bytes(), meeting)

        self.hallway.ask(read, self._admit, self._failed, self)

    def _admit(self, asked: JoinRequest) -> None:
        text = tr("{name} belongs to the venue now. Import its file.").format(name=asked.name)
        self.host.ask(asked.fact, self.host.secretary(), lambda _view: self._say(text, State.PRESENT))

    def _failed(self, error: Exception) -> None:
        for button in (self.write, self.read):
            button.set_busy("")
        self._say(trouble_words(error), State.BLOCK)

    def _say(self, text: str, state: State) -> None:
        self.told.set_notice(text, state)
        self.told.show()
        self.refit()


class BringSheet(Sheet):
    """A whole meeting from a file: only after the fingerprint was compared with the primary's screen.

    Signals:
        brought: id of the meeting that is here now.
    """

    brought = Signal(str)

    def __init__(self, parent: QWidget, hallway: Hallway, path: Path) -> None:
        super().__init__(parent, tr("A meeting from a file"), "", primary=tr("Take the meeting"), width=620)
        self.hallway, self._path = hallway, path
        self._primary = ""
        self.told = Notice(tr("Reading..."), State.WAITING)
        self.mark = WrapLabel("", Type.CLOCK, bold=True)
        self.same = Tick(tr("I have compared every sign with the screen of the primary: they are the same."))
        self.same.toggled.connect(self.renew)
        for widget in (self.told, self.mark, self.same):
            self.body.addWidget(widget)
        self.mark.hide()
        self.same.hide()
        self.renew()
        self._ask()

    def renew(self) -> None:
        """Nothing is taken before somebody has compared."""
        blocked = "" if self._primary and self.same.isChecked() else tr("Compare the fingerprint first.")
        self.primary.set_blocked(blocked)

    def _ask(self) -> None:
        path, primary = self._path, self._primary
        self.hallway.ask(lambda hall: hall.take_file(path, primary), self._taken, self._failed, self)

    def accept(self) -> None:
        """Take it."""
        if self._primary and self.same.isChecked():
            self.primary.set_busy(tr("Reading..."))
            self._ask()

    def _taken(self, taken: Taken) -> None:
        self.primary.set_busy("")
        self.brought.emit(taken.meeting)
        super().accept()

    def _failed(self, error: Exception) -> None:
        self.primary.set_busy("")
        details = getattr(error, "details", {})
        compare = getattr(error, "code", "") == "file.other_meeting"
        self.told.set_notice(trouble_words(error), State.WARNING if compare else State.BLOCK)
        if compare:
            self._primary = details["primary"]
            self.mark.setText(self._primary)
            self.mark.show()
            self.same.show()
        self.renew()
        self.refit()
