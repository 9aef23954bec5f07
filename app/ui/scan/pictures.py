"""Codes in pictures that people drop on the window or paste: files, a picture out of a browser or a chat, a PDF.

What is dropped or pasted is caught at the window, before any widget; what is no picture (a meeting package, text for a
field) goes on as before. Files are read and decoded on a worker, bounded in size and number.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QWindow,
)
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from app.ui.i18n import tr
from app.ui.lane import Pool
from app.ui.scan.dropzone import DropZone
from app.ui.scan.picturework import PHONE_PHOTOS, Found, Source, Trouble, find
from app.ui.widgets import State, Toast

MAX_FILES: Final = 20
"""Files of one drop that are read."""

_SOON_MS: Final = 300
"""What is read faster is not worth a word."""

_SUFFIXES: Final = PHONE_PHOTOS | {
    ".png",
    ".jpg",
    ".jpeg",
    ".jfif",
    ".bmp",
    ".gif",
    ".webp",
    ".tif",
    ".tiff",
    ".pdf",
}
_RAW: Final = ("image/png", "image/jpeg", "image/webp", "image/bmp", "image/tiff")
_DRAGS: Final = frozenset({QEvent.Type.DragEnter, QEvent.Type.DragMove})
_KEYS: Final = frozenset({QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress})


class PictureWay(QObject):
    """Takes pictures for a window.

    Signals:
        scanned: the text of one code, as it stands in the picture; each text of one drop once.
        nothing: a sentence about a picture in which nothing was found: why, and what to do.
        finished: all that was dropped or pasted at once has been read.

    """

    scanned = Signal(str)
    nothing = Signal(str)
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = Pool(1, self, "pictures")  # one: the PDF library takes one thread at a time
        self._window: QWidget | None = None
        self._handle: QWindow | None = None
        self._zone: DropZone | None = None
        self._toast: Toast | None = None
        self._toast_text = ""
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._say_soon)

    def install(self, window: QWidget) -> None:
        """Take what is dropped anywhere on a window, or pasted while it is in front."""
        self.remove()
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self._zone = DropZone(window)
        self._attach()

    def remove(self) -> None:
        """Take nothing any more; what is being read still comes."""
        for watched in (self._window, self._handle):
            if watched is not None and isValid(watched):
                watched.removeEventFilter(self)
        if self._zone is not None and isValid(self._zone):
            self._zone.deleteLater()
        self._window = self._handle = self._zone = None

    def close(self) -> None:
        """Take nothing any more, and wait for the worker."""
        self.remove()
        self._pool.close(drop_queued=True)

    def leave(self) -> None:
        """Take nothing any more, and do not wait for the worker: a long PDF is read to its end and told to nobody."""
        self.remove()
        self._soon.stop()
        self._pool.leave()

    def reading(self) -> bool:
        """Whether something is being read."""
        return self._pool.waiting() > 0

    def read_files(self, paths: Sequence[Path]) -> None:
        """Read files, as if they had been dropped."""
        self._read([Source(name=path.name, path=path) for path in paths])

    def take(self, data: QMimeData) -> bool:
        """Read what is in a drop or on the clipboard; False: there is no picture in it."""
        found = _sources(data)
        if found:
            self._read(found)
        return bool(found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch drops and pastes at the window."""
        kind = event.type()
        if watched is self._window:
            if kind in (QEvent.Type.WinIdChange, QEvent.Type.Show):
                self._attach()
            return False
        if isinstance(event, QDropEvent) and kind in _DRAGS:
            return self._drag(event)
        if kind is QEvent.Type.DragLeave and self._zone is not None:
            self._zone.leave()
        if isinstance(event, QDropEvent) and kind is QEvent.Type.Drop:
            return self._drop(event)
        if isinstance(event, QKeyEvent) and kind in _KEYS and event.matches(QKeySequence.StandardKey.Paste):
            return self._paste(event)
        return False

    def _attach(self) -> None:
        """Watch the native window, once there is one; it can be made anew."""
        handle = self._window.windowHandle() if self._window is not None else None
        if handle is not None and handle is not self._handle:
            handle.installEventFilter(self)
            self._handle = handle

    def _drag(self, event: QDragEnterEvent | QDragMoveEvent | QDropEvent) -> bool:
        if not has_picture(event.mimeData()):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if self._zone is not None:
            self._zone.invite()
        return True

    def _drop(self, event: QDropEvent) -> bool:
        if self._zone is not None:
            self._zone.leave()
        if not self.take(event.mimeData()):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        return True

    def _paste(self, event: QKeyEvent) -> bool:
        data = QGuiApplication.clipboard().mimeData()
        if takes_text(QApplication.focusWidget()) and (data.hasText() or not has_picture(data)):
            return False
        event.accept()
        if event.type() is QEvent.Type.KeyPress and not event.isAutoRepeat() and not self.take(data):
            self.nothing.emit(
                tr("There is no picture to paste. Copy the picture first, or drop its file here.")
            )
        return True

    def _read(self, sources: Sequence[Source]) -> None:
        self._soon.start()
        seen: set[str] = set()
        for source in sources[:MAX_FILES]:
            said = partial(self._found, seen=seen, name=source.name)
            failed = partial(self._failed, name=source.name)
            self._pool.submit(partial(find, source), said, failed, owner=self)
        if len(sources) > MAX_FILES:
            text = tr("At most {n} files are read at once; {left} were left out. Drop them again.")
            self.nothing.emit(text.format(n=MAX_FILES, left=len(sources) - MAX_FILES))

    def _found(self, found: Found, seen: set[str], name: str) -> None:
        if found.trouble is not None:
            self.nothing.emit(sentence(found.trouble, name))
        for text in found.texts:
            if text not in seen:
                seen.add(text)
                self.scanned.emit(text)
        self._end()

    def _failed(self, error: Exception, name: str) -> None:
        """Not foreseen: a bug of ours, for the crash log; the person is told all the same."""
        sys.excepthook(type(error), error, error.__traceback__)
        self.nothing.emit(sentence(Trouble.UNREADABLE, name))
        self._end()

    def _end(self) -> None:
        if not self.reading():
            self._soon.stop()
            if self._toast is not None and isValid(self._toast) and self._toast.text() == self._toast_text:
                self._toast.hide()
            self.finished.emit()

    def _say_soon(self) -> None:
        """It takes a while: say that it is being done, over nothing that somebody is at."""
        if self._window is not None and self.reading():
            self._toast = Toast.on(self._window)
            self._toast_text = tr("Reading the pictures")
            self._toast.say(self._toast_text, State.WAITING)


