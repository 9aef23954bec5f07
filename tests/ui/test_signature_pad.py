from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QInputDevice, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.signing.ink import MAX_STROKES, Strokes, Tool, decode, encode
from app.ui.widgets import SignaturePad

CAN = QInputDevice.Capability
DOWN, MOVE, UP = QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease


def stylus(
    capabilities: QInputDevice.Capability = CAN.Position | CAN.Pressure | CAN.XTilt | CAN.YTilt,
    pointer: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen,
) -> QPointingDevice:
    kind = QInputDevice.DeviceType.Stylus
    return QPointingDevice("test pen", 11, kind, pointer, capabilities, 1, 2, "", QPointingDeviceUniqueId())


PEN = stylus()
TOUCHSCREEN = QTest.createTouchDevice()


@pytest.fixture
def pad(qtbot: QtBot, desk: QApplication) -> SignaturePad:
    assert desk is not None
    pad = SignaturePad()
    pad.resize(632, 356)
    qtbot.addWidget(pad)
    pad.show()
    qtbot.waitExposed(pad)
    return pad


def pen(
    pad: SignaturePad,
    kind: QEvent.Type,
    x: float,
    y: float,
    pressure: float = 0.5,
    device: QPointingDevice = PEN,
) -> None:
    at, held = QPointF(x, y), Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    event = QTabletEvent(
        kind, device, at, QPointF(pad.mapToGlobal(at)), pressure, 12, -7, 0, 0, 0, none, held, held
    )
    QApplication.postEvent(pad, event)
    QApplication.sendPostedEvents(pad)


def pen_line(pad: SignaturePad, *, y: float = 180.0, count: int = 60, device: QPointingDevice = PEN) -> None:
    pen(pad, DOWN, 60, y, 0.3, device)
    for i in range(1, count):
        pen(pad, MOVE, 60 + i * 8.25, y + (i % 11) * 4, 0.3 + i / 200, device)
    pen(pad, UP, 60 + count * 8.25, y, 0.0, device)


def mouse_line(pad: SignaturePad, y: int = 180) -> None:
    button = Qt.MouseButton.LeftButton
    QTest.mousePress(pad, button, pos=QPoint(60, y))
    for i in range(1, 50):
        QTest.mouseMove(pad, QPoint(60 + i * 10, y + i % 9 * 3))
    QTest.mouseRelease(pad, button, pos=QPoint(560, y))


def dark_pixels(pad: SignaturePad) -> int:
    picture = pad.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    return sum(value < 60 for value in bytes(picture.constBits())[: picture.sizeInBytes()])


def test_a_pen_is_kept_as_it_came(pad: SignaturePad, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pad.changed):
        pen_line(pad)
    (stroke,) = pad.strokes().strokes
    assert stroke.tool is Tool.PEN
    assert len(stroke.samples) == 61
    first, second, last = stroke.samples[0], stroke.samples[1], stroke.samples[-1]
    assert (first.x, first.y, first.tilt_x, first.tilt_y) == (60.0, 180.0, 12, -7)
    assert second.x == 68.25
    assert first.pressure == pytest.approx(0.3, abs=1e-4)
    assert (last.x, last.pressure) == (555.0, 0.0)
    times = [one.t for one in stroke.samples]
    assert times == sorted(times)
    assert times[-1] > times[0]
    assert decode(encode(pad.strokes())) == pad.strokes()
    assert not pad.is_blank()


def test_ink_is_seen_at_once(pad: SignaturePad) -> None:
    before = dark_pixels(pad)
    pen(pad, DOWN, 60, 180)
    for i in range(1, 30):
        pen(pad, MOVE, 60 + i * 10, 180)
    assert dark_pixels(pad) > before + 500  # still down
    assert pad.strokes().strokes == ()


def test_a_pen_that_measures_no_pressure_gets_none(pad: SignaturePad) -> None:
    pen_line(pad, device=stylus(CAN.Position))
    (stroke,) = pad.strokes().strokes
    assert {(one.pressure, one.tilt_x) for one in stroke.samples} == {(None, None)}


def test_an_eraser_draws_nothing(pad: SignaturePad) -> None:
    pen_line(pad, device=stylus(pointer=QPointingDevice.PointerType.Eraser))
    assert pad.strokes().strokes == ()


def test_a_mouse_draws_without_pressure(pad: SignaturePad) -> None:
    mouse_line(pad)
    (stroke,) = pad.strokes().strokes
    assert stroke.tool is Tool.MOUSE
    assert {one.pressure for one in stroke.samples} == {None}
    assert not pad.is_blank()


def test_a_finger_draws(pad: SignaturePad) -> None:
    QTest.touchEvent(pad, TOUCHSCREEN).press(0, QPoint(60, 180)).commit()
    for i in range(1, 40):
        QTest.touchEvent(pad, TOUCHSCREEN).move(0, QPoint(60 + i * 10, 180 + i % 7 * 5)).commit()
    QTest.touchEvent(pad, TOUCHSCREEN).release(0, QPoint(460, 180)).commit()
    (stroke,) = pad.strokes().strokes
    assert stroke.tool is Tool.TOUCH
    assert len(stroke.samples) == 41
    assert not pad.is_blank()


