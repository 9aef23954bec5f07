"""A few exclusive answers side by side, such as 通过 / 修改后通过 / 不通过."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.ui import theme
from app.ui.theme import Radius, Size, Tone, Type
from app.ui.widgets.hint import Hint
from app.ui.widgets.icons import paint_icon
from app.ui.widgets.paint import blend, focus_ring, rounded


@dataclass(frozen=True, slots=True)
class Segment:
    """One answer; `reason` says why it cannot be given now."""

    key: str
    text: str
    tone: Tone = Tone.BRAND
    reason: str = ""


class _SegmentButton(QAbstractButton):
    def __init__(self, segment: Segment, parent: QWidget) -> None:
        super().__init__(parent)
        self.segment = segment
        self.setText(segment.text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hint = Hint(self)
        self.hint.set_text(segment.reason)

    def nextCheckState(self) -> None:
        """Leave it to the control."""

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(theme.font(Type.BASE, bold=True)).horizontalAdvance(self.text())
        return QSize(int(width) + 52, Size.TOUCH + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p, painter, tone = theme.palette(), QPainter(self), self.segment.tone
        box = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        ink = p.on_off if self.segment.reason else p.ink
        if self.isChecked():
            rounded(painter, box, Radius.CONTROL - 2, p.soft(tone), p.strong(tone), width=1.6)
            ink = p.strong(tone)
        elif self.underMouse() and not self.segment.reason:
            rounded(painter, box, Radius.CONTROL - 2, blend(p.brand_soft, p.card, 0.5))
        face = theme.font(Type.BASE, bold=self.isChecked())
        painter.setFont(face)
        painter.setPen(QColor(ink))
        room = QFontMetricsF(face).horizontalAdvance(self.text())
        left = box.center().x() - room / 2
        if self.isChecked():
            paint_icon(painter, QRectF(left - 13, box.center().y() - 9, 18, 18), "tick", ink)
            left += 9
        words = QRectF(left, box.top(), room + 4, box.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.hasFocus():
            focus_ring(painter, box, Radius.CONTROL - 2)


class Segments(QWidget):
    """A choice of one among a few. Emits `chosen(key)` when a person chooses.

    Nothing is chosen at first: a decision is never preset.
    """

    chosen = Signal(str)

    def __init__(self, segments: Iterable[Segment], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self._buttons: list[_SegmentButton] = []
        for segment in segments:
            button = _SegmentButton(segment, self)
            button.clicked.connect(lambda _=False, b=button: self._pressed(b))
            self._buttons.append(button)
            row.addWidget(button)

    def key(self) -> str:
        """Return the key chosen, "" if none is."""
        return next((b.segment.key for b in self._buttons if b.isChecked()), "")

    def set_key(self, key: str) -> None:
        """Choose without a signal; an unknown key clears the choice."""
        for button in self._buttons:
            button.setChecked(button.segment.key == key)

    def set_reason(self, key: str, reason: str) -> None:
        """Block an answer with a reason, or free it with ""."""
        for button in self._buttons:
            if button.segment.key == key:
                old = button.segment
                button.segment = Segment(old.key, old.text, old.tone, reason)
                button.hint.set_text(reason)
                button.update()

    def buttons(self) -> list[QAbstractButton]:
        """Return the answers as buttons."""
        return list(self._buttons)

    def _pressed(self, button: _SegmentButton) -> None:
        if button.segment.reason:
            button.hint.show()
            return
        self.set_key(button.segment.key)
        self.chosen.emit(button.segment.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move, Enter chooses."""
        focused = next((b for b in self._buttons if b.hasFocus()), None)
        if focused is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame around all answers."""
        p, painter = theme.palette(), QPainter(self)
        invalid = bool(self.property("invalid"))
        edge = p.block if invalid else p.edge
        rounded(painter, QRectF(self.rect()), Radius.CONTROL, p.card, edge, width=2.0 if invalid else 1.0)
