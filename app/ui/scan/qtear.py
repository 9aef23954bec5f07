"""The ear where there is no X11 (Windows, macOS, Wayland): keys are caught as they come to the window, from Qt.

A filter on the window that has the focus sees a key before any widget does, whatever widget that is, a menu or a dialog
included, and the ShortcutOverride before it. What is held comes back as the same event to the same window. Keys that an
input method takes never come as keys: what it makes of them is an input method event to the widget, held in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final

from PySide6.QtCore import QAbstractEventDispatcher, QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QWindow
from shiboken6 import isValid

from app.services.scanning.uskeys import evdev_code, kind_of, us_char
from app.services.scanning.wedge import Heard, Key, Kind, Release, Scan
from app.ui.scan.ear import Ear

_COMMANDS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_SHIFTS = frozenset({Qt.Key.Key_Shift, Qt.Key.Key_CapsLock})
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
_LEAVES = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.FocusAboutToChange,
    }
)
_BUSY: Final = 25.0
"""ms after which what arrives without a time of its own may have been waiting: then nothing is told from its time."""

_MADE: Final = 1 << 40
"""Codes of keys nobody saw."""


class QtKeys:
    """Reads Qt's key events as keys of the recogniser."""

    def __init__(self, platform: str) -> None:
        self._platform = platform
        self._offset: float | None = None

    def read(self, event: QKeyEvent, kept: object) -> Key:
        """One key; its ``event`` is what is kept of it."""
        code = evdev_code(self._platform, event.nativeScanCode(), event.nativeVirtualKey())
        kind = _kind(event, code)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return Key(
            code=code or event.key(),
            at=self._time(event),
            kind=kind,
            down=event.type() is not QEvent.Type.KeyRelease,
            us=us_char(code, shift=shift) if kind is Kind.CHAR else "",
            text=event.text() if kind is Kind.CHAR else "",
            repeat=event.isAutoRepeat(),
            event=kept,
        )

    def now(self) -> float:
        """The clock of the keys, for what comes without a time."""
        return _now() + (self._offset or 0.0)

    def _time(self, event: QKeyEvent) -> float:
        """The system's ms, if it gives them: a key that had to wait for this thread keeps its own."""
        stamp = float(event.timestamp())
        if not stamp:
            return self.now()
        late = stamp - _now()
        self._offset = late if self._offset is None else max(self._offset, late)
        return stamp


