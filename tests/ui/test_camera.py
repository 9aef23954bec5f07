"""The camera way: real frames through Qt's video sink; only the plug of a camera is played by hand."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle, pairwise
from subprocess import run

import psutil
import pytest
from PIL import Image, ImageOps
from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.scanning.dim import Sight
from app.services.scanning.live import Seen
from app.ui.scan.camera import CameraState, CameraWay
from app.ui.scan.lens import Lens, Offer, worth
from app.ui.scan.planes import CameraFrame, readable
from support.frames import KIND, frame_of, page, picture_of, planar
from ui.plugs import Plugs

TEXT = "HQB1:" + "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 5
WAIT = 10_000
FRAME_MS = 16


def state(way: CameraWay) -> CameraState:
    """How it stands now; asked anew each time, whatever was asserted before."""
    return way.state


class Ear:
    def __init__(self, way: CameraWay) -> None:
        self.texts: list[str] = []
        self.states: list[CameraState] = []
        self.pictures: deque[QImage] = deque(maxlen=2)
        self.seen: list[Seen] = []
        way.scanned.connect(self.texts.append)
        way.state_changed.connect(self.states.append)
        way.frame.connect(self.pictures.append)
        way.seen.connect(self.seen.append)


@pytest.fixture
def plugs() -> Plugs:
    return Plugs("front")


@pytest.fixture
def way(desk: QApplication, plugs: Plugs) -> Iterator[CameraWay]:
    assert desk is not None
    made = CameraWay(lens=plugs)
    yield made
    made.close()
    assert [t.name for t in threading.enumerate() if t.name == "camera"] == []


@pytest.fixture
def ear(way: CameraWay) -> Ear:
    return Ear(way)


def show(way: CameraWay, qtbot: QtBot, make: Callable[[], QVideoFrame], until: Callable[[], bool]) -> None:
    """Show a picture again and again, as a camera does, until something is so; Qt passes over a frame it has just had."""
    frames = cycle((make(), make()))
    timer = QTimer(interval=30)
    timer.timeout.connect(lambda: way.sink.setVideoFrame(next(frames)))
    timer.start()
    try:
        qtbot.waitUntil(until, timeout=WAIT)
    finally:
        timer.stop()


def of(*texts: str) -> Callable[[], QVideoFrame]:
    """A page with these codes, as a frame."""
    return partial(frame_of, page(*texts))


def test_a_badge_before_the_camera_is_told_once(way: CameraWay, ear: Ear, qtbot: QtBot) -> None:
    way.start()
    assert (state(way), way.running) == (CameraState.STARTING, "front")
    show(way, qtbot, of(TEXT), lambda: len(ear.seen) > 8)
    assert ear.texts == [TEXT]
    assert state(way) is CameraState.LIVE
    assert ear.states == [CameraState.STARTING, CameraState.LIVE]
    assert (ear.seen[0].width, ear.seen[0].height) == (1280, 720)


def test_several_codes_in_one_frame_are_all_told(way: CameraWay, ear: Ear, qtbot: QtBot) -> None:
    texts = [f"HQB1:{n}" for n in range(3)]
    way.start()
    show(way, qtbot, of(*texts), lambda: len(ear.texts) == 3)
    assert ear.texts == texts


@pytest.mark.parametrize(
    "kind",
    [
        KIND.Format_NV12,
        KIND.Format_NV21,
        KIND.Format_YUV420P,
        KIND.Format_YUV422P,
        KIND.Format_YV12,
        KIND.Format_Y8,
        KIND.Format_YUYV,
        KIND.Format_UYVY,
        KIND.Format_P010,
    ],
    ids=lambda kind: kind.name,
)
def test_every_format_of_cameras_is_read_where_it_lies(
    kind: QVideoFrameFormat.PixelFormat, way: CameraWay, ear: Ear, qtbot: QtBot
) -> None:
    way.start()
    frame = planar(page(TEXT, size=(1286, 720)), kind)
    held = CameraFrame(frame)
    luma = held.open()
    assert luma is not None
    assert len(luma.data) == frame.mappedBytes(0)
    held.close()
    assert not frame.isMapped()
    make = partial(planar, page(TEXT, size=(1286, 720)), kind)
    show(way, qtbot, make, lambda: bool(ear.texts) and bool(ear.pictures))
    assert ear.texts == [TEXT]
    picture = ear.pictures[0]
    assert abs(picture.width() / picture.height() - 1286 / 720) < 0.02
    grey = picture.pixelColor(picture.width() - 5, picture.height() // 2)
    assert max(grey.red(), grey.green(), grey.blue()) - min(grey.red(), grey.green(), grey.blue()) < 8
    assert 150 < grey.green() < 225


def test_colours_of_the_preview_are_right(qtbot: QtBot) -> None:
    assert qtbot is not None
    frame = planar(Image.new("L", (640, 360), 81), KIND.Format_NV12)
    frame.map(QVideoFrame.MapMode.ReadWrite)
    bits = memoryview(frame.bits(1))
    bits[:] = bytes((90, 240)) * (len(bits) // 2)  # red in BT.601
    frame.unmap()
    held = CameraFrame(frame)
    luma = held.open()
    assert luma is not None
    red = held.preview(luma, QSize(160, 90)).pixelColor(50, 50)
    held.close()
    assert red.red() > 200
    assert red.green() < 60 > red.blue()


def test_a_mirrored_picture_is_read_too(way: CameraWay, ear: Ear, qtbot: QtBot) -> None:
    way.start()
    show(way, qtbot, partial(frame_of, ImageOps.mirror(page(TEXT))), lambda: bool(ear.texts))
    assert ear.texts == [TEXT]


def test_pulled_out_while_running_and_plugged_in_again(
    way: CameraWay, ear: Ear, plugs: Plugs, qtbot: QtBot
) -> None:
    way.start("front")
    show(way, qtbot, of("HQB1:A"), lambda: ear.texts == ["HQB1:A"])
    plugs.put()
    assert (state(way), plugs.open_now) == (CameraState.LOST, "")
    assert "断开" in way.said()[0]
    way.sink.setVideoFrame(frame_of(page("HQB1:LATE")))
    plugs.put("front")
    assert (state(way), plugs.open_now) == (CameraState.STARTING, "front")
    show(way, qtbot, of("HQB1:B"), lambda: "HQB1:B" in ear.texts)
    assert ear.texts == ["HQB1:A", "HQB1:B"]
    assert ear.states[-3:] == [CameraState.LOST, CameraState.STARTING, CameraState.LIVE]


def test_it_comes_back_under_another_id_but_another_camera_is_not_taken(way: CameraWay, plugs: Plugs) -> None:
    plugs.there = ["usb-1", "front"]
    way.start("usb-1")
    plugs.put("front")
    assert state(way) is CameraState.LOST
    plugs.put("front")
    assert state(way) is CameraState.LOST
    plugs.put("front", "usb-2")
    assert (state(way), way.running, way.chosen) == (CameraState.STARTING, "usb-2", "usb-2")


def test_no_camera_then_one(way: CameraWay, plugs: Plugs) -> None:
    plugs.there = []
    way.start("usb-9")
    assert state(way) is CameraState.NONE
    plugs.put("front")
    assert (state(way), way.running, way.chosen) == (CameraState.STARTING, "front", "usb-9")


def test_one_that_another_program_has_is_said_and_tried_again(way: CameraWay, plugs: Plugs) -> None:
    way.start()
    plugs.failed.emit("Device busy")
    sentence, next_step = way.said()
    assert state(way) is CameraState.FAILED
    assert "不能使用" in sentence
    assert "Device busy" in next_step
    assert "视频会议" in next_step
    way.start()
    assert state(way) is CameraState.STARTING


@pytest.mark.parametrize(("grey", "sight"), [(16, Sight.BLACK), (0, Sight.BLACK), (128, Sight.BLANK)])
def test_black_and_blank_frames(way: CameraWay, ear: Ear, qtbot: QtBot, grey: int, sight: Sight) -> None:
    way.start()
    nothing = partial(planar, Image.new("L", (640, 480), grey), KIND.Format_NV12)
    show(way, qtbot, nothing, lambda: way.state is CameraState.DARK)
    assert way.sight is sight
    assert way.said()[1]
    show(way, qtbot, of("HQB1:OPEN"), lambda: way.state is CameraState.LIVE and bool(ear.texts))
    assert ear.texts == ["HQB1:OPEN"]


def test_frames_that_stand_still_are_said_and_still_read(way: CameraWay, ear: Ear, qtbot: QtBot) -> None:
    way.start()
    show(way, qtbot, of("HQB1:STILL"), lambda: way.sight is Sight.FROZEN)
    assert (state(way), ear.texts) == (CameraState.DARK, ["HQB1:STILL"])


def test_a_driver_that_hangs_is_said(
    way: CameraWay, ear: Ear, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.scan.camera.STALLED_AFTER", 0.2)
    monkeypatch.setattr("app.ui.scan.camera.STARTS_WITHIN", 0.2)
    way.start()
    qtbot.waitUntil(lambda: way.state is CameraState.FAILED, timeout=WAIT)
    way.start()
    show(way, qtbot, of("HQB1:A"), lambda: bool(ear.texts))
    qtbot.waitUntil(lambda: (way.state, way.sight) == (CameraState.DARK, Sight.FROZEN), timeout=WAIT)


def test_torch_mirror_and_choice(way: CameraWay, plugs: Plugs) -> None:
    chosen: list[tuple[str, bool]] = []
    way.choice_changed.connect(lambda *choice: chosen.append(choice))
    assert not way.has_torch()
    way.start()
    assert chosen == []
    assert way.has_torch()
    way.set_torch(True)
    assert plugs.torch is True
    way.set_mirrored(True)
    way.set_mirrored(False)
    plugs.there.append("usb-1")
    way.choose("usb-1")
    assert chosen == [("", False), ("usb-1", False)]
    assert (way.running, way.has_torch()) == ("usb-1", False)


def test_after_stop_nothing_is_told_and_no_thread_is_left(
    way: CameraWay, ear: Ear, plugs: Plugs, qtbot: QtBot
) -> None:
    way.start()
    show(way, qtbot, of("HQB1:A"), lambda: bool(ear.texts))
    way.stop()
    way.stop()
    assert (state(way), plugs.open_now) == (CameraState.OFF, "")
    way.sink.setVideoFrame(frame_of(page("HQB1:B")))
    plugs.put("front", "usb-1")
    qtbot.waitUntil(lambda: all(t.name != "camera" for t in threading.enumerate()), timeout=WAIT)
    assert (state(way), ear.texts) == (CameraState.OFF, ["HQB1:A"])


def test_the_window_is_never_kept_waiting(way: CameraWay, ear: Ear, qtbot: QtBot) -> None:
    """Sixty frames a second of much that cannot be read: what the GUI thread does between two of them is a moment's work."""
    grain = Image.effect_noise((1280, 720), 90)
    frames = cycle([planar(grain, KIND.Format_NV12), frame_of(grain)])
    way.start()
    show(way, qtbot, of("HQB1:0"), lambda: bool(ear.texts))
    marks: list[float] = []

    def tick() -> None:
        marks.append(time.thread_time())
        way.sink.setVideoFrame(next(frames))

    timer = QTimer(interval=FRAME_MS)
    timer.timeout.connect(tick)
    timer.start()
    live = way._readers[0]
    qtbot.waitUntil(lambda: len(marks) > 100, timeout=WAIT)
    timer.stop()
    way.sink.setVideoFrame(frame_of(page("HQB1:NEWEST")))
    qtbot.waitUntil(lambda: "HQB1:NEWEST" in ear.texts, timeout=WAIT)
    took = [(after - before) * 1e3 for before, after in pairwise(marks)]
    assert live.dropped > 0
    assert max(took) < FRAME_MS, took