def has_picture(data: QMimeData) -> bool:
    """Tell whether a drop or a clipboard holds a picture, or files that are pictures by their name."""
    return data.hasImage() or bool(_paths(data))


def takes_text(widget: QWidget | None) -> bool:
    """Tell whether a widget is a field that text can be pasted into."""
    return (
        widget is not None
        and widget.isEnabled()
        and widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    )


def sentence(trouble: Trouble, name: str) -> str:
    """Why nothing was found in a picture, and what to do."""
    texts = {
        Trouble.NO_CODE: tr(
            "{name}: no code found. Cut out the code larger and sharper, or scan the badge itself."
        ),
        Trouble.TOO_LARGE: tr("{name} is too large to be read. Take a screenshot of the code and drop that."),
        Trouble.UNREADABLE: tr(
            "{name} cannot be opened as a picture or PDF. Take a screenshot of it and drop that."
        ),
        Trouble.PHONE_PHOTO: tr(
            "{name} is a photo in the HEIC form of phones. Save it as JPG, then drop it again."
        ),
        Trouble.EMPTY: tr(
            "{name} is empty; perhaps it is still being received. Wait a moment, then drop it again."
        ),
        Trouble.GONE: tr(
            "{name} cannot be read: it was moved, or another program holds it. Save it, then drop it again."
        ),
        Trouble.LOCKED: tr(
            "{name} is locked with a password. Open it, take a screenshot of the code and drop that."
        ),
    }
    return texts[trouble].format(name=name)


def _sources(data: QMimeData) -> list[Source]:
    """Files by name if there are any, else the picture itself: files are sharper than what a clipboard makes of them."""
    paths = _paths(data)
    if paths:
        return [Source(name=path.name, path=path) for path in paths]
    name = tr("the picture")
    for kind in _RAW:
        if data.hasFormat(kind) and (raw := bytes(data.data(kind).data())):
            return [Source(name=name, data=raw)]  # decoded on the worker
    image = data.imageData() if data.hasImage() else None
    return [Source(name=name, image=image)] if isinstance(image, QImage) and not image.isNull() else []


def _paths(data: QMimeData) -> list[Path]:
    local = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return [path for path in local if path.suffix.lower() in _SUFFIXES]
