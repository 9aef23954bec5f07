"""A hand at the desk: finds what a person sees by its words, and presses, types, scrolls and signs with real events.

Nothing here reaches into the program: a press goes to the window at the place where the widget stands, so that what
is covered, locked or out of sight cannot be pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QInputMethodEvent, QWheelEvent
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.ui.widgets import SignaturePad, Toast

if TYPE_CHECKING:
    from typing_extensions import Buffer

W = TypeVar("W", bound=QWidget)

PATIENCE = 15.0
"""Seconds until what must come is missed."""

_NOTCH = 120
_INK = 90
"""Grey of print, of 255; the ground beside a page is never so dark and so light in one row of pixels."""
_LEFT = Qt.MouseButton.LeftButton
_NO_KEYS = Qt.KeyboardModifier.NoModifier


def words_of(widget: QWidget) -> tuple[str, ...]:
    """What a person (or a screen reader) reads on a widget."""
    found = [widget.accessibleName()]
    if isinstance(widget, QAbstractButton | QLabel | QLineEdit):
        found.append(widget.text())
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        found.append(widget.placeholderText())
    if isinstance(widget, QPlainTextEdit):
        found.append(widget.toPlainText())
    return tuple(text for text in found if text)


class Hand:
    """Acts in the window that is in front.

    Args:
        window: the desk's window, or another top-level window.
        calm: nothing is on its way any more (lanes, pools); asked after every act.

    """

    def __init__(self, window: QWidget, calm: Callable[[], bool] = lambda: True) -> None:
        self.window = window
        self.calm = calm

    # --- looking -----------------------------------------------------------------------------------

    def front(self) -> QWidget:
        """The window a person can act in: a menu, a sheet, else the window itself."""
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window

    def wait(self, done: Callable[[], object], what: str = "", patience: float = PATIENCE) -> None:
        """Let the window work until ``done()`` holds."""
        last = monotonic() + patience
        while not done():
            if monotonic() > last:
                raise AssertionError(f"waited {patience:.0f} s for {what or 'it'}; seen: {self.seen()}")
            QTest.qWait(5)

    def settle(self) -> None:
        """Until nothing is on its way any more, and what came of it is drawn."""
        QApplication.processEvents()
        self.wait(self.calm, "the desk to be calm")
        QApplication.processEvents()
        self.wait(self.calm, "the desk to be calm")

    def seen(self) -> str:
        """Everything that can be read in front, for a message about what was not found."""
        said = (" | ".join(dict.fromkeys(words_of(w))) for w in self.all(QWidget))
        return "\n".join(dict.fromkeys(text for text in said if text))

    def all(self, kind: type[W], inside: QWidget | None = None) -> Iterator[W]:
        """Every widget of a kind that is shown in front (perhaps scrolled out of sight), in no order."""
        where = inside or self.front()
        for widget in where.findChildren(kind):
            if widget.isVisible() and not widget.size().isEmpty():
                yield widget

    def look(
        self,
        text: str,
        kind: type[W] = QWidget,  # type: ignore[assignment]  # a default of a type variable
        *,
        inside: QWidget | None = None,
        part: bool = False,
    ) -> list[W]:
        """Return the widgets that carry these words, from the top down; ``part``: words that contain them."""

        def fits(widget: QWidget) -> bool:
            said = words_of(widget)
            return any(text in one for one in said) if part else text in said

        found = [w for w in self.all(kind, inside) if fits(w)]
        return sorted(found, key=lambda w: (w.mapToGlobal(QPoint()).y(), w.mapToGlobal(QPoint()).x()))

    def see(
        self,
        text: str,
        kind: type[W] = QWidget,  # type: ignore[assignment]  # a default of a type variable
        *,
        inside: QWidget | None = None,
        part: bool = False,
        nth: int = 0,
    ) -> W:
        """Wait until these words are shown, and return their widget."""
        found: list[W] = []

        def there() -> bool:
            found[:] = self.look(text, kind, inside=inside, part=part)
            return len(found) > nth

        self.wait(there, f"“{text}”")
        return found[nth]

    def sees(self, text: str) -> bool:
        """Are these words to be read in front now, whole or as a part?"""
        return bool(self.look(text, part=True))

    def button(self, text: str, *, inside: QWidget | None = None, nth: int = 0) -> QAbstractButton:
        """The button with these words."""
        return self.see(text, QAbstractButton, inside=inside, nth=nth)

    def only(self, kind: type[W]) -> W:
        """The one widget of a kind in front."""
        found: list[W] = []

        def there() -> bool:
            found[:] = list(self.all(kind))
            return len(found) == 1

        self.wait(there, f"one {kind.__name__}")
        return found[0]

    # --- pressing ------------------------------------------------------------------------------------

    def click(
        self,
        what: str | QWidget,
        *,
        inside: QWidget | None = None,
        nth: int = 0,
        at: QPoint | None = None,
        calm: bool = True,
    ) -> None:
        """Press a button by its words, or a widget, in its middle (or ``at``), once it can be pressed.

        ``calm=False``: do not wait for what comes of it.
        """
        widget = self.button(what, inside=inside, nth=nth) if isinstance(what, str) else what
        self.wait(lambda: can_press(widget), f"{words_of(widget)} to be free")
        self.bring(widget)
        self.uncover(widget)
        self.press(widget, at)
        if calm:
            self.settle()

    def rest(self, widget: QWidget) -> None:
        """Wait until a widget stands still: nobody presses what is just moving."""
        places = [QRect(), QRect()]

        def still() -> bool:
            QTest.qWait(1)
            corner = widget.mapToGlobal(QPoint())
            places[:] = [places[1], QRect(corner, widget.size())]
            return places[0] == places[1]

        self.wait(still, "it to stand still")

    def uncover(self, widget: QWidget) -> None:
        """Put away a passing message that lies over a widget."""
        covers = widget.window().childAt(widget.mapTo(widget.window(), widget.rect().center()))
        while covers is not None and not covers.isWindow() and not isinstance(covers, Toast):
            covers = covers.parentWidget()
        if isinstance(covers, Toast):
            self.press(covers.close_button)

    def press(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Press at the place of a widget, whatever answers there."""
        spot = at if at is not None else widget.rect().center()
        window = widget.window()
        handle = window.windowHandle()
        place = widget.mapTo(window, spot)
        hit = window.childAt(place)
        if hit is None or not _belongs(hit, widget):
            raise AssertionError(f"{words_of(widget)} is covered by {hit!r}")
        QTest.mouseMove(handle, place)
        QTest.mouseClick(handle, _LEFT, _NO_KEYS, place)

    def bring(self, widget: QWidget) -> None:
        """Scroll until a widget stands still in sight."""

        def there() -> bool:
            self.rest(widget)
            self.reach(widget)
            self.rest(widget)
            return not any(_distance(area, widget) for area in _areas(widget)) or _seen(widget)

        self.wait(there, f"{words_of(widget)} to be in sight")

    def reach(self, widget: QWidget) -> None:
        """Turn the wheel until a widget is in sight."""
        for area in _areas(widget):
            for _turn in range(80):
                want = _distance(area, widget)
                if not want:
                    break
                before = widget.mapToGlobal(QPoint())
                _wheel(area, want)
                QApplication.processEvents()
                if widget.mapToGlobal(QPoint()) == before:
                    break

    # --- typing --------------------------------------------------------------------------------------

    def focus(self) -> QWidget:
        """The widget that has the keyboard."""
        self.activate()
        found = QApplication.focusWidget()
        assert found is not None, "nothing has the keyboard"
        return found

    def activate(self) -> None:
        """Bring the window in front to the keyboard, as a window manager does."""
        window = self.front()
        if QApplication.activeWindow() is not window:
            window.activateWindow()
            self.wait(window.isActiveWindow, "the window to be active")

    def keys(self, text: str) -> None:
        """Type Latin letters and digits, key by key, wherever the keyboard is."""
        for letter in text:
            handle = self.focus().window().windowHandle()
            QTest.keyClick(handle, letter)  # type: ignore[call-overload]  # the stub knows widgets only

    def key(self, *keys: Qt.Key, with_: Qt.KeyboardModifier = _NO_KEYS) -> None:
        """Press keys such as Tab, Enter, Space."""
        for one in keys:
            handle = self.focus().window().windowHandle()
            QTest.keyClick(handle, one, with_)
            QApplication.processEvents()

    def tab_to(self, words: str, *, most: int = 60, part: bool = False) -> None:
        """Press Tab until what has the keyboard carries these words."""
        for _ in range(most):
            said = words_of(self.focus())
            if any(words in one for one in said) if part else words in said:
                return
            self.key(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reached “{words}”")

    def field(self, label: str, *, inside: QWidget | None = None, nth: int = 0) -> QWidget:
        """The input whose label (or hint) contains these words."""

        def fits(widget: QWidget) -> bool:
            return isinstance(widget, QLineEdit | QPlainTextEdit) and any(
                label in x for x in words_of(widget)
            )

        found: list[QWidget] = []

        def there() -> bool:
            found[:] = sorted(
                (w for w in self.all(QWidget, inside) if fits(w)),
                key=lambda w: (w.mapToGlobal(QPoint()).y(), w.mapToGlobal(QPoint()).x()),
            )
            return len(found) > nth

        self.wait(there, f"a field “{label}”")
        return found[nth]

    def fill(self, label: str | QWidget, text: str, *, inside: QWidget | None = None, nth: int = 0) -> None:
        """Press into a field and write: Latin by keys, Chinese as an input method commits it."""
        field = self.field(label, inside=inside, nth=nth) if isinstance(label, str) else label
        self.bring(field)
        self.press(field)
        self.key(Qt.Key.Key_A, with_=Qt.KeyboardModifier.ControlModifier)
        self.write(text)
        self.settle()

    def write(self, text: str) -> None:
        """Write a text where the keyboard is."""
        self.focus()
        if text.isascii():
            self.keys(text)
            return
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(QGuiApplication.focusObject(), event)

    def choose(self, choice: str | QComboBox, text: str) -> None:
        """Open a list to choose from and take the line that begins with these words."""
        box = self.see(choice, QComboBox) if isinstance(choice, str) else choice
        self.click(box)
        self.wait(box.view().isVisible, "the list to open")
        for _ in range(box.count()):
            if box.view().currentIndex().data().startswith(text):
                break
            self.key(Qt.Key.Key_Down)
        self.key(Qt.Key.Key_Return)
        self.settle()
        assert box.currentText().startswith(text), (text, box.currentText())

    def choose_file(self, button: str, path: Path) -> None:
        """Press a button that asks for a file, type the path into the dialog (Qt's own), and press Enter."""
        met: list[str] = []

        def choose() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, QFileDialog):
                QTimer.singleShot(20, self.window, choose)
                return
            met.append(dialog.windowTitle())
            field = next(w for w in dialog.findChildren(QLineEdit) if w.isVisible())
            self.press(field)
            self.key(Qt.Key.Key_A, with_=Qt.KeyboardModifier.ControlModifier)
            self.write(str(path))
            self.key(Qt.Key.Key_Return)

        QTimer.singleShot(50, self.window, choose)
        self.click(button)  # the dialog has a loop of its own, now or when the window comes to it
        self.wait(lambda: bool(met), "a file dialog")

    # --- signing -------------------------------------------------------------------------------------

    def pad(self) -> SignaturePad:
        """The signature pad in front."""
        pad = self.only(SignaturePad)
        self.bring(pad)
        return pad

    def shot(self, path: Path) -> None:
        """Keep a picture of the whole screen's window as the person sees it, sheets included."""
        self.settle()
        for pages in self.window.findChildren(QPdfView):
            if pages.isVisible():
                self.wait(partial(_printed, pages), "the pages to be drawn")
        path.parent.mkdir(parents=True, exist_ok=True)
        screen = self.window.screen()
        place = self.window.frameGeometry()
        picture = screen.grabWindow(0, place.x(), place.y(), place.width(), place.height())
        assert picture.save(str(path)), path


