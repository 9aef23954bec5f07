"""Small pills: a word on a soft ground, with a shape where it stands for a state."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from app.ui import theme
from app.ui.theme import Size, Tone, Type
from app.ui.widgets.labels import lay_out
from app.ui.widgets.marks import State, paint_mark
from app.ui.widgets.paint import blend, focus_ring, rounded

_MARK = 14
_SIDE = 10
_HEIGHT = 26


def _hint(text: str, *, mark: bool, bold: bool) -> QSize:
    width = QFontMetricsF(theme.figures(Type.SMALL, bold=bold)).horizontalAdvance(text)
    return QSize(int(width + 1.999) + 2 * _SIDE + (_MARK + 6 if mark else 0), _HEIGHT)


def _draw(  # noqa: PLR0913 - a pill's parts
    painter: QPainter,
    box: QRectF,
    text: str,
    tone: Tone,
    state: State | None,
    *,
    bold: bool,
    ground: str | None = None,
) -> None:
    colours = theme.palette()
    soft = colours.soft(tone)
    if tone is Tone.NEUTRAL:
        soft = (
            blend(colours.off, colours.paper, 0.5)
            if not colours.dark
            else blend(colours.edge, colours.card, 0.3)
        )
    rounded(painter, box, min(13.0, box.height() / 2), ground or soft)
    left = box.left() + _SIDE
    if state is not None:
        spot = QRectF(left, box.center().y() - _MARK / 2, _MARK, _MARK)
        paint_mark(painter, spot, state, colours.strong(tone), soft)
        left += _MARK + 6
    painter.setPen(QColor(colours.strong(tone)))
    face = theme.figures(Type.SMALL, bold=bold)
    layout, height, _ = lay_out(text, face, box.right() - _SIDE - left + 1, leading=1.35)
    layout.draw(painter, QPointF(left, box.center().y() - height / 2))


class Chip(QLabel):
    """A pill to read: text, tone and, for a state, its mark. It wraps when there is no room."""

    def __init__(
        self,
        text: str = "",
        tone: Tone = Tone.NEUTRAL,
        *,
        state: State | None = None,
        bold: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._tone, self._state, self._bold = tone, state, bold
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(text)

    def set_chip(self, text: str, tone: Tone, state: State | None = None) -> None:
        """Show another text, tone and mark."""
        self._tone, self._state = tone, state
        self.setText(text)
        self.updateGeometry()
        self.update()

    def tone(self) -> Tone:
        """Return the tone shown."""
        return self._tone

    def sizeHint(self) -> QSize:
        """One line."""
        return _hint(self.text(), mark=self._state is not None, bold=self._bold)

    def minimumSizeHint(self) -> QSize:
        """Six characters, one line."""
        return QSize(min(self.sizeHint().width(), 6 * Type.SMALL + 2 * _SIDE), _HEIGHT)

    def hasHeightForWidth(self) -> bool:
        """Wrap, and so follow the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of its lines at `width` px."""
        room = width - 2 * _SIDE - (_MARK + 6 if self._state is not None else 0) + 1
        height = lay_out(self.text(), theme.figures(Type.SMALL, bold=self._bold), room, leading=1.35)[1]
        return max(_HEIGHT, int(height) + 9)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the pill."""
        _draw(QPainter(self), QRectF(self.rect()), self.text(), self._tone, self._state, bold=self._bold)


class ChipButton(QAbstractButton):
    """A pill to press; it looks 26 px high and is hit at 44."""

    def __init__(
        self,
        text: str,
        tone: Tone = Tone.BRAND,
        *,
        state: State | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self._tone, self._state = tone, state
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_chip(self, text: str, tone: Tone, state: State | None = None) -> None:
        """Show another text, tone and mark."""
        self._tone, self._state = tone, state
        self.setText(text)
        self.updateGeometry()
        self.update()  # the same words may come with another mark

    def sizeHint(self) -> QSize:
        """Return a finger's height."""
        hint = _hint(self.text(), mark=self._state is not None, bold=False)
        return QSize(max(hint.width(), Size.TOUCH), Size.TOUCH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the pill in the middle of the target."""
        painter = QPainter(self)
        box = QRectF(0, (self.height() - _HEIGHT) / 2, self.width(), _HEIGHT)
        colours = theme.palette()
        ground = None
        if self.underMouse() or self.isDown():
            ground = blend(colours.strong(self._tone), colours.soft(self._tone), 0.12)
        _draw(painter, box, self.text(), self._tone, self._state, bold=False, ground=ground)
        if self.hasFocus():
            focus_ring(painter, box, 13)
