"""Pen, finger and mouse as one stream of samples: who may draw, and which clock is read."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QEventPoint,
    QInputDevice,
    QMouseEvent,
    QPointerEvent,
    QPointingDevice,
    QTabletEvent,
    QTouchEvent,
)

from app.services.signing.ink import Sample, Tool, sample

_PALM_US = 400_000  # a hand leaves the glass a moment after its pen


@dataclass(slots=True)
class PenClock:
    """Monotonic µs since the first event: the window system's stamps if it gives them, else ours."""

    _start: int | None = None
    _stamped: bool = False
    _last: int = 0

    def read(self, event: QPointerEvent) -> int:
        """Time of an event in µs; never runs backwards."""
        now = time.perf_counter_ns() // 1000
        if self._start is None:
            self._stamped = event.timestamp() > 0
            self._start = event.timestamp() * 1000 if self._stamped else now
        moment = event.timestamp() * 1000 if self._stamped else now
        self._last = max(self._last, moment - self._start)
        return self._last


@dataclass(slots=True)
class Step:
    """What an event means to the pad: a stroke begins, goes on, ends or is taken back."""

    kind: str  # "down", "move", "up", "cancel"
    tool: Tool = Tool.PEN
    sample: Sample | None = None


@dataclass(slots=True)
class PenInput:
    """Decides which events draw. A pen beats fingers (a palm), two fingers draw nothing."""

    clock: PenClock = field(default_factory=PenClock)
    _pen_down: bool = False
    _pen_seen: int = -_PALM_US
    _finger: int | None = None
    _mouse: bool = False

    def tablet(self, event: QTabletEvent, at: QPointF) -> Step | None:
        """Judge a pen event at pad position `at`; an eraser draws nothing."""
        if event.pointerType() is QPointingDevice.PointerType.Eraser:
            return None
        self._pen_seen = time.perf_counter_ns() // 1000
        kind = event.type()
        if kind is QEvent.Type.TabletPress:
            self._pen_down, self._finger = True, None
            return Step("down", Tool.PEN, self._pen_sample(event, at))
        if not self._pen_down:
            return None
        if kind is QEvent.Type.TabletRelease:
            self._pen_down = False
            return Step("up", Tool.PEN, self._pen_sample(event, at, lifted=True))
        return Step("move", Tool.PEN, self._pen_sample(event, at))

    def _pen_sample(self, event: QTabletEvent, at: QPointF, *, lifted: bool = False) -> Sample:
        can = event.pointingDevice().capabilities()
        pressure = event.pressure() if can & QInputDevice.Capability.Pressure else None
        if lifted and pressure is not None:
            pressure = 0.0
        tilts = bool(can & (QInputDevice.Capability.XTilt | QInputDevice.Capability.YTilt))
        tilt = (event.xTilt(), event.yTilt()) if tilts else (None, None)
        return sample(at.x(), at.y(), self.clock.read(event), pressure, *tilt)

    def touch(self, event: QTouchEvent) -> Step | None:
        """Judge a touch event; None if it draws nothing."""
        points = event.points()
        live = [p for p in points if p.state() is not QEventPoint.State.Released]
        if self._palm() or event.type() is QEvent.Type.TouchCancel or len(live) > 1:
            return self._drop_finger()
        if self._finger is None:
            return self._finger_down(event, points)
        mine = next((p for p in points if p.id() == self._finger), None)
        if mine is None:
            return self._drop_finger()
        up = mine.state() is QEventPoint.State.Released
        if up:
            self._finger = None
        return Step("up" if up else "move", Tool.TOUCH, self._touch_sample(event, mine))

    def _palm(self) -> bool:
        return self._pen_down or time.perf_counter_ns() // 1000 - self._pen_seen < _PALM_US

    def _drop_finger(self) -> Step | None:
        had, self._finger = self._finger is not None, None
        return Step("cancel", Tool.TOUCH) if had else None

    def _finger_down(self, event: QTouchEvent, points: list[QEventPoint]) -> Step | None:
        if event.type() is not QEvent.Type.TouchBegin or not points:
            return None  # a finger left over from two is not a new stroke
        self._finger = points[0].id()
        return Step("down", Tool.TOUCH, self._touch_sample(event, points[0]))

    def _touch_sample(self, event: QTouchEvent, point: QEventPoint) -> Sample:
        real = event.pointingDevice().capabilities() & QInputDevice.Capability.Pressure
        at = point.position()
        return sample(at.x(), at.y(), self.clock.read(event), point.pressure() if real else None)

    def mouse(self, event: QMouseEvent) -> Step | None:
        """Judge a mouse event; those made up from pen or touch draw nothing."""
        if event.source() is not Qt.MouseEventSource.MouseEventNotSynthesized or self._pen_down:
            return None
        kind, left = event.type(), event.button() is Qt.MouseButton.LeftButton
        if kind is QEvent.Type.MouseButtonPress and left:
            self._mouse = True
            return Step("down", Tool.MOUSE, self._mouse_sample(event))
        if not self._mouse:
            return None
        if kind is QEvent.Type.MouseButtonRelease and left:
            self._mouse = False
            return Step("up", Tool.MOUSE, self._mouse_sample(event))
        return Step("move", Tool.MOUSE, self._mouse_sample(event)) if kind is QEvent.Type.MouseMove else None

    def _mouse_sample(self, event: QMouseEvent) -> Sample:
        return sample(event.position().x(), event.position().y(), self.clock.read(event))
