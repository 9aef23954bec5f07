"""The preview: what is seen, what is said, what can be pressed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.scanning.live import Seen
from app.services.scanning.reader import Code, Try
from app.ui.scan.camera import CameraState, CameraWay
from app.ui.scan.camera_view import CameraView
from app.ui.theme import DARK, Size, Tone, tokens
from support.frames import KIND, frame_of, page, planar
from ui.plugs import Plugs

WIDE, HIGH = 404, 330


@pytest.fixture
def plugs() -> Plugs:
    return Plugs("front", "usb & co")


@pytest.fixture
def way(desk: QApplication, plugs: Plugs) -> Iterator[CameraWay]:
    assert desk is not None
    made = CameraWay(lens=plugs, mirrored=False)
    yield made
    made.close()


@pytest.fixture
def view(way: CameraWay, qtbot: QtBot) -> CameraView:
    made = CameraView(way)
    qtbot.addWidget(made)
    made.setFixedSize(WIDE, HIGH)
    made.show()
    qtbot.waitExposed(made)
    return made


def half_and_half() -> QImage:
    """White at the left, black at the right, 16 : 9."""
    picture = QImage(320, 180, QImage.Format.Format_RGB32)
    picture.fill(QColor("black"))
    for x in range(160):
        for y in range(180):
            picture.setPixelColor(x, y, QColor("white"))
    return picture


def at(view: CameraView, x: int, y: int) -> QColor:
    shot = view.grab().toImage()
    return shot.pixelColor(QPoint(x, y) * shot.devicePixelRatio())


def lively(way: CameraWay, qtbot: QtBot) -> None:
    way.start()
    way.sink.setVideoFrame(planar(page(), KIND.Format_NV12))
    qtbot.waitUntil(lambda: way.state is CameraState.LIVE)


def test_the_picture_is_whole_and_mirrored_only_if_wished(
    view: CameraView, way: CameraWay, qtbot: QtBot
) -> None:
    lively(way, qtbot)
    view._take(half_and_half())
    middle = HIGH // 2
    left, right = WIDE // 6, WIDE * 5 // 6
    assert at(view, left, middle).lightness() > at(view, right, middle).lightness() + 200
    assert at(view, left, 45).name() == QColor(DARK.scrim).name(), "above the picture: the letter box"
    way.set_mirrored(True)
    assert at(view, right, middle).lightness() > at(view, left, middle).lightness() + 200


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_code_just_read_is_outlined_where_it_is_seen(
    view: CameraView, way: CameraWay, qtbot: QtBot, *, mirrored: bool
) -> None:
    lively(way, qtbot)
    way.set_mirrored(mirrored)
    view.set_tone(Tone.BLOCK)
    corners = ((0, 100), (100, 100), (100, 600), (0, 600))
    code = Code("HQB1:A", corners, Try.PLAIN)
    view._outline(Seen(codes=(code,), fresh=(), width=1280, height=720, at=0.0))
    share = (WIDE - 8) / 1280
    x = round(4 + (1280 - 100 if mirrored else 100) * share)
    assert at(view, x, HIGH // 2).name() == QColor(DARK.block).name()
    qtbot.waitUntil(lambda: not view._fade.isActive(), timeout=20_000)
    assert at(view, x, HIGH // 2).name() != QColor(DARK.block).name()


def test_every_state_is_said_to_those_who_hear_the_screen(
    view: CameraView, way: CameraWay, plugs: Plugs, qtbot: QtBot
) -> None:
    said = [view.accessibleDescription()]
    way.start()
    said.append(view.accessibleDescription())
    lively(way, qtbot)
    said.append(view.accessibleDescription())
    plugs.put()
    said.append(view.accessibleDescription())
    way.start()
    said.append(view.accessibleDescription())
    plugs.put("front")
    plugs.failed.emit("busy")
    said.append(view.accessibleDescription())
    marks = ["已关闭", "正在打开", "对准镜头", "断开", "没有摄像头", "不能使用"]
    assert [mark in text for mark, text in zip(marks, said, strict=True)] == [True] * 6
    assert view.accessibleName() == "摄像头画面"


def test_off_and_failed_offer_a_button_that_tries(view: CameraView, way: CameraWay, plugs: Plugs) -> None:
    assert (view.action.isVisible(), view.action.text()) == (True, "打开摄像头")
    view.action.click()
    assert way.state is CameraState.STARTING
    assert not view.action.isVisible()
    plugs.failed.emit("busy")
    assert (view.action.isVisible(), view.action.text()) == (True, "重试")
    for button in (view.action, view.more):
        assert min(button.width(), button.height()) >= Size.TOUCH
    assert view.more.accessibleName()
    view.action.setFocus()
    QTest.keyClick(view.action, Qt.Key.Key_Space)
    assert plugs.open_now == "front"


def entries(view: CameraView) -> dict[str, QAction]:
    view.menu.renew()
    return {action.text(): action for action in view.menu.actions() if not action.isSeparator()}


def test_the_menu_chooses_camera_mirror_and_light(view: CameraView, way: CameraWay, plugs: Plugs) -> None:
    remembered: list[tuple[str, bool]] = []
    way.choice_changed.connect(lambda *choice: remembered.append(choice))
    way.start()
    found = entries(view)
    assert list(found) == ["Camera front", "Camera usb && co", "镜像显示", "补光灯", "关闭摄像头"]
    assert found["Camera front"].isChecked()
    found["镜像显示"].trigger()
    found["补光灯"].trigger()
    assert (way.mirrored, plugs.torch) == (True, True)
    found["Camera usb && co"].trigger()
    assert (way.running, remembered) == ("usb & co", [("", True), ("usb & co", True)])
    found = entries(view)
    assert "补光灯" not in found
    assert found["Camera usb && co"].isChecked()
    found["关闭摄像头"].trigger()
    assert way.state is CameraState.OFF
    plugs.there = []
    assert not entries(view)["未发现摄像头"].isEnabled()


def test_what_is_pressed_in_the_menu_is_large_enough(view: CameraView) -> None:
    view._way.start()
    view.menu.renew()
    view.menu.resize(view.menu.sizeHint())
    for action in view.menu.actions():
        if not action.isSeparator():
            assert view.menu.actionGeometry(action).height() >= Size.TOUCH


class Paints(QObject):
    """Counts how often a widget is painted, and how long that takes."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _of: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() is QEvent.Type.Paint
        return False


