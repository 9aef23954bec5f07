"""The ground that lies over a window while a picture is dragged over it or being read: where to let go, what comes of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Radius, Space, Type
from app.ui.widgets.paint import rounded

_SOON_MS = 250
"""What is read faster is not worth a word."""

_VEIL = 235
"""Of 255: what is below stays guessable."""


class DropZone(QWidget):
    """Lies over the whole window, takes no press, and is hidden until a picture comes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.title, self.hint = QLabel(), QLabel()
        column = QVBoxLayout(self)
        column.setSpacing(Space.M)
        column.addStretch()
        for label, size in ((self.title, Type.ANSWER), (self.hint, Type.BASE)):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setFont(theme.font(size))
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch()
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._still)
        self._busy: Callable[[], bool] = bool
        window.installEventFilter(self)
        self.hide()

    def invite(self) -> None:
        """A picture is over the window."""
        self._say(tr("Let go to read the codes"), tr("Pictures and PDF files, up to 20 at once"))

    def wait(self, busy: Callable[[], bool]) -> None:
        """Pictures are being read; say so if it takes a while."""
        self._busy = busy
        self._soon.start()

    def leave(self) -> None:
        """Nothing is over the window any more, or all is read."""
        self._soon.stop()
        self.hide()

    def _still(self) -> None:
        if self._busy():
            self._say(tr("Reading the pictures …"), "")

    def _say(self, title: str, hint: str) -> None:
        self.title.setText(title)
        self.hint.setText(hint)
        colours = theme.palette()
        self.title.setStyleSheet(f"color: {colours.brand}; background: transparent")
        self.hint.setStyleSheet(f"color: {colours.ink2}; background: transparent")
        self.setGeometry(self.parentWidget().rect())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the size of the window."""
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the veil and the dashed line within which to let go."""
        colours = theme.palette()
        painter = QPainter(self)
        veil = QColor(colours.brand_soft)
        veil.setAlpha(_VEIL)
        painter.fillRect(self.rect(), veil)
        inside = QRectF(self.rect()).adjusted(Space.XL, Space.XL, -Space.XL, -Space.XL)
        rounded(painter, inside, Radius.CARD, None, colours.brand, width=3, dashed=True)
