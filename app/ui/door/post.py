"""The door of one open meeting: its ways in, its card on every screen, its kiosk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from app.models.terms import Role
from app.ui.door.card import CornerCards
from app.ui.door.controller import Door
from app.ui.door.sounds import Sounds
from app.ui.door.ways import Ways
from app.ui.host_identity import utc_now
from app.ui.i18n import tr

if TYPE_CHECKING:
    from app.models.entry import By
    from app.services.pin import PinPad
    from app.ui.door.dock import CameraDock
    from app.ui.door.kiosk import Kiosk
    from app.ui.door.visit import Way
    from app.ui.shell.meeting import MeetingShell


class DoorPost(QObject):
    """Joins door, card and kiosk with the window of a meeting.

    Signals:
        kiosk_opened, kiosk_left: the whole screen is the door's, or no longer.
        chosen: (camera, mirrored, sound) a person chose: to be remembered.
    """

    kiosk_opened = Signal(object)
    kiosk_left = Signal()
    chosen = Signal(str, bool, bool)

    def __init__(self, shell: MeetingShell, home: Path | None, now: Callable[[], datetime] = utc_now) -> None:
        super().__init__(shell)
        self.shell, self.host = shell, shell.host
        self._home, self._now = home, now
        self._pad: PinPad | None = None
        self._pin_asked = False
        self.sounds = Sounds(self)
        self.door = Door(shell.host, now)
        self.cards = CornerCards(self.door, shell, self.sounds, now, self._came_in)
        self.kiosk: Kiosk | None = None
        self.ways = Ways(self)
        self.ways.read.connect(self._take)
        self.ways.said.connect(self.host.say)
        self.ways.camera_chosen.connect(self._remember)
        self.eye: CameraDock | None = None
        self._watched: QWidget | None = None
        shell.host.code_read.connect(lambda text: self.door.take(text, "typed"))
        shell.host.kiosk_asked.connect(self.open_kiosk)
        shell.host.camera_asked.connect(self.toggle_camera)
        shell.host.sheet_opened.connect(self._lend_camera)

    def use(self, camera: str, *, mirrored: bool, sound: bool) -> None:
        """What was chosen on this computer before."""
        self.ways.chosen, self.ways.mirrored = camera, mirrored
        self.sounds.on = sound

    def watch(self) -> None:
        """Take pictures for the window this meeting is in; once."""
        window = self.shell.window()
        if window is not self._watched:
            self._watched = window
            self.ways.watch(window)

    def _take(self, text: str, way: str) -> None:
        if self._joins(text):
            return
        known: dict[str, Way] = {"camera": "camera", "scanner": "scanner", "picture": "picture"}
        self.door.take(text, known.get(way, "typed"))

    def _joins(self, text: str) -> bool:
        """While a join code is waited for, it goes there and not to the door."""
        front = QApplication.activeModalWidget()
        if front is None or text[:4].upper() != "HQJ1":
            return False
        from app.ui.venue.join_sheet import JoinSheet

        return isinstance(front, JoinSheet) and front.take_code(text)

    def _lend_camera(self, sheet: object) -> None:
        """Who scans the join code again needs a camera; one that looks at the desk or in the kiosk reads it already."""
        from app.ui.venue.join_sheet import JoinSheet

        if isinstance(sheet, JoinSheet) and not self.ways.looking:
            sheet.offer_camera(self.ways.chosen, mirrored=self.ways.mirrored)
            sheet.camera.show()  # the sheet stands already, and takes its measure with it
            sheet.refit()

    def _remember(self) -> None:
        self.chosen.emit(self.ways.chosen, self.ways.mirrored, self.sounds.on)

    def toggle_camera(self) -> None:
        """Look with the camera at the desk, or no longer."""
        from app.ui.door.dock import CameraDock

        if self.eye is not None:
            eye, self.eye = self.eye, None
            eye.hide()
            eye.deleteLater()
            self.ways.look_away()
            return
        self.eye = CameraDock(self.ways.camera, self.shell)
        self.eye.away.clicked.connect(self.toggle_camera)
        self.eye.show()
        self.ways.look()

    # --- after somebody came in at the desk ----------------------------------------------------------------

    def _came_in(self, person: str) -> None:
        """At the desk the signature for the sign-in sheet follows, unless something else is being done."""
        from app.ui.stages.checkin_arrive import came_in

        view = self.host.store.view
        focus = self.shell.window().focusWidget()
        writing = isinstance(focus, QLineEdit | QPlainTextEdit) and bool(_text(focus).strip())
        busy = QApplication.activeModalWidget() is not None or writing or bool(self.door.waiting)
        if view is None or busy or self.shell.shown() != "checkin":
            self.host.say(tr("{name} is checked in").format(name=view.m.name(person) if view else person))
            return
        came_in(self.host, self.shell, view, person)

    # --- the kiosk --------------------------------------------------------------------------------------------

    def open_kiosk(self) -> None:
        """Give the screen to the door; the first time a PIN is chosen, without which nobody comes out again."""
        from app.ui.door.pin_sheet import PinSheet

        def known(is_set: bool) -> None:  # noqa: FBT001  an answer
            if is_set:
                self._ask_keeper()
                return
            why = tr(
                "Site staff see nothing but the door. Only this PIN leads back to the desk; keep it in mind."
            )
            PinSheet(self.shell, self._pin(), self.host.pool, self._ask_keeper, new=True, why=why).open()

        if self.kiosk is None:
            self._if_pin(known)

    def with_pin(
        self, then: Callable[[], object], *, why: str, new_why: str, over: QWidget | None = None
    ) -> None:
        """Ask for the PIN of this computer, or have one chosen where there is none; ``then`` runs after it."""
        from app.ui.door.pin_sheet import PinSheet

        def known(is_set: bool) -> None:  # noqa: FBT001  an answer
            said = why if is_set else new_why
            PinSheet(over or self.shell, self._pin(), self.host.pool, then, new=not is_set, why=said).open()

        self._if_pin(known)

    def _if_pin(self, then: Callable[[bool], object]) -> None:
        """Look off the GUI thread whether there is a PIN; a second press meanwhile asks nothing."""
        if self._pin_asked or self._home is None:
            return
        self._pin_asked = True

        def known(is_set: bool) -> None:  # noqa: FBT001  an answer
            self._pin_asked = False
            then(is_set)

        def failed(error: Exception) -> None:
            self._pin_asked = False
            self.host.trouble(error)

        self.host.pool.submit(self._pin().is_set, known, failed, owner=self)

    def _pin(self) -> PinPad:
        from app.services.pin import PinPad

        if self._pad is None:
            if self._home is None:
                raise LookupError("no home")
            self._pad = PinPad(self._home)
        return self._pad

    def _ask_keeper(self) -> None:
        """Where the roster names people to scan and one is here, it is said who stands at the door; else the secretary."""
        from app.ui.door.keeper import KeeperSheet

        view = self.host.store.view
        keepers = [h.person for h in view.m.holders(Role.SCANNER) if view.m.present(h.person)] if view else []
        if view is None or not keepers:
            self.enter()
            return
        sheet = KeeperSheet(self.shell, view.m, keepers, self.host.secretary())
        sheet.chosen.connect(self._keeper)
        self.host.open_sheet(sheet)

    def _keeper(self, person: str) -> None:
        if not person:
            self.host.doorkeeper = None
            self.enter()
            return

        def known(by: By) -> None:
            self.host.doorkeeper = by
            self.enter()

        self.host.identify((Role.SCANNER,), tr("Who stands at the door"), known, people=(person,))

    def enter_again(self) -> None:
        """The computer was off while the kiosk had the screen: back to it, once."""
        self.host.store.changed.disconnect(self.enter_again)
        self.enter()

    def enter(self) -> None:
        """Show the kiosk; the desk's window rests behind it."""
        from app.ui.door.kiosk import Kiosk
        from app.ui.scan.camera_view import CameraView

        if self.kiosk is not None:
            return
        eye = CameraView(self.ways.camera)
        kiosk = self.kiosk = Kiosk(self.door, eye=eye, now=self._now, sound=self.sounds.on)
        self.ways.watch(kiosk)
        if self.eye is None:
            self.ways.look()
        kiosk.sound_changed.connect(self._sound)
        kiosk.leave_asked.connect(self._ask_pin)
        kiosk.search_asked.connect(self._search)
        kiosk.history_asked.connect(self._history)
        kiosk.left.connect(self._left)
        self.ways.camera_changed.connect(self._seeing)
        self._seeing()
        self._follow_venue(kiosk)
        self.cards.rest(resting=True)
        kiosk.setGeometry(self.shell.screen().geometry())
        kiosk.enter()
        self.shell.set_resting(resting=True)
        self.kiosk_opened.emit(kiosk)

    def _follow_venue(self, kiosk: Kiosk) -> None:
        """The chip of the venue is behind the kiosk: what it has to say is said there too."""
        from app.ui.venue.chip import door_words

        chip = self.shell.venue
        if chip is not None:
            chip.told.connect(kiosk.side.set_venue)
            kiosk.side.set_venue(door_words(chip.seen))

    def _seeing(self) -> None:
        if self.kiosk is not None:
            self.kiosk.side.set_seeing(seeing=self.ways.sees)

    def _ask_pin(self) -> None:
        from app.ui.door.pin_sheet import PinSheet

        kiosk = self.kiosk
        if kiosk is not None:
            why = tr("The kiosk is left with the PIN that was chosen on this computer.")
            PinSheet(kiosk, self._pin(), self.host.pool, kiosk.leave, new=False, why=why).open()

    def _history(self) -> None:
        """In the kiosk everybody may read it; taking something back is the secretary's, who knows the PIN."""
        from app.ui.door.history import HistorySheet

        kiosk = self.kiosk
        if kiosk is None:
            return

        def guard(then: Callable[[], object]) -> None:
            why = tr("To take something back, the secretary types the PIN of this computer.")
            self.with_pin(then, why=why, new_why=why, over=sheet)

        sheet = HistorySheet(self.host, kiosk, guard)
        sheet.open()

    def _search(self) -> None:
        from app.ui.door.finder import FindSheet

        if self.kiosk is not None:
            FindSheet(self.host, self.kiosk).open()

    def _sound(self, on: bool) -> None:  # noqa: FBT001  a signal's value
        self.sounds.on = on
        self._remember()

    def _left(self) -> None:
        if self.kiosk is not None:
            self.ways.forget(self.kiosk)
        if self.eye is None:
            self.ways.look_away()
        self.kiosk = None
        self.ways.camera_changed.disconnect(self._seeing)
        self.host.doorkeeper = None
        self.cards.rest(resting=False)
        self.shell.set_resting(resting=False)
        self.kiosk_left.emit()

    def close(self) -> None:
        """The meeting is left: the kiosk goes with it, and nothing is listened to any more."""
        if self.kiosk is not None:
            self.kiosk.leave()
        self.cards.rest(resting=True)
        self.ways.close()


def _text(field: QLineEdit | QPlainTextEdit) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()
