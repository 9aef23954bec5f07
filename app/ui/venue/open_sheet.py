"""加入扫码电脑: the primary shows the join code, who has joined, and sends a device away (EC-19)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.facts import DeviceLeft
from app.ui.i18n import tr
from app.ui.stages.parts.ask import AskSheet
from app.ui.theme import Space, Type
from app.ui.venue.chip import silent
from app.ui.venue.parts import QrPicture, ago, spaced
from app.ui.venue.words import trouble_words
from app.ui.widgets import (
    Button,
    FitScroll,
    FormRow,
    Kind,
    Notice,
    Sheet,
    State,
    StateMark,
    TextArea,
    WrapLabel,
)

if TYPE_CHECKING:
    from app.services.venue.hall import DeviceRow, Hall
    from app.ui.host import DeskHost
    from app.ui.venue.hallway import Hallway, Seen

_LOOK_MS = 1500
_CODE_MS = 9 * 60_000
"""A code is good for ten minutes; the one on the screen always is."""


class VenueSheet(Sheet):
    """Before the venue is open: what it is, and the step to open it. Then the code, and the devices."""

    def __init__(self, host: DeskHost, hallway: Hallway) -> None:
        sub = tr(
            "A second computer scans badges at another door. Both need the same network (a router or the hotspot of a phone); "
            "the internet is not needed. Only this computer opens, proposes and seals."
        )
        super().__init__(
            host.window, tr("Add a scanning computer"), sub, primary=tr("Open the venue"), width=900
        )
        self.host, self.hallway = host, hallway
        self.text = ""
        self._devices: tuple[str, ...] | None = None
        self._rows: dict[str, DeviceLine] = {}
        self.problem = Notice("", State.BLOCK)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.body.addWidget(self._code_part(), 1)
        self._add_foot()
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self.look)
        self._renew = QTimer(self, interval=_CODE_MS)
        self._renew.timeout.connect(self.new_code)
        hallway.changed.connect(self._changed)
        if hallway.made:
            hallway.look(host.store.meeting, self._first_look, self)

    def _code_part(self) -> QWidget:
        self.part = QWidget()
        row = QHBoxLayout(self.part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XL)
        self.picture = QrPicture(tr("Join code"))
        row.addWidget(self.picture)
        side = QVBoxLayout()
        side.setSpacing(Space.S)
        side.addWidget(WrapLabel(tr("On the other computer: join a venue, then scan this code."), bold=True))
        self.typed = WrapLabel("", Type.SMALL, ink="ink2")
        side.addWidget(self.typed)
        self.copy = Button(tr("Copy the code"), Kind.SECONDARY)
        self.copy.clicked.connect(self._copy)
        side.addWidget(self.copy)
        once = tr("Good for one computer and ten minutes; after that a new one stands here by itself.")
        side.addWidget(WrapLabel(once, Type.SMALL, ink="ink2"))
        side.addSpacing(Space.S)
        self.count = WrapLabel("", Type.BASE, bold=True)
        side.addWidget(self.count)
        inside = QWidget()
        self.list = QVBoxLayout(inside)
        self.list.setContentsMargins(0, 0, Space.S, 0)
        self.list.setSpacing(Space.S)
        side.addWidget(FitScroll(inside, least=120), 1)
        row.addLayout(side, 1)
        self.part.hide()
        return self.part

    def _add_foot(self) -> None:
        self.carry = Button(tr("By USB file..."), Kind.SECONDARY)
        self.carry.clicked.connect(self._carry)
        self.stop = Button(tr("Close the venue"), Kind.SECONDARY)
        self.stop.clicked.connect(self._close_venue)
        self.stop.hide()
        self.add_foot(self.stop)
        self.add_foot(self.carry)
        self.cancel.setText(tr("Back"))

    @property
    def is_open(self) -> bool:
        """Is the code shown?"""
        return self._look.isActive()

    def _first_look(self, seen: Seen) -> None:
        if seen.open:
            self._show_open()
            self._take(seen)

    def accept(self) -> None:
        """Open the venue; once it is open the button ends the sheet."""
        if self.is_open:
            super().accept()
            return
        meeting, by = self.host.store.meeting, self.host.secretary()
        self.problem.hide()
        self.primary.set_busy(tr("Opening..."))

        def open_it(hall: Hall) -> None:
            hall.open(meeting, by)

        self.hallway.ask(open_it, lambda _none: self._show_open(), self._failed, self)

    def _show_open(self) -> None:
        self.primary.set_busy("")
        self.primary.setText(tr("Finished"))
        self.cancel.hide()
        self.stop.show()
        self.part.show()
        self._look.start()
        self._renew.start()
        self.new_code()
        self.look()
        self.refit()

    def new_code(self) -> None:
        """Show another code; those shown before stay good until their time is over."""
        from app.services.venue.joincode import encode

        meeting = self.host.store.meeting
        self.hallway.ask(lambda hall: encode(hall.code(meeting)), self._show_code, self._failed, self)

    def _show_code(self, text: str) -> None:
        self.text = text
        self.picture.set_text(text)
        self.typed.setText(spaced(text))
        self.typed.setAccessibleName(text)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self.host.say(tr("The join code is on the clipboard."))

    def _failed(self, error: Exception) -> None:
        self.primary.set_busy("")
        self.problem.set_notice(trouble_words(error), State.BLOCK)
        self.problem.show()
        self.refit()

    def _changed(self, meeting: str) -> None:
        if meeting == self.host.store.meeting and self.is_open:
            self.look()

    def look(self) -> None:
        """See who is there."""
        self.hallway.look(self.host.store.meeting, self._take, self)

    def _take(self, seen: Seen) -> None:
        known = tuple(row.device for row in seen.rows)
        if self._devices is not None and set(known) - set(self._devices):
            self.new_code()  # the one shown has been used
            self.host.store.refresh()
        if known != self._devices:
            self._devices = known
            self._draw_list(seen.rows)
        for row in seen.rows:
            self._rows[row.device].show_row(row)
        n = len(seen.rows)
        self.count.setText(tr("Joined: {n}").format(n=n) if n else tr("No computer has joined yet."))

    def _draw_list(self, rows: tuple[DeviceRow, ...]) -> None:
        while (item := self.list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._rows = {}
        for row in rows:
            line = DeviceLine(row)
            line.remove.clicked.connect(partial(self._remove, row))
            self._rows[row.device] = line
            self.list.addWidget(line)
        self.list.addStretch(1)

    def _remove(self, row: DeviceRow) -> None:
        sheet = RemoveSheet(self.host, row)
        sheet.accepted.connect(self.look)
        self.host.open_sheet(sheet)

    def _carry(self) -> None:
        from app.ui.venue.carry_sheet import CarrySheet

        self.host.open_sheet(CarrySheet(self.host, self.hallway))

    def _close_venue(self) -> None:
        meeting = self.host.store.meeting
        self.hallway.ask(lambda hall: hall.shut(meeting), lambda _none: self.reject(), self._failed, self)
        self.host.say(tr("The venue is closed. The other computers go on by themselves and catch up later."))


class DeviceLine(QWidget):
    """One scanning computer: its name, when it was heard, what it lacks, and the way to send it away."""

    def __init__(self, row: DeviceRow) -> None:
        super().__init__()
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.M)
        self._mark = StateMark(State.WAITING, 22)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._name = WrapLabel(row.name, Type.BASE, bold=True)
        self._told = WrapLabel("", Type.SMALL, ink="ink2")
        words.addWidget(self._name)
        words.addWidget(self._told)
        self.remove = Button(tr("Send away..."), Kind.QUIET)
        self.remove.setAccessibleName(tr("Send {name} away").format(name=row.name))
        box.addWidget(self._mark)
        box.addLayout(words, 1)
        box.addWidget(self.remove)
        self.show_row(row)

    def show_row(self, row: DeviceRow) -> None:
        """Show how it stands now."""
        cut = silent(row)
        self._mark.set_state(State.WARNING if cut else State.PRESENT)
        told = tr("{device}, heard {when}").format(device=row.device[:10], when=ago(row.heard))
        if cut and row.behind:
            told = tr("{told}, lacks {n} entries").format(told=told, n=row.behind)
        self._told.setText(told)


class RemoveSheet(AskSheet):
    """Send a computer away: with a reason; what it recorded until then stands."""

    def __init__(self, host: DeskHost, row: DeviceRow) -> None:
        text = tr(
            "What it has recorded until now stays. From now on nothing it records counts, unless it joins again."
        )
        super().__init__(
            host,
            host.window,
            tr("Send {name} away").format(name=row.name),
            text,
            primary=tr("Send away"),
            danger=True,
        )
        self._device = row.device
        self.reason = TextArea("", tr("For example: lost, broken, no longer needed"), least=1, most=3)
        self.body.addWidget(FormRow(tr("Reason"), self.reason, required=True))
        self.reason.textChanged.connect(self._renew)
        self.first = self.reason
        self._renew()

    def _renew(self) -> None:
        lack = "" if self.reason.toPlainText().strip() else tr("Write the reason.")
        self.primary.set_blocked(lack)

    def accept(self) -> None:
        """Record it."""
        fact = DeviceLeft(device=self._device, reason=self.reason.toPlainText().strip())
        self.send(fact, self.host.secretary())
