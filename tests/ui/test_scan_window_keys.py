"""The ear at the window (Windows, macOS, Wayland): keys and what an input method makes of them, as Qt delivers them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.services.scanning.uskeys import evdev_code, kind_of, us_char
from app.services.scanning.wedge import Kind
from app.ui.scan.qtear import QtEar
from app.ui.scan.wedge import WedgeWay
from support.wedging import badge_text

TEXT = badge_text(1, 60)


class Door:
    """A window with a field and a button, and the way in."""

    def __init__(self, app: QApplication) -> None:
        self.window = QWidget()
        self.line, self.button = QLineEdit(), QPushButton("Seal")
        self.pressed: list[int] = []
        self.button.clicked.connect(lambda: self.pressed.append(1))
        column = QVBoxLayout(self.window)
        column.addWidget(self.line)
        column.addWidget(self.button)
        self.way = WedgeWay()
        self.scans: list[str] = []
        self.said: list[str] = []
        self.way.scanned.connect(self.scans.append)
        self.way.garbled.connect(self.said.append)
        self.way.install(app)
        self.window.show()
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)
        self.line.setFocus()
        self.rest(1)
        self.at = 5000

    def rest(self, ms: int = 120) -> None:
        """Let the event loop run."""
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def handle(self) -> QWindow:
        found = self.window.windowHandle()
        assert found is not None
        return found

    def key(self, char: str, gap: int, key: int = 0, *, hold: int = 1) -> None:
        """One key with the system's times, as a platform hands it to the window."""
        self.at += gap
        number = key or ord(char.upper())
        shift = Qt.KeyboardModifier.ShiftModifier if char.isupper() else Qt.KeyboardModifier.NoModifier
        for kind, at in (
            (QEvent.Type.ShortcutOverride, 0),
            (QEvent.Type.KeyPress, 0),
            (QEvent.Type.KeyRelease, hold),
        ):
            event = QKeyEvent(kind, number, shift, char)
            event.setTimestamp(self.at + at)
            QCoreApplication.sendEvent(self.handle(), event)

    def scan(self, text: str, gap: int = 8, *, enter: bool = True) -> None:
        for char in text:
            self.key(char, gap)
        if enter:
            self.key("\r", gap, Qt.Key.Key_Return)

    def method(self, preedit: str, commit: str = "") -> None:
        """An input method says something to the widget that has the focus."""
        event = QInputMethodEvent(preedit, [])
        event.setCommitString(commit)
        QCoreApplication.sendEvent(QApplication.focusObject(), event)


@pytest.fixture
def door(desk: QApplication) -> Iterator[Door]:
    made = Door(desk)
    assert isinstance(made.way._ear, QtEar)
    yield made
    made.way.remove()
    made.window.close()


def test_sixty_scans_and_the_field_as_it_was(door: Door) -> None:
    door.line.setText("张工")
    door.line.setSelection(0, 1)
    texts = [badge_text(number, 60) for number in range(60)]
    for text in texts:
        door.scan(text, 1)
    door.rest()
    assert door.scans == texts
    assert (door.line.text(), door.line.selectedText()) == ("张工", "张")
    assert not door.line.isUndoAvailable()


def test_a_scan_presses_no_button_and_a_person_does(door: Door) -> None:
    door.button.setFocus()
    door.scan(TEXT + " ")
    door.rest()
    assert (door.scans, door.pressed) == ([TEXT + " "], [])
    door.key(" ", 400, Qt.Key.Key_Space, hold=60)
    door.rest()
    assert door.pressed == [1]


def test_a_person_types_as_before_and_waits_no_longer_than_a_key(door: Door) -> None:
    for char in "zhang gong ":
        door.key(char, 70, hold=50)
        door.rest(50)
    assert door.line.text() == "zhang gong "
    door.key("q", 100, hold=10)
    assert door.line.text() == "zhang gong ", "held until it is known that no other follows"
    door.key("", 10, Qt.Key.Key_Home)
    assert door.line.text() == "zhang gong q", "a key no scanner sends lets go what is held, before it"
    assert door.line.cursorPosition() == 0
    assert door.scans == []


def test_times_are_the_systems_not_those_of_a_busy_thread(door: Door) -> None:
    """Ten keys that waited while this thread was busy come at once: their own times say a person typed them."""
    for char in "a long day":
        door.key(char, 90, hold=60)
    door.rest()
    assert door.line.text() == "a long day"
    assert door.scans == []


