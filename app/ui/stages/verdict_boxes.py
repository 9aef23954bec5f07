"""The three verdicts as large boxes; one that a rule forbids is locked and says why."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.models.terms import Verdict
from app.ui import theme
from app.ui.theme import Radius, Space, Tone, Type
from app.ui.widgets.icons import paint_icon
from app.ui.widgets.labels import lay_out
from app.ui.widgets.paint import blend, focus_ring, rounded

TONES = {Verdict.PASS: Tone.PRESENT, Verdict.PASS_AFTER_REVISION: Tone.WARNING, Verdict.FAIL: Tone.BLOCK}
_HEIGHT = 104
_MARK = 28


class VerdictBox(QAbstractButton):
    """One verdict: a box as on the paper, its word in large letters, below it the reason why it is locked."""

    def __init__(self, verdict: Verdict, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.verdict = verdict
        self.reason = ""
        self.setText(verdict.value)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(verdict.value)

    def set_reason(self, reason: str) -> None:
        """Lock with a reason, or free with ""."""
        self.reason = reason
        self.setAccessibleDescription(reason)
        self.setToolTip(reason)
        self.updateGeometry()
        self.update()

    def nextCheckState(self) -> None:
        """Leave it to the row of boxes."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def hasHeightForWidth(self) -> bool:
        """The reason wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Room for the word and all lines of the reason."""
        if not self.reason:
            return _HEIGHT
        lines = lay_out(self.reason, theme.font(Type.SMALL), width - 2 * Space.L)[1]
        return max(_HEIGHT, int(lines) + 76)

    def sizeHint(self) -> QSize:
        """A third of the card."""
        return QSize(220, self.heightForWidth(max(self.width(), 220)))

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its word."""
        return QSize(190, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, box, word and reason."""
        p, painter, tone = theme.palette(), QPainter(self), TONES[self.verdict]
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        strong = p.strong(tone)
        ground, edge, ink = p.card, p.edge, p.ink
        if self.reason:
            ground, edge, ink = p.well, p.line, p.on_off
        elif self.isChecked():
            ground, edge, ink = p.soft(tone), strong, strong
        elif self.underMouse():
            ground = blend(p.soft(tone), p.card, 0.5)
        rounded(painter, box, Radius.CARD, ground, edge, width=2.4 if self.isChecked() else 1.2)
        self._paint_word(painter, ink, strong)
        if self.hasFocus():
            focus_ring(painter, box.adjusted(3, 3, -3, -3), Radius.CARD - 3)

    def _paint_word(self, painter: QPainter, ink: str, strong: str) -> None:
        p = theme.palette()
        face = theme.font(Type.ANSWER, bold=True)
        layout, height, width = lay_out(self.text(), face, self.width())
        total = _MARK + Space.M + width
        left = (self.width() - total) / 2
        middle = self.height() / 2 if not self.reason else 38.0
        mark = QRectF(left, middle - _MARK / 2, _MARK, _MARK)
        rounded(painter, mark, 5, strong if self.isChecked() else None, ink, width=2)
        if self.isChecked():
            paint_icon(painter, mark.adjusted(3, 3, -3, -3), "tick", p.card)
        elif self.reason:
            paint_icon(painter, mark.adjusted(5, 5, -5, -5), "lock", ink)
        painter.setPen(QColor(ink))
        layout.draw(painter, QRectF(mark.right() + Space.M, middle - height / 2, 0, 0).topLeft())
        if self.reason:
            painter.setPen(QColor(p.ink2))
            said = lay_out(
                self.reason,
                theme.font(Type.SMALL),
                self.width() - 2 * Space.L,
                Qt.AlignmentFlag.AlignHCenter,
            )[0]
            said.draw(painter, QRectF(Space.L, 66, 0, 0).topLeft())


class VerdictBoxes(QWidget):
    """Three boxes of which one may be chosen; nothing is preset.

    Signals:
        chosen: a person chose another verdict.
    """

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        self.boxes = {verdict: VerdictBox(verdict, self) for verdict in TONES}
        for box in self.boxes.values():
            box.clicked.connect(lambda _=False, b=box: self._press(b))
            row.addWidget(box, 1)

    def verdict(self) -> Verdict | None:
        """What is chosen, None if nothing is."""
        return next((v for v, box in self.boxes.items() if box.isChecked()), None)

    def set_verdict(self, verdict: Verdict | None) -> None:
        """Choose without a signal."""
        for key, box in self.boxes.items():
            box.setChecked(key is verdict)

    def set_reasons(self, reasons: dict[Verdict, str]) -> None:
        """Lock those that have a reason; one that is chosen and now forbidden is no longer chosen."""
        for verdict, box in self.boxes.items():
            box.set_reason(reasons.get(verdict, ""))
            if box.reason and box.isChecked():
                box.setChecked(False)
                self.chosen.emit()

    def _press(self, box: VerdictBox) -> None:
        if not box.reason:
            self.set_verdict(box.verdict)
            self.chosen.emit()
