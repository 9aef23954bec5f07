"""The left panel of the kiosk: what scanning is for, the camera, who waits, how many are here, the time, and few buttons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from heapq import nlargest
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.models.beijing import BEIJING
from app.models.papers.head import clock
from app.ui import theme
from app.ui.door.buttons import DoorButton
from app.ui.door.visit import Mode, Visit
from app.ui.i18n import tr
from app.ui.theme import DOOR, Space
from app.ui.widgets.labels import lay_out

if TYPE_CHECKING:
    from app.models.meeting import Meeting

WIDTH = 460
_FIGURE = 42
_WORD = 20
_LAST = 5
_TALL = 860
"""Height from which there is room for more than camera and figures."""

_NAMED = 6
"""Names of the line that fit."""


def line_words(waiting: tuple[Visit, ...]) -> str:
    """Who waits to be looked at; "" if nobody."""
    if not waiting:
        return ""
    names = "、".join(_waits(v) for v in waiting[:_NAMED])
    more = tr(" and {n} more").format(n=len(waiting) - _NAMED) if len(waiting) > _NAMED else ""
    return tr("Waiting ({n}): {names}").format(n=len(waiting), names=names + more)


class DoorLabel(QWidget):
    """Words on the side's ground; wraps."""

    def __init__(self, text: str = "", size: int = 18, *, bold: bool = False, soft: bool = False) -> None:
        super().__init__()
        self._text, self._size, self._bold, self._soft = text, size, bold, soft
        self.look = "ready"
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        """What it says."""
        return self._text

    def set_text(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def heightForWidth(self, width: int) -> int:
        """All its lines."""
        return int(lay_out(self._text, theme.figures(self._size, bold=self._bold), width)[1] + 0.999)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, int(self._size * 1.3 + 0.999))

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(80, int(self._size * 1.3 + 0.999))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines."""
        painter = QPainter(self)
        colours = DOOR[self.look]
        painter.setPen(QColor(colours.soft if self._soft else colours.ink))
        lay_out(self._text, theme.figures(self._size, bold=self._bold), self.width())[0].draw(
            painter, QPointF(0, 0)
        )


class Figures(QWidget):
    """How many are here, how many are not, and Beijing time, in large figures."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self.look = "ready"
        self._here = self._missing = 0
        self.setFixedHeight(_FIGURE + _WORD + 30)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._tick)
        self._tick()

    def set_counts(self, here: int, missing: int) -> None:
        """Show other counts."""
        self._here, self._missing = here, missing
        self.setAccessibleName(tr("{here} here, {missing} missing").format(here=here, missing=missing))
        self.update()

    def _tick(self) -> None:
        self.update()
        self._timer.start(60_000 - self._now().second * 1000 + 50)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw three columns."""
        painter, colours = QPainter(self), DOOR[self.look]
        clock = f"{self._now().astimezone(BEIJING):%H:%M}"
        half = self.width() / 2
        columns = (
            (QRectF(0, 0, half / 2, self.height()), str(self._here), tr("here"), Qt.AlignmentFlag.AlignLeft),
            (
                QRectF(half / 2, 0, half / 2, self.height()),
                str(self._missing),
                tr("missing"),
                Qt.AlignmentFlag.AlignLeft,
            ),
            (QRectF(half, 0, half, self.height()), clock, tr("Beijing time"), Qt.AlignmentFlag.AlignRight),
        )
        for box, figure, word, align in columns:
            painter.setPen(QColor(colours.ink))
            painter.setFont(theme.figures(_FIGURE, bold=True))
            painter.drawText(box, align | Qt.AlignmentFlag.AlignTop, figure)
            painter.setPen(QColor(colours.soft))
            painter.setFont(theme.font(_WORD))
            painter.drawText(box.adjusted(0, _FIGURE + 16, 0, 0), align | Qt.AlignmentFlag.AlignTop, word)


class Recent(DoorLabel):
    """Who was let in last, the newest first, each with his time."""

    def __init__(self) -> None:
        super().__init__("", 17, soft=True)
        self._room = True
        self.hide()

    def show_meeting(self, m: Meeting) -> None:
        """Name them."""
        stays = ((span.came, person) for person, spans in m.spans.items() for span in spans)
        last = nlargest(_LAST, stays)
        lines = [f"{clock(came, day=False)}　{m.name(person)}" for came, person in last]
        self.set_text("\n".join((tr("Let in last"), *lines)) if last else "")
        self.fit(room=self._room)

    def fit(self, *, room: bool) -> None:
        """Stand aside if there is no room, or nobody to be named."""
        self._room = room
        self.setVisible(room and bool(self.text()))


def _hint() -> str:
    return tr("Hold the code of the badge before the camera, or use the hand scanner.")


def _waits(visit: Visit) -> str:
    return tr("{name} (e-certificate)").format(name=visit.name) if visit.whose else visit.name


class KioskSide(QWidget):
    """The panel. ``eye`` is the widget of the camera, if there is one.

    Signals:
        mode_asked: a ``Mode``.
        search_asked, history_asked, sound_asked, leave_asked: the buttons at the bottom.
    """

    mode_asked = Signal(object)
    search_asked = Signal()
    history_asked = Signal()
    sound_asked = Signal()
    leave_asked = Signal()

    def __init__(self, now: Callable[[], datetime], eye: QWidget | None = None) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.look = "ready"
        self.title = DoorLabel(tr("Scan to check in"), 22, bold=True)
        self.modes = {
            Mode.IN: DoorButton(tr("Check in"), small=True),
            Mode.OUT: DoorButton(tr("Check out"), small=True),
            Mode.ROLL: DoorButton(tr("Roll-call"), small=True),
        }
        self._seeing, self._offered = True, False
        self.hint = DoorLabel(_hint(), 18, soft=True)
        self.offer = tr("Who has an e-certificate shows its QR code after checking in.")
        self.recent = Recent()
        self.venue = DoorLabel("", 18, bold=True)
        self.venue.hide()
        self.line = DoorLabel("", 22, bold=True)
        self.line.hide()
        self.figures = Figures(now)
        self.search = DoorButton(tr("Find a name"), small=True)
        self.history = DoorButton(tr("History"), small=True)
        self.sound = DoorButton(tr("Sound"), small=True)
        self.leave = DoorButton(tr("Leave"), small=True)
        self.sound.setCheckable(True)
        self._build(eye)
        self._connect()

    def _build(self, eye: QWidget | None) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 28, 28, 24)
        column.setSpacing(Space.M)
        column.addWidget(self.title)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        for button in self.modes.values():
            button.setCheckable(True)
            row.addWidget(button, 1)
        column.addLayout(row)
        if eye is not None:
            column.addWidget(eye, 1)
        column.addWidget(self.hint)
        column.addWidget(self.venue)
        column.addWidget(self.line)
        if eye is None:
            column.addStretch(1)
        column.addWidget(self.recent)
        column.addWidget(self.figures)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        for button in (self.search, self.history, self.sound, self.leave):
            foot.addWidget(button, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        for mode, button in self.modes.items():
            button.clicked.connect(lambda _=False, m=mode: self.mode_asked.emit(m))
        self.search.clicked.connect(self.search_asked)
        self.history.clicked.connect(self.history_asked)
        self.sound.clicked.connect(self.sound_asked)
        self.leave.clicked.connect(self.leave_asked)

    def set_mode(self, mode: Mode, *, roll: bool) -> None:
        """Show what scanning is for; the roll is called in a pause only."""
        for key, button in self.modes.items():
            button.setChecked(key is mode)
        self.modes[Mode.ROLL].setVisible(roll or mode is Mode.ROLL)
        titles = {
            Mode.IN: tr("Scan to check in"),
            Mode.OUT: tr("Scan to check out"),
            Mode.ROLL: tr("Scan to call the roll"),
        }
        self.title.set_text(titles[mode])

    def set_seeing(self, *, seeing: bool) -> None:
        """Say what to do with a badge, by what this computer has."""
        self._seeing = seeing
        self._say_hint()

    def set_venue(self, told: str) -> None:
        """Say what is the matter between this computer and the others of the venue, as long as it is."""
        self.venue.set_text(f"▲ {told}" if told else "")
        self.venue.setVisible(bool(told))

    def set_line(self, waiting: tuple[Visit, ...]) -> None:
        """Say who waits to be looked at."""
        self.line.set_text(line_words(waiting))
        self.line.setVisible(bool(waiting))

    def set_offer(self, *, offer: bool) -> None:
        """Say that e-certificates are scanned here, where the place has it (CJ-二12)."""
        self._offered = offer
        self._say_hint()

    def _say_hint(self) -> None:
        said = _hint() if self._seeing else tr("Use the hand scanner, or find the name.")
        self.hint.set_text(said + (self.offer if self._offered else ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The camera comes first: who came in last is named where there is room for both."""
        super().resizeEvent(event)
        self.recent.fit(room=self.height() >= _TALL)

    def set_look(self, look: str) -> None:
        """Stand beside another answer."""
        self.look = look
        for widget in (self.title, self.hint, self.venue, self.line, self.recent, self.figures):
            widget.look = look
            widget.update()
        for button in (*self.modes.values(), self.search, self.history, self.sound, self.leave):
            button.set_look(look)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        QPainter(self).fillRect(self.rect(), QColor(DOOR[self.look].side))
