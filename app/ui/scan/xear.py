"""The ear on X11: keys are caught as they come from the X server, before the input method and before Qt.

`QAbstractNativeEventFilter` sees every ``xcb_key_press_event_t`` first. What is held is dropped there; what turns out to be a
person's is sent to the same window again (``xcb_send_event``), with the state it came with, and takes the whole way of a real
key: input method, shortcuts, menus, dialogs. Qt reads a sent key by the state in it, so Shift is as it was. Whatever comes
while sent keys are on their way is sent after them, so nothing overtakes. The times are the server's: that this
thread was busy changes nothing about who typed.
"""

from __future__ import annotations

import ctypes
import struct
from collections import deque
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QMouseEvent, QNativeInterface, QWheelEvent, QWindow
from shiboken6 import isValid

from app.services.scanning.uskeys import X11_OFFSET, kind_of, us_char
from app.services.scanning.wedge import Key, Kind, Release
from app.ui.scan.ear import Ear

_PRESS, _RELEASE, _SENT = 2, 3, 0x80
_SIZE = 32
_SHIFT, _LOCK, _NUMBER_LOCK = 0x1, 0x2, 0x10
_COMMANDS: Final = 0x4 | 0x8 | 0x20 | 0x40 | 0x80
"""Control, Mod1 (Alt), Mod3, Mod4 (Super), Mod5 (AltGr): no scanner sends them."""

_REPEATS_AFTER: Final = 100.0
"""ms a key is down at least before a server repeats it."""

_WRAP: Final = 1 << 32
_LOST: Final = 256
"""Sent keys that may be on their way; more, and their window is gone."""

_POINTER = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
    }
)


class XKeys:
    """Reads key events of the X server (32 bytes each, xproto) as keys of the recogniser."""

    def __init__(self) -> None:
        self._last = 0
        self._turns = 0
        self._down: dict[int, float] = {}
        self._up: dict[int, tuple[float, float]] = {}

    def read(self, data: bytes) -> Key:
        """One key; its ``event`` is the data."""
        code = data[1] - X11_OFFSET
        state = struct.unpack_from("<H", data, 28)[0]
        at = self._time(struct.unpack_from("<I", data, 4)[0])
        kind = kind_of(code, number_lock=bool(state & _NUMBER_LOCK))
        if state & _COMMANDS and kind is not Kind.SHIFT:
            kind = Kind.OTHER
        us = us_char(code, shift=bool(state & _SHIFT)) if kind is Kind.CHAR else ""
        text = us.swapcase() if state & _LOCK and us.isalpha() else us
        down = (data[0] & ~_SENT) == _PRESS
        repeat = self._repeats(code, at) if down else self._came_up(code, at)
        return Key(code=code, at=at, kind=kind, down=down, us=us, text=text, repeat=repeat, event=data)

    def _time(self, stamp: int) -> float:
        """The server's ms, which begin anew every 49 days."""
        if stamp < self._last - _WRAP // 2:
            self._turns += 1
        self._last = stamp
        return float(stamp + self._turns * _WRAP)

    def _repeats(self, code: int, at: float) -> bool:
        """Tell whether it never came up, or came up at this very moment: the server repeats a key that is held down."""
        since = self._down.get(code)
        if since is None:
            came_up, went_down = self._up.get(code, (-1.0, at))
            since = went_down if came_up == at else at
        self._down[code] = since
        return at - since >= _REPEATS_AFTER

    def _came_up(self, code: int, at: float) -> bool:
        self._up[code] = (at, self._down.pop(code, at))
        return False


