"""Real keys from outside the process, into real windows: what a scanner sends is heard, what a person types is typed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Sequence
from time import monotonic, sleep

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QCursor, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.scan.wedge import WedgeWay
from app.ui.scan.xear import XEar
from journeys import xtest
from journeys.xtest import Stroke, held_key, press_keys, rolled_keys, scan_keys, typed_keys
from support.wedging import badge_text

TEXT = badge_text(1)
PAUSE: Stroke = (150, 0, True)


class Desk(QWidget):
    """A window with one of everything that takes keys."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.many, self.combo, self.rows = (
            QLineEdit(),
            QPlainTextEdit(),
            QComboBox(),
            QListWidget(),
        )
        self.button = QPushButton("Seal")
        self.pressed: list[str] = []
        self.combo.addItems(["HQ", "1", "Q"])
        self.rows.addItems(["HQ", "1", "Q"])
        self.rows.setCurrentRow(0)
        self.button.clicked.connect(lambda: self.pressed.append("button"))
        QShortcut(QKeySequence("Ctrl+S"), self, lambda: self.pressed.append("save"))
        column = QVBoxLayout(self)
        for one in (self.line, self.many, self.combo, self.rows, self.button):
            column.addWidget(one)


class Door:
    """The window, the way in, and what came in by it."""

    def __init__(self, app: QApplication) -> None:
        self.app = app
        self.desk = Desk()
        self.way = WedgeWay()
        self.scans: list[str] = []
        self.way.scanned.connect(self.scans.append)
        self.way.install(app)
        self.desk.show()
        self.front(self.desk)

    def front(self, window: QWidget) -> None:
        window.activateWindow()
        QTest.qWaitForWindowActive(window)

    def until(self, done: Callable[[], bool], patience: float = 20) -> None:
        """Let the event loop run, as it does for people: qWait sleeps 10 ms at a time."""
        last = monotonic() + patience
        loop, look = QEventLoop(), QTimer(interval=20)
        look.timeout.connect(lambda: loop.quit() if done() or monotonic() > last else None)
        look.start()
        loop.exec()
        look.stop()
        assert done(), (self.scans, self.desk.line.text())

    def play(self, strokes: Sequence[Stroke]) -> None:
        """Play to the end, and until nothing is held any more."""
        hand = xtest.play(strokes)
        self.until(lambda: hand.poll() is not None)
        assert hand.returncode == 0
        self.rest()

    def rest(self) -> None:
        ear = self.way._ear
        QTest.qWait(60)
        assert isinstance(ear, XEar)
        self.until(lambda: not ear.busy())
        QTest.qWait(20)


@pytest.fixture
def door(qapp: QApplication) -> Iterator[Door]:
    made = Door(qapp)
    yield made
    made.way.remove()
    made.desk.close()


def test_sixty_scans_in_a_burst_none_lost_and_the_field_as_it_was(door: Door) -> None:
    line = door.desk.line
    line.setFocus()
    line.insert("张工")
    line.insert("到场")
    line.setSelection(1, 2)
    changes: list[str] = []
    line.textChanged.connect(changes.append)
    texts = [badge_text(number, 100) for number in range(60)]
    door.play([stroke for text in texts for stroke in scan_keys(text, 1)])
    door.until(lambda: len(door.scans) >= 60)
    assert door.scans == texts
    assert (line.text(), line.selectedText(), line.cursorPosition(), changes) == ("张工到场", "工到", 3, [])
    assert door.way.heard_at is not None
    line.undo()
    assert line.text() == ""
    line.redo()
    assert line.text() == "张工到场"
    assert door.desk.pressed == []


@pytest.mark.parametrize(
    ("gap", "ends"),
    [(1, (xtest.ENTER,)), (12, ()), (30, (xtest.TAB,)), (20, (xtest.ENTER, xtest.ENTER))],
    ids=["1-enter", "12-none", "30-tab", "20-enter-enter"],
)
@pytest.mark.parametrize("focus", ["line", "many", "combo", "rows", "button"])
def test_wherever_the_focus_is(door: Door, focus: str, gap: int, ends: tuple[int, ...]) -> None:
    widget: QWidget = getattr(door.desk, focus)
    widget.setFocus()
    text = badge_text(2, 30)
    door.play(scan_keys(text, gap, ends=ends, jitter={3: 50, 11: 50}))
    assert door.scans == [text]
    assert QApplication.focusWidget() is widget
    assert door.desk.line.text() == ""
    assert door.desk.many.toPlainText() == ""
    assert not door.desk.many.document().isUndoAvailable()
    assert (door.desk.combo.currentIndex(), door.desk.rows.currentRow()) == (0, 0)
    assert door.desk.pressed == []


def test_a_press_of_the_mouse_comes_after_the_keys_before_it(door: Door) -> None:
    """The last letter, and at once a press on another field: it is still the letter of the first."""
    door.desk.line.setFocus()
    place = door.desk.many.mapToGlobal(door.desk.many.rect().center())
    QCursor.setPos(place)
    door.play([*typed_keys("ab", hold=5), *xtest.click(after=8)])
    assert QApplication.focusWidget() is door.desk.many
    assert (door.desk.line.text(), door.desk.many.toPlainText()) == ("ab", "")


def test_keys_typed_to_a_window_that_closes_go_to_the_one_in_front(door: Door) -> None:
    door.desk.line.setFocus()
    second = QWidget()
    second.show()
    door.front(second)
    hand = xtest.play(typed_keys("q", hold=5))
    ear = door.way._ear
    assert isinstance(ear, XEar)
    door.until(ear.busy)
    second.close()
    door.front(door.desk)
    door.until(lambda: hand.poll() is not None)
    door.rest()
    assert door.desk.line.text() == "q"