def test_it_is_painted_fifteen_times_a_second_at_most_and_cheaply(
    view: CameraView, way: CameraWay, qtbot: QtBot
) -> None:
    lively(way, qtbot)
    paints = Paints()
    view.installEventFilter(paints)
    picture, given = half_and_half(), 0
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: way.frame.emit(picture))
    timer.start()
    began = time.monotonic()
    while time.monotonic() - began < 1.0:
        given += 1
        qtbot.waitUntil(lambda: True)
        QApplication.processEvents()
    timer.stop()
    view.removeEventFilter(paints)
    assert 5 < paints.count <= 17
    took = []
    for _ in range(20):
        start = time.thread_time()
        view.grab()
        took.append(time.thread_time() - start)
    assert median(took) < 0.016


def test_words_on_the_panel_have_contrast() -> None:
    assert tokens.contrast(DARK.ink, DARK.scrim) > 7
    assert tokens.contrast(DARK.ink2, DARK.scrim) > 4.5
    assert tokens.contrast(DARK.answer_warning, DARK.warning_soft) > 7
    assert tokens.contrast(DARK.ink, DARK.card) > 7


def test_a_dark_room_and_a_frozen_picture_are_drawn_with_their_sentence(
    view: CameraView, way: CameraWay, qtbot: QtBot
) -> None:
    way.start()
    black = [planar(Image.new("L", (640, 480), 16), KIND.Format_NV12) for _ in "12"]
    timer, count = QTimer(interval=30), iter(range(10**6))
    timer.timeout.connect(lambda: way.sink.setVideoFrame(black[next(count) % 2]))
    timer.start()
    qtbot.waitUntil(lambda: way.state is CameraState.DARK)
    timer.stop()
    assert "镜头盖" in view.accessibleDescription()
    shot = view.grab().toImage()
    warm = QColor(DARK.warning).name()
    assert any(
        shot.pixelColor(WIDE // 2 + dx, y).name() == warm for y in range(0, HIGH, 2) for dx in (-12, 12)
    )
    way.sink.setVideoFrame(frame_of(page("HQB1:A")))
    qtbot.waitUntil(lambda: way.state is CameraState.LIVE)