def test_a_press_of_the_mouse_comes_after_the_keys_before_it(door: Door) -> None:
    door.key("q", 100, hold=10)
    assert door.line.text() == ""
    spot = QPointF(door.button.geometry().center())
    press = QMouseEvent(
        QEvent.Type.MouseButtonPress,
        spot,
        door.window.mapToGlobal(spot),
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QCoreApplication.sendEvent(door.handle(), press)
    assert door.line.text() == "q"


def test_removed_it_lets_go_what_it_holds(door: Door) -> None:
    door.key("q", 100, hold=10)
    door.way.remove()
    assert door.line.text() == "q"
    door.key("r", 100, hold=50)
    assert door.line.text() == "qr"
    assert not door.way.ready()


def test_composing_chinese_is_not_held_up_and_arrives_as_it_was(door: Door) -> None:
    for preedit in ("n", "ni", "ni h", "ni ha", "ni hao"):
        door.method(preedit)
        door.rest(15)
    door.method("", "你好")
    door.rest(15)
    assert door.line.text() == "你好"
    for preedit in ("h", "hq", "h q b", ""):
        door.method(preedit)
        door.rest(70)
    door.method("", "好")
    door.rest(70)
    assert door.line.text() == "你好好"
    assert (door.scans, door.said) == ([], [])


def test_a_method_that_writes_many_characters_at_once_is_a_person(door: Door) -> None:
    """Handwriting, speech: eight characters within a moment."""
    for char in "今天天气很好啊！":
        door.method("", char)
    door.rest()
    assert door.line.text() == "今天天气很好啊！"
    assert (door.scans, door.said) == ([], [])


def test_full_width_characters_of_a_method_are_a_scan_that_can_be_repaired(door: Door) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if char != " " else "　" for char in TEXT)
    door.rest(5)
    for char in wide:
        door.method("", char)
    door.rest(200)
    assert door.scans == [wide]
    assert door.line.text() == ""


def test_what_a_method_made_unreadable_is_said_and_kept_out_of_the_field(door: Door) -> None:
    door.rest(5)
    for step in ("h", "hq", "hqb"):
        door.method(step)
    door.method("", "好前版")
    for char in "a4k$7z":
        door.method("", char)
    door.rest(200)
    assert door.line.text() == ""
    assert door.scans == []
    assert door.said == ["输入法改动了扫码枪打出的内容。请先切换到英文输入，再扫一次。"]


def test_a_busy_thread_does_not_make_a_scan_of_a_method(door: Door) -> None:
    """Input method events have no times: after this thread was busy nothing is told from when they come."""
    seen: list[str] = []

    def busy() -> None:
        until = monotonic() + 0.06
        while monotonic() < until:
            sleep(0.01)
        for char in "HQB123":
            door.method("", char)
        seen.append(door.line.text())

    QTimer.singleShot(0, busy)
    door.rest()
    assert seen == ["HQB123"]
    assert door.scans == []


@pytest.mark.parametrize(
    ("platform", "scan", "virtual", "kind", "plain", "shifted"),
    [
        ("xcb", 43, 0x68, Kind.CHAR, "h", "H"),
        ("wayland", 47, 0, Kind.CHAR, ";", ":"),
        ("windows", 0x23, 0x48, Kind.CHAR, "h", "H"),
        ("windows", 0x27, 0xBA, Kind.CHAR, ";", ":"),
        ("windows", 0x11C, 0x0D, Kind.END, "", ""),
        ("windows", 0x15D, 0x5D, Kind.OTHER, "", ""),
        ("cocoa", 0, 4, Kind.CHAR, "h", "H"),
        ("cocoa", 0, 41, Kind.CHAR, ";", ":"),
        ("cocoa", 0, 29, Kind.CHAR, "0", ")"),
        ("cocoa", 0, 36, Kind.END, "", ""),
        ("cocoa", 0, 82, Kind.CHAR, "0", "0"),
        ("offscreen", 43, 0, Kind.OTHER, "", ""),
    ],
)
def test_keys_by_their_place(
    platform: str, scan: int, virtual: int, kind: Kind, plain: str, shifted: str
) -> None:
    code = evdev_code(platform, scan, virtual)
    assert (kind_of(code), us_char(code, shift=False), us_char(code, shift=True)) == (kind, plain, shifted)


def test_the_number_pad_writes_digits_only_with_its_lock_on() -> None:
    assert (kind_of(82), us_char(82, shift=False)) == (Kind.CHAR, "0")
    assert kind_of(82, number_lock=False) is Kind.OTHER


def test_no_shortcut_of_the_program_is_a_plain_key() -> None:
    """Where there is no X11 a scanner's keys are kept from shortcuts, and so are a person's: commands take Ctrl or Alt."""
    plain = re.compile(r"""(?:setShortcuts?|QKeySequence|QShortcut)\(\s*["'](?!Ctrl|Alt|Meta|F\d|Esc)""")
    folder = Path(__file__).parents[2] / "app" / "ui"
    assert [str(path) for path in folder.rglob("*.py") if plain.search(path.read_text("utf-8"))] == []
    assert plain.search('QShortcut("/", self)'), "or this test proves nothing"