def test_over_a_modal_dialog_with_a_default_button(door: Door) -> None:
    dialog = QDialog(door.desk)
    field, okay = QLineEdit(), QPushButton("OK")
    column = QVBoxLayout(dialog)
    column.addWidget(field)
    column.addWidget(okay)
    okay.setDefault(True)
    okay.clicked.connect(dialog.accept)
    dialog.open()
    door.front(dialog)
    field.setFocus()
    door.play([*scan_keys(TEXT, 5), PAUSE, *typed_keys("ab")])
    assert door.scans == [TEXT]
    assert dialog.isVisible()
    assert field.text() == "ab"
    door.play(press_keys(xtest.ENTER))
    assert not dialog.isVisible(), "a person's Enter presses the default button"


def test_over_an_open_menu_and_an_open_list(door: Door) -> None:
    menu = QMenu(door.desk)
    chosen: list[str] = []
    for name in ("HQ", "B1", "Quit"):
        menu.addAction(name, lambda name=name: chosen.append(name))
    menu.popup(door.desk.mapToGlobal(door.desk.rect().center()))
    QTest.qWaitForWindowExposed(menu)
    door.play(scan_keys(TEXT, 5))
    assert door.scans == [TEXT]
    assert menu.isVisible()
    assert chosen == []
    door.play(press_keys(xtest.ESCAPE))
    assert not menu.isVisible()
    door.desk.combo.showPopup()
    door.play(scan_keys(TEXT, 5))
    assert door.scans == [TEXT, TEXT]
    assert door.desk.combo.view().isVisible()
    door.desk.combo.hidePopup()


def test_a_person_types_edits_and_commands_as_before(door: Door) -> None:
    line = door.desk.line
    line.setFocus()
    saved = door.desk.pressed
    door.play(
        [
            *typed_keys("Hello, World; 12:30"),
            *rolled_keys("ing"),
            *rolled_keys("qu"),
            *press_keys(xtest.CTRL, 31),
            *typed_keys(" end"),
        ]
    )
    assert line.text() == "Hello, World; 12:30ingqu end"
    assert saved == ["save"]
    assert door.scans == []


def test_a_key_held_down_repeats_as_before_and_is_no_scan(door: Door) -> None:
    door.desk.line.setFocus()
    door.play([*held_key("a", 1200), *typed_keys("b")])
    text = door.desk.line.text()
    assert text.endswith("ab")
    assert set(text[:-1]) == {"a"}
    assert len(text) > 8
    assert door.scans == []


def test_enter_and_space_press_a_button_for_a_person(door: Door) -> None:
    door.desk.button.setFocus()
    door.play(typed_keys("  "))
    assert door.desk.pressed == ["button", "button"]


def test_a_scan_between_two_words(door: Door) -> None:
    door.desk.line.setFocus()
    door.play([*typed_keys("before"), *scan_keys(TEXT, 8), PAUSE, *typed_keys("after", gap=150)])
    assert door.scans == [TEXT]
    assert door.desk.line.text() == "beforeafter"


def test_with_caps_lock_on(door: Door) -> None:
    door.desk.line.setFocus()
    door.play(
        [
            *press_keys(xtest.CAPS),
            PAUSE,
            *scan_keys(TEXT, 6),
            PAUSE,
            *typed_keys("x"),
            *press_keys(xtest.CAPS),
        ]
    )
    assert door.scans == [TEXT]
    assert door.desk.line.text() == "X"


@pytest.mark.parametrize("layout", ["de", "fr"])
def test_under_another_layout(door: Door, layout: str) -> None:
    door.desk.line.setFocus()
    try:
        subprocess.run(["setxkbmap", layout], check=True)
        QTest.qWait(300)
        door.play([*scan_keys(TEXT, 6), PAUSE, *typed_keys("zq")])
    finally:
        subprocess.run(["setxkbmap", "us"], check=True)
    assert door.scans == [TEXT]
    assert door.desk.line.text() == {"de": "yq", "fr": "wa"}[layout]
    QTest.qWait(300)


def test_a_busy_window_does_not_make_a_scanner_of_a_person(door: Door) -> None:
    """Keys that had to wait for this thread come all at once, with the times at which they were pressed."""
    door.desk.line.setFocus()
    hand = xtest.play([*typed_keys("patience"), *scan_keys(TEXT, 5), PAUSE, *typed_keys("is all", gap=120)])
    for _ in range(12):
        sleep(0.2)  # this thread is blocked, on purpose
        QApplication.processEvents()
    door.until(lambda: hand.poll() is not None)
    door.rest()
    assert door.scans == [TEXT]
    assert door.desk.line.text() == "patienceis all"


class _Watch(QObject):
    """Notes how long after the server a widget sees each key."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() != Qt.Key.Key_Shift
        ):
            self.waits.append(monotonic() * 1000 - event.timestamp())
        return False


def test_what_a_fast_typist_waits(door: Door) -> None:
    watch = _Watch()
    door.desk.line.installEventFilter(watch)
    door.desk.line.setFocus()
    words = "the quick brown fox jumps over the lazy dog "
    strokes = [*typed_keys(words * 3, gap=65), *rolled_keys("ing"), *typed_keys(words, gap=90, hold=80)]
    door.play(strokes)
    assert door.desk.line.text() == words * 3 + "ing" + words
    waits = sorted(watch.waits)
    assert len(waits) == 44 * 4 + 3
    print(f"waits: median {waits[len(waits) // 2]:.1f}, p99 {waits[int(len(waits) * 0.99)]:.1f} ms")  # noqa: T201  figures
    assert waits[len(waits) // 2] <= 40
