"""加入会场: another computer's join code, pasted, typed, read from a picture, or by the camera (``take_code``)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.i18n import tr
from app.ui.venue.words import trouble_words
from app.ui.widgets import Button, FormRow, Kind, Notice, Sheet, State, TextArea, TextField

if TYPE_CHECKING:
    from app.ui.scan.camera import Cameras, CameraWay
    from app.ui.venue.hallway import Hallway

_PREFIX = "HQJ1:"
_LONGEST = 900
_NAME = 40
_EYE = 250
"""Height of the camera's picture: the sheet fits a small screen with it."""


class JoinSheet(Sheet):
    """Stays until the meeting is here; a failure is said inside, and nothing typed is lost.

    Signals:
        joined: id of the meeting that is here now.
    """

    joined = Signal(str)

    def __init__(self, parent: QWidget, hallway: Hallway) -> None:
        sub = tr(
            "On the primary: the chip Venue in its top bar shows the join code. Both computers need the same network; "
            "the internet is not needed."
        )
        super().__init__(parent, tr("Join a venue"), sub, primary=tr("Join"), width=760)
        self.hallway = hallway
        self.way: CameraWay | None = None
        self.eye: QWidget | None = None
        self.name = TextField("", tr("What people call this computer, for example: east door"), longest=_NAME)
        self.code = TextArea("", "HQJ1:...", least=3, most=6, longest=_LONGEST)
        self.picture = Button(tr("Read it from a picture..."), Kind.SECONDARY)
        self.picture.clicked.connect(self._choose_picture)
        self.carry = Button(tr("No network: USB file..."), Kind.SECONDARY)
        self.carry.clicked.connect(self._choose_file)
        self.problem = Notice("", State.BLOCK)
        self.problem.hide()
        self.body.addWidget(FormRow(tr("Name of this computer"), self.name, required=True))
        self.body.addWidget(FormRow(tr("Join code"), self.code, required=True))
        self.body.addWidget(self.problem)
        self.add_foot(self.carry)
        self.add_foot(self.picture)
        for field in (self.name, self.code):
            field.textChanged.connect(self.renew)
        self.code.textChanged.connect(self.problem.hide)  # what was wrong was said of the code before
        self.renew()

    def renew(self) -> None:
        """Say what is missing."""
        lack = ""
        if not self.name.text().strip():
            lack = tr("Give this computer a name.")
        elif not self.text():
            lack = tr("Scan, paste or type the join code.")
        self.primary.set_blocked(lack)

    def text(self) -> str:
        """The code without the gaps of whoever typed it."""
        return "".join(self.code.toPlainText().upper().split())

    def take_code(self, text: str) -> bool:
        """A code was read by a camera or a hand scanner; True if it is a join code and stands in the field now."""
        from app.services.scanning.repairs import half_width

        text = half_width(text).strip().upper()  # Caps Lock or an input method may have got at it
        if not text.startswith(_PREFIX):
            return False
        self.code.setPlainText(text)
        self.look_away()
        if self.name.text().strip():
            self.accept()
        else:
            self.name.setFocus()
        return True

    def listen(self) -> None:
        """Hear a hand scanner while the sheet is open, whatever has the focus; inside a meeting its door hears it."""
        from PySide6.QtWidgets import QApplication

        from app.ui.scan.wedge import WedgeWay

        app = QApplication.instance()
        if isinstance(app, QApplication):
            ear = WedgeWay(self)
            ear.scanned.connect(self._heard)
            ear.garbled.connect(self._say)
            self.finished.connect(ear.remove)
            ear.install(app)

    def offer_camera(self, chosen: str = "", *, mirrored: bool = True, lens: Cameras | None = None) -> None:
        """Let the camera of this computer read the code; inside a meeting, where it looks already, its door does.

        ``chosen``, ``mirrored``: as on this computer before; ``lens``: other hardware.
        """
        self.camera = Button(tr("Scan with the camera"), Kind.SECONDARY)
        self.camera.clicked.connect(
            lambda: self.look_away() if self.way is not None else self._look(chosen, lens, mirrored=mirrored)
        )
        self.add_foot(self.camera)
        self.finished.connect(self.look_away)

    def _look(self, chosen: str, lens: Cameras | None, *, mirrored: bool) -> None:
        from app.ui.scan.camera import CameraWay
        from app.ui.scan.camera_view import CameraView
        from app.ui.scan.camera_words import said_of_join_code

        way = self.way = CameraWay(self, lens=lens, mirrored=mirrored)
        way.words = said_of_join_code
        way.scanned.connect(self._heard)
        self.eye = CameraView(way)
        self.eye.setFixedHeight(_EYE)
        self.body.insertWidget(0, self.eye)
        self.eye.show()
        self.camera.setText(tr("Switch the camera off"))
        way.start(chosen)
        self.refit()

    def look_away(self) -> None:
        """Switch the camera off; without effect if it is not on."""
        way, eye = self.way, self.eye
        if way is None or eye is None:
            return
        self.way = self.eye = None
        way.close()
        self.body.removeWidget(eye)
        eye.hide()
        eye.deleteLater()
        way.deleteLater()
        self.camera.setText(tr("Scan with the camera"))
        self.refit()

    def _heard(self, text: str) -> None:
        if not self.take_code(text):
            self._say(tr("That was no join code. Scan the code that the primary shows under Venue."))

    def _choose_picture(self) -> None:
        kinds = tr("Picture or PDF (*.png *.jpg *.jpeg *.bmp *.webp *.pdf)")
        path, _ = QFileDialog.getOpenFileName(self, tr("Picture of the join code"), "", kinds)
        if path:
            self.read_picture(Path(path))

    def read_picture(self, path: Path) -> None:
        """Read the code out of a picture, aside."""

        def read(_hall: object) -> str:
            from app.services.scanning.pictures import codes_in

            found = [code.text for code in codes_in(path.read_bytes()) if code.text.startswith(_PREFIX)]
            return found[0] if found else ""

        self.hallway.ask(read, self._read, self._failed, self)

    def _read(self, text: str) -> None:
        if not self.take_code(text):
            self._say(
                tr(
                    "There is no join code in this picture. Take it straight from the front, the whole code in it."
                )
            )

    def _choose_file(self) -> None:
        kinds = tr("Exchange file (*.hqx)")
        path, _ = QFileDialog.getOpenFileName(self, tr("Exchange file of the primary"), "", kinds)
        if path:
            self.take_file(Path(path))

    def take_file(self, path: Path) -> None:
        """Bring a meeting in from a USB file: the fingerprint is compared in a sheet of its own."""
        from app.ui.venue.carry_sheet import BringSheet

        sheet = BringSheet(self, self.hallway, path)
        sheet.brought.connect(self._brought)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def _brought(self, meeting: str) -> None:
        self.joined.emit(meeting)
        super().accept()

    def accept(self) -> None:
        """Join; stays open while it is on its way."""
        if not (self.text() and self.name.text().strip()):
            return
        text, name = self.text(), self.name.text().strip()
        self.problem.hide()
        self.primary.set_busy(tr("Joining and fetching the meeting..."))
        self.hallway.ask(lambda hall: hall.join(text, name), self._joined, self._failed, self)

    def _joined(self, meeting: str) -> None:
        self.primary.set_busy("")
        self.joined.emit(meeting)
        super().accept()

    def _failed(self, error: Exception) -> None:
        self.primary.set_busy("")
        self._say(trouble_words(error))

    def _say(self, text: str) -> None:
        self.problem.set_notice(text, State.BLOCK)
        self.problem.show()
        self.refit()
