"""Names written on the pad: with a pen that feels pressure, with a finger, with the mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.widgets import SignaturePad

Stroke = Sequence[tuple[float, float]]

_STEPS = 5

_CAN = QInputDevice.Capability
_KIND = QEvent.Type
_LEFT = Qt.MouseButton.LeftButton
_NO_KEYS = Qt.KeyboardModifier.NoModifier

# a made-up name in running hand, in parts of the pad's width and height
NAME: tuple[Stroke, ...] = (
    ((0.12, 0.30), (0.17, 0.28), (0.24, 0.27), (0.31, 0.28)),
    ((0.21, 0.15), (0.21, 0.32), (0.19, 0.52), (0.14, 0.70), (0.10, 0.78)),
    ((0.21, 0.42), (0.26, 0.56), (0.32, 0.70), (0.36, 0.74)),
    ((0.46, 0.22), (0.47, 0.40), (0.46, 0.62), (0.45, 0.80)),
    ((0.46, 0.24), (0.55, 0.22), (0.60, 0.24), (0.60, 0.45), (0.59, 0.70), (0.56, 0.80), (0.53, 0.74)),
    ((0.70, 0.34), (0.78, 0.31), (0.88, 0.30)),
    ((0.79, 0.16), (0.79, 0.40), (0.77, 0.62), (0.72, 0.80), (0.80, 0.66), (0.86, 0.72), (0.91, 0.80)),
)


@cache
def stylus() -> QPointingDevice:
    """A pen that measures pressure and tilt."""
    can = _CAN.Position | _CAN.Pressure | _CAN.XTilt | _CAN.YTilt
    return QPointingDevice(
        "journey pen",
        71,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        can,
        1,
        2,
        "",
        QPointingDeviceUniqueId(),
    )


@cache
def glass() -> QPointingDevice:
    """A touch screen."""
    return QTest.createTouchDevice()


def points(stroke: Stroke, pad: SignaturePad) -> list[QPointF]:
    """The way of a stroke over the pad: a smooth curve through its corners, in small steps."""
    wide, high = pad.width(), pad.height()
    corners = [QPointF(x * wide, y * high) for x, y in stroke]
    round_ = [corners[0], *corners, corners[-1]]
    way = [corners[0]]
    for p0, p1, p2, p3 in zip(round_, round_[1:], round_[2:], round_[3:], strict=False):
        way += [_between(p0, p1, p2, p3, i / _STEPS) for i in range(1, _STEPS + 1)]
    return way


def _between(p0: QPointF, p1: QPointF, p2: QPointF, p3: QPointF, t: float) -> QPointF:
    """Catmull and Rom's curve between ``p1`` and ``p2``."""
    tight = p1 * 2 + (p2 - p0) * t + (p0 * 2 - p1 * 5 + p2 * 4 - p3) * t**2
    return (tight + (p1 * 3 - p0 - p2 * 3 + p3) * t**3) / 2


def pen_event(pad: SignaturePad, kind: QEvent.Type, at: QPointF, pressure: float) -> None:
    """Post one event of the pen to the pad."""
    event = QTabletEvent(
        kind,
        stylus(),
        at,
        QPointF(pad.mapToGlobal(at)),
        pressure,
        14.0,
        -9.0,
        0.0,
        0.0,
        0.0,
        _NO_KEYS,
        _LEFT,
        _LEFT,
    )
    QApplication.postEvent(pad, event)
    QApplication.processEvents()


def pen_stroke(pad: SignaturePad, stroke: Stroke, *, lift: bool = True) -> None:
    """Draw one stroke; the pressure swells and ebbs. ``lift=False``: the pen stays down."""
    way = points(stroke, pad)
    pen_event(pad, _KIND.TabletPress, way[0], 0.25)
    for i, at in enumerate(way[1:], 1):
        pen_event(pad, _KIND.TabletMove, at, 0.25 + 0.6 * min(i, len(way) - i) / len(way))
    if lift:
        pen_event(pad, _KIND.TabletRelease, way[-1], 0.0)


def pen(pad: SignaturePad) -> None:
    """Sign with the pen."""
    for stroke in NAME:
        pen_stroke(pad, stroke)


def finger(pad: SignaturePad) -> None:
    """Sign with a finger."""
    handle = pad.window().windowHandle()
    for stroke in NAME:
        way = [pad.mapTo(pad.window(), at.toPoint()) for at in points(stroke, pad)]
        QTest.touchEvent(handle, glass()).press(0, way[0]).commit()
        for at in way[1:]:
            QTest.touchEvent(handle, glass()).move(0, at).commit()
        QTest.touchEvent(handle, glass()).release(0, way[-1]).commit()
        QApplication.processEvents()


def mouse(pad: SignaturePad) -> None:
    """Sign with the mouse."""
    window = pad.window()
    handle = window.windowHandle()
    for stroke in NAME:
        way: list[QPoint] = [pad.mapTo(window, at.toPoint()) for at in points(stroke, pad)]
        QTest.mousePress(handle, _LEFT, _NO_KEYS, way[0])
        for at in way[1:]:
            QTest.mouseMove(handle, at)
        QTest.mouseRelease(handle, _LEFT, _NO_KEYS, way[-1])


Tool = Callable[[SignaturePad], None]
