"""The ground that lies over a window while a picture is dragged over it: where to let go, what comes of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Radius, Space, Type
from app.ui.widgets.labels import WrapLabel
from app.ui.widgets.paint import rounded

_VEIL = 235
"""Of 255: what is below stays guessable."""


class DropZone(QWidget):
    """Lies over the whole window, takes no press, and is hidden until a picture comes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._over = window
        centre = Qt.AlignmentFlag.AlignCenter
        self.title = WrapLabel("", Type.ANSWER, bold=True, ink="answer_brand", align=centre)
        self.hint = WrapLabel("", Type.BASE, ink="ink2", align=centre)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(2 * Space.XXL,) * 4)
        column.setSpacing(Space.M)
        column.addStretch()
        column.addWidget(self.title)
        column.addWidget(self.hint)
        column.addStretch()
        window.installEventFilter(self)
        self.hide()

    def invite(self) -> None:
        """A picture is over the window."""
        self.title.setText(tr("Let go to read the codes"))
        self.hint.setText(tr("Pictures and PDF files, up to 20 at once"))
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()

    def leave(self) -> None:
        """Nothing is over the window any more."""
        self.hide()

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
