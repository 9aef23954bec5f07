"""The bar at the top: which meeting, under which rules, what is not yet reported, Beijing time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui.i18n import tr
from app.ui.theme import Size, Space, Tone, Type
from app.ui.widgets.chip import Chip
from app.ui.widgets.labels import WrapLabel
from app.ui.widgets.marks import State
from app.ui.widgets.surface import Surface

BEIJING = timezone(timedelta(hours=8), "北京时间")


def _now() -> datetime:
    return datetime.now(UTC)


class Clock(QWidget):
    """Beijing time (fixed +08:00), hours and minutes large, the day below; it wakes once a minute."""

    def __init__(
        self,
        now: Callable[[], datetime] = _now,
        size: int = Type.CLOCK,
        *,
        bold: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._now = now
        right = Qt.AlignmentFlag.AlignRight
        self._time = WrapLabel("00:00", size, bold=bold, align=right)
        self._day = WrapLabel("", max(Type.SMALL, size // 3), ink="ink2", align=right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._time)
        column.addWidget(self._day)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.tick)
        self.tick()

    def tick(self) -> None:
        """Show the time of now and come back at the next full minute."""
        moment = self._now().astimezone(BEIJING)
        self._time.setText(f"{moment:%H:%M}")
        day = tr("Beijing time {month}/{day}").format(month=moment.month, day=moment.day)
        self._day.setText(day)
        self.setAccessibleName(f"{day} {moment:%H:%M}")
        self._timer.start(60_000 - moment.second * 1000 - moment.microsecond // 1000 + 20)

    def showEvent(self, event: QShowEvent) -> None:
        """Never show an old minute."""
        self.tick()
        super().showEvent(event)


class TopBar(Surface):
    """Title and sub-line at the left, chips and the clock at the right."""

    def __init__(self, now: Callable[[], datetime] = _now, parent: QWidget | None = None) -> None:
        super().__init__("top", parent, margin=0)
        self.setMinimumHeight(Size.TOPBAR)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.title = WrapLabel("", Type.TITLE, bold=True)
        self.sub = WrapLabel("", Type.SMALL, ink="ink2")
        self.pack = Chip("", Tone.BRAND)
        self.sync = Chip("", Tone.NEUTRAL)
        self.clock = Clock(now)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(Space.L + 4, 6, Space.L + 4, 6)
        self._row.setSpacing(Space.L)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.sub)
        words.addStretch(1)
        self._row.addLayout(words, 1)
        for widget in (self.pack, self.sync, self.clock):
            self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self.pack.hide()
        self.sync.hide()
        self.box.addLayout(self._row)

    def set_meeting(self, title: str, sub: str = "") -> None:
        """Which meeting it is; long titles wrap."""
        self.title.setText(title)
        self.sub.setText(sub)
        self.sub.setVisible(bool(sub))
        self.setAccessibleName(title)

    def set_pack(self, text: str) -> None:
        """Under which rules, as of when."""
        self.pack.set_chip(text, Tone.BRAND)
        self.pack.setVisible(bool(text))

    def set_sync(self, text: str, tone: Tone = Tone.NEUTRAL, state: State | None = None) -> None:
        """Show what the central node has not acknowledged yet."""
        self.sync.set_chip(text, tone, state)
        self.sync.setVisible(bool(text))

    def add_chip(self, widget: QWidget) -> None:
        """Put another chip or button before the clock."""
        self._row.insertWidget(self._row.count() - 1, widget, 0, Qt.AlignmentFlag.AlignVCenter)
