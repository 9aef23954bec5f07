"""Pictures that are dropped on the window or pasted: read off the GUI thread, and a sentence for each way it can fail."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from time import monotonic, thread_time

import pikepdf
import pytest
import qrcode
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.scan import pictures
from app.ui.scan.dropzone import DropZone
from app.ui.scan.pictures import MAX_FILES, PictureWay, sentence
from app.ui.scan.picturework import Found, Source, Trouble, find
from app.ui.widgets import Toast

TEXT = "HQB1:6BFOXN TS3DH"
COPY = Qt.DropAction.CopyAction
LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


def code(text: str = TEXT) -> Image.Image:
    """A code on white paper."""
    made = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=6)
    made.add_data(text)
    return made.make_image().get_image().convert("RGB")


def saved(image: Image.Image, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def pdf(pages: int, *, lock: str = "") -> bytes:
    """A PDF with a code on each page."""
    images = [code(f"HQB1:{n}") for n in range(pages)]
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:])
    if not lock:
        return out.getvalue()
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(out.getvalue())) as opened:
        opened.save(locked, encryption=pikepdf.Encryption(user=lock, owner=lock))
    return locked.getvalue()


def vast_png() -> bytes:
    """A few bytes that say they are a picture of 100 million pixels."""
    head = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


class Door:
    """A window with fields, and the way in."""

    def __init__(self, bot: QtBot, folder: Path) -> None:
        self.bot, self.folder = bot, folder
        self.window = QWidget()
        self.line, self.many, self.button = QLineEdit(), QPlainTextEdit(), QPushButton("Seal")
        column = QVBoxLayout(self.window)
        for one in (self.line, self.many, self.button):
            column.addWidget(one)
        self.way = PictureWay()
        self.scans: list[str] = []
        self.said: list[str] = []
        self.ended: list[bool] = []
        self.way.scanned.connect(self.scans.append)
        self.way.nothing.connect(self.said.append)
        self.way.finished.connect(lambda: self.ended.append(True))
        self.way.install(self.window)
        bot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)

    def handle(self) -> QWindow:
        found = self.window.windowHandle()
        assert found is not None
        return found

    def zone(self) -> DropZone:
        (found,) = self.window.findChildren(DropZone)
        return found

    def file(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def drag(self, mime: QMimeData) -> bool:
        """Carry something over the window; whether the window would take it."""
        enter = QDragEnterEvent(QPoint(20, 20), COPY, mime, LEFT, NO_KEYS)
        enter.ignore()
        QCoreApplication.sendEvent(self.handle(), enter)
        move = QDragMoveEvent(QPoint(30, 30), COPY, mime, LEFT, NO_KEYS)
        move.ignore()
        QCoreApplication.sendEvent(self.handle(), move)
        return enter.isAccepted() and move.isAccepted()

    def drop(self, mime: QMimeData, *, wait: bool = True) -> bool:
        """Carry it there and let it go."""
        self.drag(mime)
        event = QDropEvent(QPointF(30, 30), COPY, mime, LEFT, NO_KEYS)
        event.ignore()
        QCoreApplication.sendEvent(self.handle(), event)
        if wait and event.isAccepted():
            self.bot.waitUntil(lambda: bool(self.ended), timeout=20_000)
        return event.isAccepted()

    def paste(self, mime: QMimeData, focus: QWidget, done: Callable[[], bool]) -> None:
        QGuiApplication.clipboard().setMimeData(mime)
        focus.setFocus()
        QTest.keyClick(self.handle(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        self.bot.waitUntil(done, timeout=20_000)


@pytest.fixture
def door(desk: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Door]:
    assert desk is not None
    made = Door(qtbot, tmp_path)
    yield made
    made.way.close()


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def picture() -> QMimeData:
    """A picture as a chat or a browser gives it: its pixels."""
    mime = QMimeData()
    mime.setImageData(QImage.fromData(saved(code())))
    return mime


@pytest.mark.parametrize("form", ["PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF"])
def test_a_file_is_dropped(door: Door, form: str) -> None:
    assert door.drop(files(door.file(f"证件.{form.lower()}", saved(code(), form))))
    assert (door.scans, door.said) == ([TEXT], [])


def test_several_files_each_text_once_and_a_word_about_the_one_without(door: Door) -> None:
    first, again = door.file("a.png", saved(code())), door.file("b.png", saved(code()))
    other = door.file("c.png", saved(code("HQB1:OTHER")))
    blank = door.file("空白.png", saved(Image.new("RGB", (300, 300), "white")))
    door.drop(files(first, again, other, blank))
    assert sorted(door.scans) == ["HQB1:6BFOXN TS3DH", "HQB1:OTHER"]
    assert door.said == [sentence(Trouble.NO_CODE, "空白.png")]
    assert door.ended == [True]


def test_the_pages_of_a_pdf(door: Door) -> None:
    door.drop(files(door.file("sheet.PDF", pdf(3))))
    assert door.scans == ["HQB1:0", "HQB1:1", "HQB1:2"]


def test_a_picture_out_of_a_browser_or_a_chat(door: Door) -> None:
    mime = picture()
    mime.setUrls([QUrl("https://example.com/code.png")])
    door.drop(mime)
    assert door.scans == [TEXT]


def test_a_picture_as_its_bytes_and_one_that_is_see_through(door: Door) -> None:
    mime = QMimeData()
    mime.setData("image/png", saved(code()))
    door.drop(mime)
    see_through = code("HQB1:CLEAR").convert("RGBA")
    see_through.putalpha(code("HQB1:CLEAR").convert("L").point(lambda grey: 255 - grey))
    assert find(Source("x", image=QImage.fromData(saved(see_through)))) == Found(("HQB1:CLEAR",))
    assert door.scans == [TEXT]


def test_what_is_no_picture_goes_on_to_the_window(door: Door) -> None:
    got: list[QEvent.Type] = []

    class Page(QWidget):
        def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
            got.append(event.type())
            event.acceptProposedAction()

    page = Page(door.window)
    page.setAcceptDrops(True)
    page.setGeometry(0, 0, 60, 60)
    page.show()
    package = files(door.file("meeting.json", b"{}"))
    door.drag(package)
    assert got == [QEvent.Type.DragEnter]
    assert not door.zone().isVisible()
    QCoreApplication.sendEvent(door.handle(), QDragLeaveEvent())  # else Qt keeps the page as its target
    assert door.drag(picture())
    assert got == [QEvent.Type.DragEnter], "a picture is the door's wherever it is dropped"


def test_the_zone_shows_while_something_is_carried_over(door: Door) -> None:
    assert not door.zone().isVisible()
    door.drag(picture())
    assert door.zone().isVisible()
    assert door.zone().size() == door.window.size()
    assert door.zone().title.text() == "松开鼠标，读取图中的二维码"
    QCoreApplication.sendEvent(door.handle(), QDragLeaveEvent())
    assert not door.zone().isVisible()
    door.drop(picture())
    assert not door.zone().isVisible()


def test_ctrl_v_where_no_text_is_written(door: Door) -> None:
    door.paste(picture(), door.button, lambda: bool(door.scans))
    assert door.scans == [TEXT]


def test_ctrl_v_of_a_picture_in_a_field_that_could_not_take_it(door: Door) -> None:
    door.paste(picture(), door.line, lambda: bool(door.scans))
    assert door.line.text() == ""


@pytest.mark.parametrize("field", ["line", "many"])
def test_ctrl_v_of_text_stays_a_paste_even_with_a_picture_beside_it(door: Door, field: str) -> None:
    mime = picture()
    mime.setText("李工")
    widget: QWidget = getattr(door, field)
    door.paste(mime, widget, lambda: bool(door.line.text() or door.many.toPlainText()))
    assert (door.line.text(), door.many.toPlainText()) == (("李工", "") if field == "line" else ("", "李工"))
    assert not door.way.reading()
    assert (door.scans, door.said) == ([], [])


def test_ctrl_v_with_nothing_to_paste_is_said(door: Door) -> None:
    mime = QMimeData()
    mime.setText("李工")
    door.paste(mime, door.button, lambda: bool(door.said))
    assert door.said == ["剪贴板里没有图片。请先复制图片，或把图片文件拖进来。"]


def _troubles() -> dict[Trouble, tuple[str, bytes]]:
    return {
        Trouble.NO_CODE: ("white.png", saved(Image.new("RGB", (80, 80), "white"))),
        Trouble.TOO_LARGE: ("vast.png", vast_png()),
        Trouble.UNREADABLE: ("torn.jpg", saved(code(), "JPEG")[:400]),
        Trouble.PHONE_PHOTO: ("IMG_1.HEIC", b"\0\0\0\x18ftypheic" + bytes(200)),
        Trouble.EMPTY: ("coming.png", b""),
        Trouble.LOCKED: ("locked.pdf", pdf(1, lock="x")),
    }


@pytest.mark.parametrize("trouble", [t for t in Trouble if t is not Trouble.GONE])
def test_each_failure_has_its_sentence(door: Door, trouble: Trouble) -> None:
    name, data = _troubles()[trouble]
    door.drop(files(door.file(name, data)))
    assert (door.scans, door.said) == ([], [sentence(trouble, name)])
    assert name in door.said[0]


def test_a_file_that_is_gone(door: Door) -> None:
    door.drop(files(door.folder / "gone.png"))
    assert door.said == [sentence(Trouble.GONE, "gone.png")]


def test_a_file_that_is_too_large_is_not_read_at_all(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.truncate(4 * 1024**3)
    begun = monotonic()
    assert find(Source("huge.png", path=path)) == Found(trouble=Trouble.TOO_LARGE)
    assert monotonic() - begun < 1


def test_too_many_files_are_said(door: Door) -> None:
    data = saved(code())
    door.drop(files(*(door.file(f"{n}.png", data) for n in range(MAX_FILES + 3))))
    assert door.said == ["一次最多读 20 个文件，还有 3 个没有读。请把它们再拖进来一次。"]
    assert door.scans == [TEXT]


def test_a_bug_of_ours_is_logged_and_said(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: logged.append(kind))

    def broken(_source: Source) -> Found:
        raise ZeroDivisionError

    monkeypatch.setattr(pictures, "find", broken)
    door.drop(picture())
    assert logged == [ZeroDivisionError]
    assert door.said == [sentence(Trouble.UNREADABLE, "这张图片")]


def test_the_window_is_not_blocked_by_a_long_pdf(door: Door) -> None:
    """A heart that beats every 5 ms keeps beating while 30 pages are read; the drop itself takes no longer than a frame."""
    path = door.file("many.pdf", pdf(30))
    door.drop(files(door.file("first.png", saved(code()))))  # the libraries are loaded
    door.ended.clear()
    beats: list[float] = []
    heart = QTimer(interval=5, timerType=Qt.TimerType.PreciseTimer)
    heart.timeout.connect(lambda: beats.append(monotonic()))
    heart.start()
    door.way._soon.setInterval(0)  # a quick machine is done before there is anything to be said
    begun, work = monotonic(), thread_time()
    door.drop(files(path), wait=False)
    dropped = thread_time() - work
    toast = Toast.on(door.window)
    door.bot.waitUntil(toast.isVisible, timeout=20_000)
    assert toast.text() == "正在读取图片……"
    door.bot.waitUntil(lambda: bool(door.ended), timeout=60_000)
    assert not toast.isVisible()
    whole = monotonic() - begun
    heart.stop()
    gaps = sorted(b - a for a, b in pairwise(beats))
    assert len(door.scans) == 31
    assert dropped < 0.016
    assert gaps[-1] < whole / 2, (gaps[-3:], whole)  # the machine may be busy with something else
    assert gaps[int(len(gaps) * 0.95)] < whole / 20


def test_removed_it_takes_nothing_and_shows_nothing(door: Door) -> None:
    door.way.remove()
    assert not door.drag(picture())
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert door.window.findChildren(DropZone) == []
