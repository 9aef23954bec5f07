"""The reason why something cannot be pressed, shown on hover and on focus alike, and on a press."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui import theme
from app.ui.theme import Type
from app.ui.widgets.labels import lay_out
from app.ui.widgets.paint import rounded

_WIDEST = 320
_MARGIN = 12


class _Bubble(QWidget):
    """One bubble per window; it takes no focus and no mouse."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("hint-bubble")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.text = ""
        self.owner: QWidget | None = None
        self.hide()

    def show_at(self, owner: QWidget, text: str, *, beside: bool) -> None:
        self.owner, self.text = owner, text
        _, height, widest = lay_out(text, theme.font(Type.SMALL + 1), _WIDEST)
        self.resize(int(widest) + 2 * _MARGIN + 2, int(height) + 2 * _MARGIN - 4)
        window = self._window
        spot = owner.mapTo(window, QPoint(owner.width() + 6, 4) if beside else QPoint(0, owner.height() + 6))
        if spot.y() + self.height() > window.height():
            spot.setY(owner.mapTo(window, QPoint(0, 0)).y() - self.height() - 6)
        spot.setX(max(8, min(spot.x(), window.width() - self.width() - 8)))
        self.move(spot)
        self.raise_()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = theme.palette()
        painter = QPainter(self)
        ground, text = (colours.ink, colours.card) if not colours.dark else (colours.brand_soft, colours.ink)
        rounded(painter, QRectF(self.rect()), theme.Radius.CONTROL, ground, colours.edge)
        painter.setPen(QColor(text))
        layout, _, _ = lay_out(self.text, theme.font(Type.SMALL + 1), self.width() - 2 * _MARGIN)
        layout.draw(painter, QPoint(_MARGIN, _MARGIN - 2))


def _bubble(owner: QWidget) -> _Bubble | None:
    """Find the bubble of the owner's window; never make one here, the window may be going away."""
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    found = owner.window().findChild(_Bubble, "hint-bubble", direct)
    return found if isinstance(found, _Bubble) else None


class Hint(QObject):
    """Shows `text` beside or below its widget while the pointer or the focus is on it.

    An empty text shows nothing. The text is also the widget's accessible description.
    """

    def __init__(self, owner: QWidget, *, beside: bool = False) -> None:
        super().__init__(owner)
        self._owner = owner
        self._beside = beside
        self._text = ""
        owner.installEventFilter(self)

    def text(self) -> str:
        """Return what is shown."""
        return self._text

    def set_text(self, text: str) -> None:
        """Change what is shown; empty hides it."""
        self._text = text
        self._owner.setAccessibleDescription(text)
        if not text:
            self.hide()
        elif self._owner.hasFocus() or self._owner.underMouse():
            self.show()

    def show(self) -> None:
        """Show it now (also called on a press)."""
        if self._text and self._owner.isVisible():
            bubble = _bubble(self._owner) or _Bubble(self._owner.window())
            bubble.show_at(self._owner, self._text, beside=self._beside)

    def hide(self) -> None:
        """Take it away if it is ours."""
        bubble = _bubble(self._owner)
        if bubble is not None and bubble.owner is self._owner:
            bubble.owner = None
            bubble.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Follow pointer and focus; never swallow."""
        kind = event.type()
        if not self._text:
            return False
        if kind in (QEvent.Type.Enter, QEvent.Type.FocusIn):
            self.show()
        elif kind in (QEvent.Type.Leave, QEvent.Type.FocusOut):
            if not (self._owner.hasFocus() and kind is QEvent.Type.Leave):
                self.hide()
        elif kind is QEvent.Type.Hide:
            self.hide()
        return False