def can_press(widget: QWidget) -> bool:
    """Would a press do something: enabled, and not blocked with a reason?"""
    free = getattr(widget, "is_free", None)
    return widget.isEnabled() and (free is None or bool(free()))


def reason_of(widget: QWidget) -> str:
    """Why a button cannot be pressed, as it says; "" when it can."""
    reason = getattr(widget, "reason", "")
    return str(reason() if callable(reason) else reason)


def _seen(widget: QWidget) -> bool:
    """Is its middle in sight, be it close to an edge that cannot be scrolled further?"""
    return widget.visibleRegion().contains(widget.rect().center())


def _printed(pages: QPdfView) -> bool:
    """Has the page on the screen been drawn (Qt renders pages in a thread of its own)?"""
    picture = pages.viewport().grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    wide = picture.width()
    rows = (
        bytes(cast("Buffer", picture.scanLine(y)))[20 : wide - 20] for y in range(60, picture.height(), 3)
    )
    return any(min(row) < _INK < max(row) for row in rows)


def _belongs(found: QWidget, widget: QWidget) -> bool:
    return found is widget or widget.isAncestorOf(found) or found.isAncestorOf(widget)


def _areas(widget: QWidget) -> list[QAbstractScrollArea]:
    """Scroll areas around a widget, the innermost first."""
    areas: list[QAbstractScrollArea] = []
    above = widget.parentWidget()
    while above is not None and not above.isWindow():
        if isinstance(above, QAbstractScrollArea) and above.viewport().isAncestorOf(widget):
            areas.append(above)
        above = above.parentWidget()
    return areas


def _distance(area: QAbstractScrollArea, widget: QWidget) -> int:
    """How far to scroll so that the middle of the widget stands in sight; 0 when it does."""
    port = area.viewport()
    middle = widget.mapTo(port, widget.rect().center())
    sight = QRect(port.rect()).adjusted(0, min(24, port.height() // 4), 0, -min(24, port.height() // 4))
    if sight.top() <= middle.y() <= sight.bottom():
        return 0
    return middle.y() - sight.center().y()


def _wheel(area: QAbstractScrollArea, want: int) -> None:
    port = area.viewport()
    at = QPointF(port.rect().center())
    pixels = max(min(-want, port.height()), -port.height())
    notches = max(1, round(abs(pixels) / 60)) * (_NOTCH if pixels > 0 else -_NOTCH)
    event = QWheelEvent(
        at,
        QPointF(port.mapToGlobal(at)),
        QPoint(),
        QPoint(0, notches if abs(want) > 60 else (_NOTCH if pixels > 0 else -_NOTCH) // 2),
        Qt.MouseButton.NoButton,
        _NO_KEYS,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003  Qt's own argument
    )
    QApplication.sendEvent(port, event)


__all__ = ["Hand", "QEvent", "can_press", "reason_of", "words_of"]