def test_two_fingers_do_not_draw(pad: SignaturePad) -> None:
    QTest.touchEvent(pad, TOUCHSCREEN).press(0, QPoint(60, 180)).commit()
    for i in range(1, 10):
        QTest.touchEvent(pad, TOUCHSCREEN).move(0, QPoint(60 + i * 10, 180)).commit()
    QTest.touchEvent(pad, TOUCHSCREEN).stationary(0).press(1, QPoint(300, 200)).commit()
    for i in range(1, 10):
        QTest.touchEvent(pad, TOUCHSCREEN).move(0, QPoint(150 + i, 180)).move(
            1, QPoint(300 - i, 200)
        ).commit()
    QTest.touchEvent(pad, TOUCHSCREEN).stationary(0).release(1, QPoint(290, 200)).commit()
    QTest.touchEvent(pad, TOUCHSCREEN).move(0, QPoint(200, 200)).commit()
    QTest.touchEvent(pad, TOUCHSCREEN).release(0, QPoint(200, 200)).commit()
    assert pad.strokes().strokes == ()
    assert dark_pixels(pad) == dark_pixels(SignaturePadOf(pad.width(), pad.height()))


def SignaturePadOf(width: int, height: int) -> SignaturePad:  # noqa: N802 - reads as a constructor
    fresh = SignaturePad()
    fresh.resize(width, height)
    return fresh


def test_a_palm_is_no_finger(pad: SignaturePad) -> None:
    pen(pad, DOWN, 60, 180)
    pen(pad, MOVE, 100, 180)
    QTest.touchEvent(pad, TOUCHSCREEN).press(0, QPoint(300, 300)).commit()
    QTest.touchEvent(pad, TOUCHSCREEN).move(0, QPoint(320, 310)).commit()
    pen(pad, MOVE, 400, 200)
    pen(pad, UP, 420, 200)
    QTest.touchEvent(pad, TOUCHSCREEN).move(0, QPoint(350, 310)).commit()  # the hand leaves after the pen
    QTest.touchEvent(pad, TOUCHSCREEN).release(0, QPoint(350, 310)).commit()
    (stroke,) = pad.strokes().strokes
    assert stroke.tool is Tool.PEN
    assert len(stroke.samples) == 4


def test_undo_clear_and_ctrl_z(pad: SignaturePad) -> None:
    pen_line(pad, y=120)
    pen_line(pad, y=220)
    both = pad.strokes()
    inked = dark_pixels(pad)
    QTest.keyClick(pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert pad.strokes().strokes == both.strokes[:1]
    assert dark_pixels(pad) < inked
    pad.undo()
    assert pad.strokes().strokes == ()
    pad.undo()
    pad.set_strokes(both)
    assert dark_pixels(pad) == inked
    pad.clear()
    assert pad.strokes() == Strokes(0, 0)
    assert pad.is_blank()


def test_ink_survives_another_size_and_goes_on_there(pad: SignaturePad, desk: QApplication) -> None:
    pen_line(pad)
    raw = pad.strokes()
    pad.resize(1264, 712)
    desk.processEvents()
    assert pad.strokes() == raw
    assert dark_pixels(pad) > 0
    pen(pad, DOWN, 632, 356)
    pen(pad, MOVE, 700, 400)
    pen(pad, UP, 720, 420)
    second = pad.strokes().strokes[1]
    assert (second.samples[0].x, second.samples[0].y) == (316.0, 178.0)  # in the first pad's px
    assert (pad.strokes().width, pad.strokes().height) == (632.0, 356.0)


def test_a_dot_is_blank(pad: SignaturePad) -> None:
    pen(pad, DOWN, 100, 100)
    pen(pad, UP, 100, 100)
    assert len(pad.strokes().strokes) == 1
    assert pad.is_blank()


def test_a_locked_pad_takes_no_ink(pad: SignaturePad) -> None:
    pen_line(pad)
    kept = pad.strokes()
    pad.set_locked(True)
    pen_line(pad, y=250)
    mouse_line(pad)
    pad.clear()
    pad.undo()
    assert pad.strokes() == kept


def test_scribbling_for_ever_stays_within_bounds(pad: SignaturePad) -> None:
    for _ in range(MAX_STROKES + 5):
        pen(pad, DOWN, 100, 100)
        pen(pad, UP, 101, 100)
    assert len(pad.strokes().strokes) == MAX_STROKES
    assert decode(encode(pad.strokes())) == pad.strokes()


def test_an_event_costs_a_fraction_of_a_frame(pad: SignaturePad) -> None:
    def cost(work: Callable[[], None]) -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    pen_line(pad, count=400)
    # 400 events at 200 Hz are two seconds of writing; ink that took longer than the hand would fall behind it
    assert cost(lambda: pen_line(pad, count=400)) < 2.0
