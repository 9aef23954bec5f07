"""Two real windows on two homes: one opens the venue, the other joins with its code, and both show how it stands."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models import facts as f
from app.models.badge import Outcome
from app.services.scanning.dim import Sight
from app.services.venue.hall import DeviceRow
from app.services.venue.worker import VenueStatus
from app.ui.scan.camera_words import CameraState, said_of_join_code
from app.ui.shell.meeting import MeetingShell
from app.ui.venue.carry_sheet import BringSheet, CarrySheet
from app.ui.venue.chip import chip_words, door_words
from app.ui.venue.follow_sheet import FollowSheet
from app.ui.venue.hallway import Hallway, Seen
from app.ui.venue.join_sheet import JoinSheet
from app.ui.venue.open_sheet import RemoveSheet, VenueSheet
from app.ui.venue.parts import ago, spaced
from app.ui.widgets import State
from app.ui.window import DeskWindow
from support.front import sheet_of, window_on
from ui.plugs import Plugs

WAIT = 20_000


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """The venue of a test is in no network but this machine's own."""
    import app.bootstrap as joint

    real = joint.open_hall
    monkeypatch.setattr(joint, "open_hall", lambda *a, **k: real(*a, **(k | {"host": "127.0.0.1"})))


@pytest.fixture
def primary(desk: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[DeskWindow]:
    assert desk is not None
    (tmp_path / "primary").mkdir()
    with window_on(tmp_path / "primary", qtbot) as window:
        yield window


@pytest.fixture
def door(desk: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[DeskWindow]:
    assert desk is not None
    (tmp_path / "door").mkdir()
    with window_on(tmp_path / "door", qtbot) as window:
        qtbot.waitUntil(lambda: window.hallway is not None, timeout=WAIT)
        yield window


def hallway(window: DeskWindow) -> Hallway:
    assert window.hallway is not None
    return window.hallway


def shell_of(window: DeskWindow, qtbot: QtBot) -> MeetingShell:
    qtbot.waitUntil(lambda: window.shell is not None and window.shell.store.view is not None, timeout=WAIT)
    assert window.shell is not None
    return window.shell


def sample(window: DeskWindow, qtbot: QtBot) -> MeetingShell:
    assert window.home is not None
    qtbot.waitUntil(lambda: window.hallway is not None, timeout=WAIT)
    window.home.importing.sample()
    return shell_of(window, qtbot)


def chip(shell: MeetingShell) -> str:
    return shell.venue.text() if shell.venue is not None else ""


def opened(shell: MeetingShell, qtbot: QtBot) -> VenueSheet:
    assert shell.venue is not None
    shell.venue.press()
    sheet = sheet_of(qtbot, VenueSheet)
    assert isinstance(sheet, VenueSheet)
    assert not sheet.part.isVisible()
    sheet.primary.click()
    qtbot.waitUntil(lambda: bool(sheet.text), timeout=WAIT)
    return sheet


def joined(door: DeskWindow, text: str, qtbot: QtBot) -> MeetingShell:
    assert door.home is not None
    door.home.doors.venue.click()
    sheet = sheet_of(qtbot, JoinSheet)
    assert isinstance(sheet, JoinSheet)
    assert not sheet.primary.isEnabled() or sheet.primary.accessibleDescription()
    sheet.name.setText("东门")
    sheet.code.setPlainText(spaced(text))
    sheet.primary.click()
    return shell_of(door, qtbot)


def test_a_second_window_joins_and_both_say_how_it_stands(
    primary: DeskWindow, door: DeskWindow, qtbot: QtBot
) -> None:
    here = sample(primary, qtbot)
    sheet = opened(here, qtbot)
    first = sheet.text
    there = joined(door, first, qtbot)
    qtbot.waitUntil(lambda: sheet.text != first, timeout=WAIT)
    assert "东门" in sheet._rows[next(iter(sheet._rows))]._name.text()
    sheet.primary.click()
    assert here.venue is not None
    assert there.venue is not None
    qtbot.waitUntil(lambda: chip(here) == "会场 2 台 · 已同步", timeout=WAIT)
    qtbot.waitUntil(lambda: chip(there) == "会场 · 已同步", timeout=WAIT)
    assert there.elsewhere.isVisible()
    assert "东门" in there.elsewhere.text()
    assert there.elsewhere.door.isVisible(), "what a joined computer is for is one press away"

    noted = f.ScanTurnedAway(outcome=Outcome.UNREADABLE, way="typed", digest="0" * 64)
    there.store.do(noted, there.host.secretary())
    qtbot.waitUntil(lambda: bool(here.store.view and here.store.view.m.turned_away), timeout=WAIT)

    there.venue.press()
    follow = sheet_of(qtbot, FollowSheet)
    assert isinstance(follow, FollowSheet)
    qtbot.waitUntil(lambda: follow.told.state() is State.PRESENT, timeout=WAIT)
    hallway(primary).ask(lambda hall: hall.shut(here.store.meeting))
    qtbot.waitUntil(lambda: follow.told.state() is State.WARNING, timeout=WAIT)
    assert "签到照常进行" in follow.told.text()
    follow.again.click()
    again = sheet_of(qtbot, JoinSheet)
    assert isinstance(again, JoinSheet)
    assert again.camera.isVisible(), "the code is on the other screen: nobody is to type it"
    again.reject()
    follow.primary.click()


def test_a_computer_is_sent_away_with_a_reason(primary: DeskWindow, door: DeskWindow, qtbot: QtBot) -> None:
    here = sample(primary, qtbot)
    sheet = opened(here, qtbot)
    there = joined(door, sheet.text, qtbot)
    qtbot.waitUntil(lambda: bool(sheet._rows), timeout=WAIT)
    qtbot.waitUntil(lambda: bool(here.store.view and here.store.view.m.devices), timeout=WAIT)
    next(iter(sheet._rows.values())).remove.click()
    asking = sheet_of(qtbot, RemoveSheet)
    assert isinstance(asking, RemoveSheet)
    asking.reason.setPlainText("丢失")
    asking.primary.click()
    qtbot.waitUntil(lambda: not sheet._rows, timeout=WAIT)
    assert there.venue is not None
    qtbot.waitUntil(lambda: chip(there) == "会场 · 需要处理", timeout=WAIT)
    assert "请告诉会议秘书" in there.elsewhere.text(), "it is said large, not in the chip alone"
    assert there.elsewhere.state() is State.WARNING
    sheet.reject()


def test_a_wrong_code_is_said_inside_the_sheet(door: DeskWindow, qtbot: QtBot) -> None:
    assert door.home is not None
    door.home.doors.venue.click()
    sheet = sheet_of(qtbot, JoinSheet)
    assert isinstance(sheet, JoinSheet)
    assert not sheet.take_code("WIFI:S:x;;")
    sheet.name.setText("东门")
    sheet.code.setPlainText("HQJ1:ABC")
    sheet.primary.click()
    qtbot.waitUntil(sheet.problem.isVisible, timeout=WAIT)
    assert "加入码" in sheet.problem.text()
    assert sheet.code.toPlainText() == "HQJ1:ABC"
    sheet.reject()


def test_the_code_on_the_screen_is_read_from_a_picture_of_it(
    primary: DeskWindow, door: DeskWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    here = sample(primary, qtbot)
    sheet = opened(here, qtbot)
    picture = tmp_path / "screen.png"
    assert sheet.picture.grab().save(str(picture))
    assert door.home is not None
    asking = JoinSheet(door, hallway(door))
    qtbot.addWidget(asking)
    asking.read_picture(picture)
    qtbot.waitUntil(lambda: asking.text() == sheet.text, timeout=WAIT)
    sheet.reject()


def test_a_meeting_comes_by_usb_and_goes_back(
    primary: DeskWindow, door: DeskWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    here = sample(primary, qtbot)
    stick = tmp_path / "stick.hqx"
    out = CarrySheet(here.host, hallway(primary))
    qtbot.addWidget(out)
    out.write_to(stick)
    qtbot.waitUntil(stick.is_file, timeout=WAIT)
    qtbot.waitUntil(lambda: bool(out.mark.text()), timeout=WAIT)

    bring = BringSheet(door, hallway(door), stick)
    qtbot.addWidget(bring)
    qtbot.waitUntil(lambda: bool(bring.mark.text()), timeout=WAIT)
    assert bring.mark.text() == out.mark.text()
    bring.accept()
    bring.same.setChecked(True)
    with qtbot.waitSignal(bring.brought, timeout=WAIT) as came:
        bring.accept()
    door.open_meeting(came.args[0])
    there = shell_of(door, qtbot)
    asked = tmp_path / "join.hqr"
    back = CarrySheet(there.host, hallway(door))
    qtbot.addWidget(back)
    back.write_request(asked)
    qtbot.waitUntil(asked.is_file, timeout=WAIT)
    back.write_to(tmp_path / "back.hqx")
    out.admit_from(asked)
    qtbot.waitUntil(lambda: bool(here.store.view and here.store.view.m.devices), timeout=WAIT)
    out.take(tmp_path / "back.hqx")
    qtbot.waitUntil(lambda: "没有新内容" in out.told.text(), timeout=WAIT)


@pytest.mark.parametrize(
    ("seen", "text", "state"),
    [
        (None, "会场", None),
        (Seen(open=True, rows=(), status=None), "会场已开放", State.NOTE),
        (
            Seen(open=True, rows=(DeviceRow(device="d-1", name="东门"),), status=None),
            "会场 2 台 · 断开 1 台",
            State.WARNING,
        ),
        (
            Seen(open=False, rows=(), status=VenueStatus(meeting="M", state="away")),
            "会场 · 断开",
            State.WARNING,
        ),
        (
            Seen(open=False, rows=(), status=VenueStatus(meeting="M", state="refused")),
            "会场 · 需要处理",
            State.BLOCK,
        ),
        (Seen(open=False, rows=(), status=VenueStatus(meeting="M")), "会场 · 正在连接", State.WAITING),
    ],
)
@pytest.mark.usefixtures("desk")
def test_the_chip_says_it_by_word_and_shape(seen: Seen | None, text: str, state: State | None) -> None:
    assert chip_words(seen)[::2] == (text, state)


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (None, ""),
        (Seen(open=True, rows=(), status=None), ""),
        (Seen(open=True, rows=(DeviceRow(device="d-1", name="东门"),), status=None), "会场 2 台 · 断开 1 台"),
        (
            Seen(open=False, rows=(), status=VenueStatus(meeting="M", state="away")),
            "会场 · 断开，签到照常，记录都在本机",
        ),
        (
            Seen(open=False, rows=(), status=VenueStatus(meeting="M", state="refused")),
            "主控电脑不收本机的记录，请告诉会议秘书",
        ),
        (Seen(open=False, rows=(), status=VenueStatus(meeting="M", state="idle")), ""),
    ],
)
@pytest.mark.usefixtures("desk")
def test_the_door_is_told_what_the_chip_behind_it_says(seen: Seen | None, told: str) -> None:
    assert door_words(seen) == told


def test_a_kiosk_whose_computer_was_sent_away_says_so(
    primary: DeskWindow, door: DeskWindow, qtbot: QtBot
) -> None:
    here = sample(primary, qtbot)
    sheet = opened(here, qtbot)
    there = joined(door, sheet.text, qtbot)
    assert there.venue is not None
    there.door.enter()
    kiosk = there.door.kiosk
    assert kiosk is not None
    qtbot.waitUntil(lambda: chip(there) == "会场 · 已同步", timeout=WAIT)
    assert not kiosk.side.venue.isVisible()
    qtbot.waitUntil(lambda: bool(here.store.view and here.store.view.m.devices), timeout=WAIT)
    assert here.store.view is not None
    gone = f.DeviceLeft(device=next(iter(here.store.view.m.devices)), reason="丢失")
    here.store.do(gone, here.host.secretary())
    qtbot.waitUntil(kiosk.side.venue.isVisible, timeout=WAIT)
    assert "请告诉会议秘书" in kiosk.side.venue.text()
    qtbot.waitUntil(lambda: "本机已移出会场" in kiosk.face.facade.spoken, timeout=WAIT)
    assert "丢失" in kiosk.face.facade.spoken, "the primary says why"
    assert there.door.door.sent_away == "丢失"
    kiosk.leave()
    sheet.reject()


def test_on_a_door_nothing_is_offered_that_only_the_primary_does(
    primary: DeskWindow, door: DeskWindow, qtbot: QtBot
) -> None:
    here = sample(primary, qtbot)
    sheet = opened(here, qtbot)
    there = joined(door, sheet.text, qtbot)
    assert there.shown() == "prepare"
    assert not there.stage_screen("prepare").isEnabled()
    assert here.stage_screen("prepare").isEnabled()
    assert there.elsewhere.door.isEnabled(), "the door itself can be opened"
    sheet.reject()


@pytest.mark.usefixtures("desk")
def test_how_long_ago() -> None:
    now = datetime.now(UTC)
    assert [ago(None), ago(now), ago(now - timedelta(seconds=30)), ago(now - timedelta(minutes=3))] == [
        "还没有",
        "刚刚",
        "30 秒前",
        "3 分钟前",
    ]
    assert ago(now - timedelta(hours=2)) == "2 小时前"


def test_the_camera_of_the_second_computer_reads_the_code_off_the_first(
    primary: DeskWindow, door: DeskWindow, qtbot: QtBot
) -> None:
    here = sample(primary, qtbot)
    sheet = opened(here, qtbot)
    plugs = Plugs("front")
    asking = JoinSheet(door, hallway(door))
    asking.offer_camera(lens=plugs)
    asking.open()
    before = asking.height()
    QTest.mouseClick(asking.camera, Qt.MouseButton.LeftButton)
    assert asking.height() > before + 200, "the picture covers no field"
    assert plugs.open_now == "front"
    assert said_of_join_code(CameraState.LIVE, Sight.CLEAR) == ("请把主控屏幕上的加入码放进画面。", "")
    assert asking.way is not None
    assert asking.way.words is said_of_join_code
    assert all("姓名" not in "".join(said_of_join_code(s, sight)) for s in CameraState for sight in Sight)
    shown = QImage(1280, 720, QImage.Format.Format_RGB32)
    shown.fill(Qt.GlobalColor.gray)
    painter = QPainter(shown)
    painter.drawPixmap(160, 40, sheet.picture.grab().scaledToHeight(640))
    painter.end()
    for _ in range(200):
        if asking.text():
            break
        assert asking.way is not None
        asking.way.sink.setVideoFrame(QVideoFrame(shown))
        qtbot.wait(30)
    assert asking.text() == sheet.text
    assert plugs.open_now == "", "it has seen what it was to see"
    QTest.mouseClick(asking.camera, Qt.MouseButton.LeftButton)
    asking.reject()
    assert plugs.open_now == "", "its lamp goes out with the sheet"
    sheet.reject()
    asking.deleteLater()


def test_a_hand_scanner_fills_the_join_sheet_and_an_old_problem_goes(door: DeskWindow, qtbot: QtBot) -> None:
    assert door.home is not None
    door.home.importing.join_venue()
    sheet = sheet_of(qtbot, JoinSheet)
    assert isinstance(sheet, JoinSheet)
    sheet._heard("HQB1:NO JOIN CODE")
    assert sheet.problem.isVisible()
    sheet._heard("hqj1:abcdef234567")
    assert sheet.text() == "HQJ1:ABCDEF234567"
    assert not sheet.problem.isVisible()
    assert not sheet.primary.is_free(), "it still wants a name"
    sheet.reject()