def test_memory_is_flat_over_2000_frames(way: CameraWay, ear: Ear, qtbot: QtBot) -> None:
    way.start()
    live = way._readers[0]
    pictures = [picture_of(page(f"HQB1:{n}")) for n in range(2)]
    planes = [planar(page(f"HQB1:{n}"), KIND.Format_NV12) for n in range(2)]
    sizes: list[int] = []
    for n in range(2000):
        way.sink.setVideoFrame(QVideoFrame(pictures[n % 2]) if n % 3 else planes[n % 2])
        if n % 4 == 0:
            qtbot.waitUntil(lambda: live._waiting is None, timeout=WAIT)
        if n in {500, 1999}:
            gc.collect()
            sizes.append(psutil.Process().memory_info().rss)
    qtbot.waitUntil(lambda: live.taken + live.dropped >= 2000 - 1, timeout=WAIT)
    assert live.taken > 400
    assert sizes[1] - sizes[0] < 12e6
    assert ear.pictures


def test_the_real_hardware_is_asked_without_a_camera(desk: QApplication, qtbot: QtBot) -> None:
    """Here there is none, and that is an answer, too; where there is one, it is listed."""
    assert desk is not None
    way = CameraWay()
    listed = way.cameras()
    assert all(id_ and name for id_, name in listed)
    assert isinstance(way._lens, Lens)
    assert not way.has_torch()
    if not listed:
        way.start()
        assert state(way) is CameraState.NONE
        way._lens.open("nowhere")
        assert state(way) is CameraState.FAILED
    way.close()
    assert qtbot is not None


def test_the_format_nearest_to_720p_is_taken() -> None:
    def offer(width: int, height: int, rate: float = 30, *, ours: bool = True, jpeg: bool = False) -> Offer:
        return Offer(width, height, rate, ours, jpeg)

    small, good, jpeg = offer(640, 480), offer(1280, 720), offer(1280, 720, jpeg=True)
    slow, huge, unread = offer(1280, 720, 5), offer(3840, 2160), offer(1280, 720, ours=False)
    assert min((small, good, jpeg, slow, huge, unread), key=worth) is good
    assert min((small, jpeg, slow), key=worth) is jpeg
    assert min((small, slow, huge, unread), key=worth) is small
    assert readable(KIND.Format_NV12)
    assert readable(KIND.Format_BGRX8888)
    assert not readable(KIND.Format_SamplerRect)


def test_qtmultimedia_is_loaded_only_when_the_camera_is_wanted() -> None:
    program = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]); import app.ui.scan.camera as c;"
        "way = c.CameraWay(); print('PySide6.QtMultimedia' in sys.modules, 'zxingcpp' in sys.modules)"
    )
    answer = run((sys.executable, "-c", program), capture_output=True, text=True, check=True, timeout=60)
    assert answer.stdout.split() == ["False", "False"]
