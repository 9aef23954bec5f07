"""The wall board as a person meets it: opened from the top bar, live, on displays that come and go, readable from afar."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.board.canvas import Board
from app.ui.board.choice import WallSheet
from app.ui.board.fit import Sized, fit
from app.ui.board.rows import BoardRows, GroupRow, MissingRow
from app.ui.board.window import BoardWindow
from app.ui.shell.meeting import MeetingShell
from app.ui.widgets import State
from app.ui.window import DeskWindow
from support.front import WAIT, window_on
from support.hall import MORNING, Hall, click, hall

pytestmark = pytest.mark.usefixtures("desk")

ROWS = BoardRows(
    phase="live",
    title="样例方案专家论证会",
    project="样例工程",
    place="样例会议室",
    word="等候开会",
    sub="还差：专家 1 人",
    state=State.BLOCK,
    next="人员到齐后开会",
    groups=(GroupRow("专家", 6, 7),),
    missing=(MissingRow("马样五", "专家"),),
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Hall]:
    with hall(tmp_path) as made:
        made.open_check_in()
        made.show("checkin")
        yield made


@pytest.fixture
def moving() -> Iterator[None]:
    """The system lets things move."""
    theme.set_reduced_motion(False)
    yield
    theme.set_reduced_motion(None)


def _walls() -> list[BoardWindow]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, BoardWindow) and w.isVisible()]


def _opened(room: Hall) -> BoardWindow:
    click(room.shell.wall)
    (wall,) = _walls()
    return wall


def test_with_one_display_it_opens_as_a_window_and_says_so(room: Hall) -> None:
    said: list[str] = []
    room.shell.wall.wall.said.connect(said.append)
    assert room.shell.wall.accessibleName() == "把会场投屏显示到第二块屏幕"
    wall = _opened(room)
    assert not wall.isFullScreen(), "it never covers the only display of the desk"
    desk = room.shell.screen().availableGeometry()
    assert desk.contains(wall.geometry())
    assert wall.width() * wall.height() < 0.6 * desk.width() * desk.height()
    assert "拖到投影画面上" in wall.note.text()
    assert said == ["只找到一个显示器，投屏已作为窗口打开。"]
    assert room.shell.wall.text() == "投屏中"
    QTest.keyClick(wall, Qt.Key.Key_Escape)
    assert not _walls()
    assert room.shell.wall.text() == "投屏"


def test_it_is_live_and_asks_for_nothing_itself(room: Hall) -> None:
    wall = _opened(room)
    before = wall.board.rows()
    assert before is not None
    assert before.here == 0
    room.crowd("CheckInAll", skip=("e7",))
    assert wall.board.rows() == before, "it knows only what the store tells"
    room.refresh()
    after = wall.board.rows()
    assert after is not None
    assert (after.here, after.due) == (before.due - 1, before.due)
    assert after.missing == (MissingRow("郑样六", "专家"),)
    assert "等候开会" in wall.board.accessibleDescription()


def test_keys_and_buttons_of_the_window(room: Hall) -> None:
    wall = _opened(room)
    QTest.keyClick(wall.board, Qt.Key.Key_F11)
    assert wall.isFullScreen(), "the person asked for it: a mirrored projector"
    assert wall.strip.isHidden()
    QTest.keyClick(wall.board, Qt.Key.Key_F11)
    assert not wall.isFullScreen()
    assert wall.strip.isVisible()
    dark = wall.grab().toImage().pixelColor(2, 2)
    QTest.keyClicks(wall.board, "HQB1:L")
    assert not wall.board.light, "a scanner that types here changes nothing"
    QTest.keyClick(wall.board, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    light = wall.grab().toImage().pixelColor(2, 2)
    assert dark.lightness() < 60
    assert light.lightness() > 200
    click(wall.leave)
    assert not _walls()
    again = _opened(room)
    assert again.board.light, "the look is kept for the next time"
    again.close()


def test_the_desk_keeps_the_keyboard(room: Hall) -> None:
    """A wedge scanner types into the desk."""
    wall = _opened(room)
    assert wall.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert not wall.isActiveWindow()


def test_what_can_be_done_while_it_is_shown(room: Hall) -> None:
    wall = _opened(room)
    click(room.shell.wall)
    sheet = room.top()
    assert isinstance(sheet, WallSheet)
    assert [button.text() for button in sheet.places] == ["以窗口显示"]
    click(sheet.look.buttons()[1])
    assert wall.board.light
    click(sheet.primary)
    assert not _walls()


def test_a_display_that_goes_takes_the_board_with_it_and_brings_it_back(room: Hall) -> None:
    """Full screen when the display of the wall goes: never left over the desk."""
    said: list[str] = []
    wall_of = room.shell.wall.wall
    wall = _opened(room)
    wall_of.said.connect(said.append)
    screen = QGuiApplication.primaryScreen()
    wall_of.open(screen)
    assert wall.isFullScreen()
    app = QGuiApplication.instance()
    assert isinstance(app, QGuiApplication)
    app.screenRemoved.emit(screen)
    assert not _walls()
    assert said == ["投影已断开，投屏已关闭；重新接好后会自动恢复。"]
    assert not wall_of.is_open()


def test_another_display_that_goes_is_none_of_its_business_as_a_window(room: Hall) -> None:
    _opened(room)
    app = QGuiApplication.instance()
    assert isinstance(app, QGuiApplication)
    app.screenRemoved.emit(QGuiApplication.primaryScreen())
    assert len(_walls()) == 1


def test_leaving_the_meeting_and_closing_the_desk_close_it(qtbot: QtBot, tmp_path: Path) -> None:
    with window_on(tmp_path, qtbot) as window:
        assert window.home is not None
        for leave in (window.show_home, window.close):
            with qtbot.waitSignal(window.meeting_shown, timeout=WAIT):
                _take_sample(window)
            click(_read(qtbot, window).wall)
            assert len(_walls()) == 1
            leave()
            qtbot.waitUntil(lambda: not _walls(), timeout=WAIT)


def _read(qtbot: QtBot, window: DeskWindow) -> MeetingShell:
    shell = window.shell
    assert shell is not None
    qtbot.waitUntil(lambda: shell.store.view is not None, timeout=WAIT)
    return shell


def _take_sample(window: DeskWindow) -> None:
    assert window.home is not None
    window.home.importing.sample()


# --- the sheet ----------------------------------------------------------------------------------


def _crowd(n: int) -> BoardRows:
    people = tuple(MissingRow(f"样例人{i:03d}", "专家") for i in range(n))
    return dataclasses.replace(ROWS, missing=people)


def _board(rows: BoardRows, width: int = 1366, height: int = 768) -> Board:
    board = Board(lambda: MORNING)
    board.show_rows(rows)
    board.resize(width, height)
    board.show()
    return board


@pytest.mark.usefixtures("moving")
def test_many_missing_people_are_paged_and_everyone_gets_his_turn() -> None:
    board = _board(_crowd(120))
    seen: list[MissingRow] = []
    pages = board.page().of
    for _ in range(pages):
        seen += board.page().shown
        board.turn()
    assert seen == list(_crowd(120).missing)
    assert board.page().number == 0, "and it begins anew"
    assert board._turn.isActive()
    board.hide()
    assert not board._turn.isActive(), "nothing turns where nobody looks"
    board.deleteLater()


def test_where_nothing_may_move_the_first_are_shown_and_the_rest_counted() -> None:
    theme.set_reduced_motion(True)
    try:
        board = _board(_crowd(120))
        assert not board._turn.isActive()
        assert board._many(board.page()) == "共 120 项，先列 9 项"
        board.deleteLater()
    finally:
        theme.set_reduced_motion(None)


@pytest.mark.usefixtures("moving")
def test_a_page_stays_where_it_is_when_somebody_comes() -> None:
    board = _board(_crowd(40))
    board.turn()
    board.turn()
    board.show_rows(_crowd(39))
    assert board.page().number == 2
    board.show_rows(_crowd(3))
    assert board.page().number == 0
    assert not board._turn.isActive()
    board.deleteLater()


@pytest.mark.parametrize("n", [0, 1, 3, 4, 6, 7, 40, 120])
def test_a_page_is_as_large_as_the_number_allows(n: int) -> None:
    board = Board(lambda: MORNING)
    board.show_rows(_crowd(n))
    page = board.page()
    assert len(page.shown) <= page.grid[0] * page.grid[1]
    assert page.grid[0] == (1 if n <= 3 else 2 if n <= 6 else 3)


@pytest.mark.parametrize(
    ("width", "height"), [(1366, 768), (1920, 1080), (3840, 2160), (1024, 768), (700, 400)]
)
def test_type_scales_with_the_screen(width: int, height: int) -> None:
    """The answer is written 76 units high on every screen: on a quarter of the picture still 19."""
    board = _board(ROWS, width, height)
    u = min(width / 1366, height / 768)
    picture = board.grab().toImage()
    ink = _rows_of_ink(picture, round(210 * u), round(440 * u), round(170 * u), round(250 * u))
    assert 0.75 * 76 * u <= ink <= 1.1 * 76 * u
    board.deleteLater()


def _rows_of_ink(picture: QImage, left: int, right: int, top: int, foot: int) -> int:
    """Height in px of what is bright on the banner's ground."""
    bright = [
        y
        for y in range(top, foot)
        if any(picture.pixelColor(x, y).lightness() > 150 for x in range(left, right, 2))
    ]
    return bright[-1] - bright[0] + 1 if bright else 0