class QtEar(Ear):
    """Listens on the window and the widget that have the focus."""

    def __init__(self, app: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._keys = QtKeys(app.platformName())
        self._watched: list[QObject] = []
        self._replaying = False
        self._made = _MADE
        self._preedit = ""
        self._idle = _now()
        self._resting = False

    def open(self) -> None:
        """Begin to listen."""
        self._app.focusWindowChanged.connect(self._watch)
        self._app.focusObjectChanged.connect(self._watch)
        self._watch(self._app.focusWindow())
        self._watch(self._app.focusObject())
        dispatcher = QAbstractEventDispatcher.instance()
        if dispatcher is not None:
            dispatcher.aboutToBlock.connect(self._rest)
            dispatcher.awake.connect(self._wake)

    def close(self) -> None:
        """Let go what is held, and stop listening."""
        self.settle()
        self._app.focusWindowChanged.disconnect(self._watch)
        self._app.focusObjectChanged.disconnect(self._watch)
        dispatcher = QAbstractEventDispatcher.instance()
        if dispatcher is not None:
            dispatcher.aboutToBlock.disconnect(self._rest)
            dispatcher.awake.disconnect(self._wake)
        for watched in self._watched:
            if isValid(watched):
                watched.removeEventFilter(self)
        self._watched.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold keys and what an input method makes of them."""
        if self._replaying:
            return False
        kind = event.type()
        if isinstance(event, QInputMethodEvent):
            return self._hear_method(watched, event)
        if isinstance(event, QKeyEvent) and isinstance(watched, QWindow):
            return self._hear_key(watched, event) if kind in _KEYS else self._hear_override(event)
        if kind in _LEAVES:
            self.settle()
        return False

    def let_go(self, keys: Sequence[Key]) -> None:
        """Deliver events to where they were going."""
        self._replaying = True
        try:
            for key in keys:
                if callable(key.event):
                    key.event()
        finally:
            self._replaying = False

    def act(self, heard: Sequence[Heard]) -> None:
        """After a scan an input method forgets what it had begun to compose of it."""
        super().act(heard)
        if any(isinstance(one, Scan) and one.doubtful for one in heard):
            self._replaying = True
            self._app.inputMethod().reset()
            self._replaying = False

    def _watch(self, thing: QObject | None) -> None:
        self._watched = [one for one in self._watched if isValid(one)]
        self._preedit = ""
        if thing is not None and thing not in self._watched:
            self._watched.append(thing)
            thing.installEventFilter(self)

    def _rest(self) -> None:
        self._resting = True

    def _wake(self) -> None:
        """The loop had nothing to do until now: what comes now comes in time."""
        if self._resting:
            self._resting = False
            self._idle = _now()

    def _hear_key(self, window: QWindow, event: QKeyEvent) -> bool:
        return self._hear(self._keys.read(event, _later(window, event)))

    def _hear(self, key: Key) -> bool:
        heard = self.feed(key)
        if heard == (Release((key,)),):
            return False
        self.act(heard)
        return True

    def _hear_override(self, event: QKeyEvent) -> bool:
        """Before a key that can be a scanner's no shortcut is asked; before a command all that is held goes its way."""
        code = evdev_code(self._app.platformName(), event.nativeScanCode(), event.nativeVirtualKey())
        kind = _kind(event, code)
        if kind is Kind.CHAR or (kind is Kind.END and self.recogniser.due is not None):
            event.accept()
            return True
        if kind is Kind.OTHER:
            self.settle()
        return False

    def _hear_method(self, widget: QObject, event: QInputMethodEvent) -> bool:
        preedit = _plain(event.preeditString())
        typed = event.commitString() or preedit.removeprefix(self._preedit)
        self._preedit = preedit
        deliver = _later(widget, event)
        if _now() - self._idle > _BUSY:
            self.settle()
            return False
        if typed:
            return self._hear_typed(typed, deliver)
        if self.recogniser.due is None:
            return False
        self._made += 1  # a step of a composition that is held keeps its place in it
        return self._hear(Key(code=self._made, at=self._keys.now(), kind=Kind.SHIFT, event=deliver))

    def _hear_typed(self, typed: str, deliver: Callable[[], None]) -> bool:
        """Hear what an input method wrote as one key for each character; the first brings the event."""
        at, gone, heard = self._keys.now(), True, list[Heard]()
        for number, char in enumerate(typed):
            self._made += 1
            kept = deliver if number == 0 else None
            key = Key(code=self._made, at=at, text=char, doubtful=True, event=kept)
            told = self.feed(key)
            if number == 0 and told == (Release((key,)),):
                gone, told = False, ()
            heard += [*told, *self.feed(Key(code=self._made, at=at, text=char, down=False, doubtful=True))]
        self.act(heard)
        return gone


def _later(target: QObject, event: QEvent) -> Callable[[], None]:
    """A copy of an event, to be delivered later if its target still lives."""
    copy = event.clone()

    def deliver() -> None:
        if isValid(target):
            QCoreApplication.sendEvent(target, copy)

    return deliver


def _kind(event: QKeyEvent, code: int) -> Kind:
    if event.key() in _SHIFTS:
        return Kind.SHIFT
    if event.modifiers() & _COMMANDS:
        return Kind.OTHER
    if event.key() in _ENDS:
        return Kind.END
    text = event.text()
    if text.isprintable() and text:
        return Kind.CHAR
    dead = Qt.Key.Key_Dead_Grave <= event.key() <= Qt.Key.Key_Dead_Longsolidusoverlay
    return Kind.CHAR if dead and kind_of(code) is Kind.CHAR else Kind.OTHER


def _plain(preedit: str) -> str:
    """What was typed, without the marks an input method sets between syllables."""
    return preedit.replace("'", "").replace(" ", "")


def _now() -> float:
    return monotonic() * 1000