class XEar(Ear):
    """Listens on an X11 display."""

    def __init__(self, app: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._keys = XKeys()
        self._send = _Sender(app)
        self._filter = _Filter(self)
        self._on_way: deque[bytes] = deque()
        self._pointer = _Pointer(self)

    def open(self) -> None:
        """Begin to listen."""
        self._app.installNativeEventFilter(self._filter)
        self._app.focusWindowChanged.connect(self._pointer.watch)
        self._pointer.watch(self._app.focusWindow())

    def close(self) -> None:
        """Let go what is held, and stop listening."""
        self.settle()
        self._app.removeNativeEventFilter(self._filter)
        self._app.focusWindowChanged.disconnect(self._pointer.watch)
        self._pointer.leave()

    def take(self, data: bytes) -> bool:
        """Take a key of the server; True: it goes no further (it is held, swallowed, or sent again in its turn)."""
        if data[0] & _SENT:
            self._came_back(_unnumbered(data))
            return False
        key = self._keys.read(data)
        heard = self.feed(key)
        if heard == (Release((key,)),) and not self._on_way:
            return False
        self.act(heard)
        return True

    def _came_back(self, data: bytes) -> None:
        if data in self._on_way:
            while self._on_way.popleft() != data:  # those before it went to a window that is gone
                pass
            self._pointer.go_on()

    def let_go(self, keys: Sequence[Key]) -> None:
        """Send keys to their windows again."""
        for key in keys:
            assert isinstance(key.event, bytes)  # noqa: S101  read() put it there
            self._on_way.append(self._send.again(key.event))
        while len(self._on_way) > _LOST:
            self._on_way.popleft()
        self._send.flush()

    def busy(self) -> bool:
        """Whether keys of a person are held or on their way."""
        return bool(self._on_way) or self.recogniser.due is not None


class _Filter(QAbstractNativeEventFilter):
    def __init__(self, ear: XEar) -> None:
        super().__init__()
        self._ear = ear

    def nativeEventFilter(
        self,
        eventType: QByteArray | bytes | bytearray | memoryview,  # noqa: N803 - Qt's name
        message: int,
    ) -> object:
        """Hand keys to the ear."""
        if eventType != b"xcb_generic_event_t":
            return False, 0
        address = int(message)
        if ctypes.c_uint8.from_address(address).value & ~_SENT not in (_PRESS, _RELEASE):
            return False, 0
        return self._ear.take(ctypes.string_at(address, _SIZE)), 0


class _Sender:
    """Sends key events on Qt's own connection to the X server."""

    def __init__(self, app: QGuiApplication) -> None:
        self._app = app
        native = app.nativeInterface()
        if not isinstance(native, QNativeInterface.QX11Application):
            raise OSError("no X11 connection")
        self._connection = ctypes.c_void_p(native.connection())
        xcb = ctypes.CDLL("libxcb.so.1")  # Qt's X11 plugin has loaded it
        self._send_event, self._flush = xcb.xcb_send_event, xcb.xcb_flush
        self._send_event.argtypes = [
            ctypes.c_void_p,
            ctypes.c_uint8,
            ctypes.c_uint32,
            ctypes.c_uint32,
            ctypes.c_char_p,
        ]

    def again(self, data: bytes) -> bytes:
        """Send a key event to its window, or to the one in front if that is gone; return it as it will come back."""
        window = struct.unpack_from("<I", data, 12)[0]
        windows = {int(w.winId()) for w in self._app.topLevelWindows() if w.isVisible()}
        front = self._app.focusWindow()
        if window not in windows and front is not None:
            window = int(front.winId())
        sent = bytes([data[0] | _SENT]) + _unnumbered(data)[1:12] + struct.pack("<I", window) + data[16:]
        self._send_event(self._connection, 0, window, 0, sent)  # mask 0: to whoever made the window
        return sent

    def flush(self) -> None:
        """Send what is waiting."""
        self._flush(self._connection)


def _unnumbered(data: bytes) -> bytes:
    """Without the sequence number, which the server writes anew at every way."""
    return data[:2] + b"\0\0" + data[4:]


class _Pointer(QObject):
    """Keeps a press of the mouse behind the keys that were typed before it."""

    def __init__(self, ear: XEar) -> None:
        super().__init__(ear)
        self._ear = ear
        self._windows: list[QWindow] = []
        self._waiting: list[tuple[QWindow, QEvent]] = []
        self._replaying = False

    def watch(self, window: QWindow | None) -> None:
        """Watch a window that has come to the front."""
        self._windows = [w for w in self._windows if isValid(w)]
        if window is not None and window not in self._windows:
            self._windows.append(window)
            window.installEventFilter(self)

    def leave(self) -> None:
        """Watch no window any more."""
        for window in self._windows:
            if isValid(window):
                window.removeEventFilter(self)
        self._windows.clear()
        self._replay()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold the pointer while a person's keys are on their way."""
        if event.type() not in _POINTER or self._replaying or not isinstance(watched, QWindow):
            return False
        if event.type() is QEvent.Type.MouseButtonPress and not self._ear.recogniser.scanning:
            self._ear.settle()
            if not self._waiting and not self._ear.busy():
                return False
        elif not self._waiting:
            return False
        if isinstance(event, QMouseEvent | QWheelEvent):
            self._waiting.append((watched, event.clone()))
            QTimer.singleShot(50, self, self._replay)  # should the keys never come back
        return True

    def go_on(self) -> None:
        """A sent key is just being delivered: if it was the last, the pointer follows it."""
        if self._waiting and not self._ear.busy():
            QTimer.singleShot(0, self, self._replay)

    def _replay(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._replaying = True
        for window, event in waiting:
            if isValid(window):
                QCoreApplication.sendEvent(window, event)
        self._replaying = False