LONG = "阿依努尔·买买提·吐尔逊江·阿卜杜热依木·喀迪尔·麦麦提敏"


def test_a_name_breaks_at_a_dot_and_not_within_a_part() -> None:
    found = fit("阿不都热西提·阿不都热合曼", 260, 70, Sized(40, 20, 2, bold=True))
    lines = found.layout.text().split("\u2028")
    assert lines == ["阿不都热西提·", "阿不都热合曼"]
    assert found.layout.lineCount() == 2
    assert found.height <= 70


@pytest.mark.parametrize("text", ["王", LONG, "样" * 50, "𠮷样田", "ئابدۇرېشىت ئابدۇراخمان", "x" * 200])
@pytest.mark.parametrize(("width", "height"), [(60.0, 20.0), (240.0, 60.0), (900.0, 120.0)])
def test_everything_fits_its_box_or_says_that_it_goes_on(text: str, width: float, height: float) -> None:
    how = Sized(42, 12, 2, bold=True)
    found = fit(text, width, height, how)
    assert found.layout.lineCount() <= 2
    assert found.width <= width + 1
    shown = found.layout.text().replace("\u2028", "").replace("\u2060", "")
    assert shown == text or shown.endswith("…")


def test_nothing_is_written_before_there_is_something_to_say() -> None:
    board = Board(lambda: MORNING)
    board.resize(640, 360)
    picture = board.grab().toImage()
    assert {picture.pixelColor(x, 200).name() for x in range(0, 640, 20)} == {theme.DARK.paper.lower()}
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
