"""Buttons: one look, five kinds, and a reason where one cannot be pressed."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.ui import theme
from app.ui.theme import Palette, Radius, Size, Type
from app.ui.widgets.hint import Hint
from app.ui.widgets.icons import paint_icon
from app.ui.widgets.labels import lay_out
from app.ui.widgets.paint import blend, focus_ring, rounded

_SWALLOWED = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.TouchBegin,
}
_PRESS_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select)
_ICON = 20
_LINK_SIDE = 4
"""Beside the words of a link, for the focus ring."""


class Kind(StrEnum):
    """How loud a button is; one primary per screen."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    DANGER = "danger"
    QUIET = "quiet"
    LINK = "link"


class Button(QPushButton):
    """A push button at least 44 px high.

    `set_blocked(reason)` greys it but keeps it reachable: the reason is shown on hover, on
    focus and on a press, and no `clicked` comes out, not even through assistive technology.
    `set_busy(text)` does the same while work is under way.
    """

    def __init__(
        self,
        text: str = "",
        kind: Kind = Kind.SECONDARY,
        *,
        icon_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind = kind
        self._icon = icon_name
        self._reason = ""
        self._busy = ""
        self._hint = Hint(self)
        self.setFont(theme.font(Type.NAME if kind is Kind.PRIMARY else Type.BASE, bold=True))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)

    def kind(self) -> Kind:
        """How loud it is."""
        return self._kind

    def reason(self) -> str:
        """Why it cannot be pressed; empty when it can."""
        return self._reason

    def set_blocked(self, reason: str) -> None:
        """Give the reason why it cannot be pressed, or "" to free it."""
        self._reason = reason
        self._renew()

    def set_busy(self, text: str) -> None:
        """Show what is being done instead of the label, or "" when it is done."""
        self._busy = text
        self._renew()

    def is_free(self) -> bool:
        """Whether a press does something."""
        return self.isEnabled() and not self._reason and not self._busy

    def _renew(self) -> None:
        self.blockSignals(bool(self._reason or self._busy))
        self._hint.set_text(self._busy or self._reason)
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if self.is_free() else Qt.CursorShape.ArrowCursor,
        )
        self.updateGeometry()
        self.update()

    def event(self, event: QEvent) -> bool:
        """While blocked or busy, answer a press with the reason instead of a click."""
        if self._reason or self._busy:
            kind = event.type()
            key = getattr(event, "key", None)
            pressed = kind is QEvent.Type.KeyPress and key is not None and key() in _PRESS_KEYS
            if kind in _SWALLOWED or pressed:
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self._hint.show()
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses as Space does, in every kind of window."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Room for the label or the busy text, whichever is longer, so that nothing jumps."""
        metrics = QFontMetricsF(self.font())
        width = max(metrics.horizontalAdvance(text) for text in (self.text(), self._busy))
        side = {Kind.LINK: _LINK_SIDE, Kind.QUIET: 14}.get(self._kind, 20)
        icon = (_ICON + (8 if self.text() else 0)) if self._icon else 0
        return QSize(max(int(width + 0.999) + 2 * side + icon, Size.TOUCH), self._height())

    def minimumSizeHint(self) -> QSize:
        """Never narrower than its words."""
        return self.sizeHint()

    def _height(self) -> int:
        return Size.TOUCH + 4 if self._kind is Kind.PRIMARY else Size.TOUCH

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, line, icon and label."""
        painter = QPainter(self)
        ground, border, text = self._colours(theme.palette())
        box = QRectF(self.rect())
        if self._kind is Kind.LINK:
            box.adjust(0, 6, 0, -6)
        radius = Radius.SMALL if self._kind is Kind.LINK else Radius.CONTROL
        if ground or border:
            rounded(painter, box, radius, ground, border)
        self._label(painter, box, text)
        if self.hasFocus():
            loud = self._kind is Kind.PRIMARY and self.is_free()
            ring = theme.palette().on_brand if loud else theme.palette().brand
            inset = 3 if loud else 0
            focus_ring(painter, box.adjusted(inset, inset, -inset, -inset), radius - inset, ring)

    def _words(self) -> str:
        return self._busy or self.text()

    def _label(self, painter: QPainter, box: QRectF, colour: str) -> None:
        words = self._words()
        painter.setPen(QColor(colour))
        painter.setFont(self.font())
        width = QFontMetricsF(self.font()).horizontalAdvance(words)
        icon = "" if self._busy else self._icon
        room = (_ICON + (8 if words else 0)) if icon else 0
        x = box.left() + (_LINK_SIDE if self._kind is Kind.LINK else (box.width() - width - room) / 2)
        if icon:
            paint_icon(painter, QRectF(x, box.center().y() - _ICON / 2, _ICON, _ICON), icon, colour)
        spot = QRectF(x + room, box.top(), width + 2, box.height())
        painter.drawText(spot, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _colours(self, p: Palette) -> tuple[str | None, str | None, str]:
        flat = self._kind in (Kind.QUIET, Kind.LINK)
        if not self.is_free():
            return (None if flat else p.off), None, p.on_off
        down, over = self.isDown(), self.underMouse()
        if self._kind is Kind.PRIMARY:
            return (p.brand_hover if over or down else p.brand), None, p.on_brand
        strong = p.block if self._kind is Kind.DANGER else p.brand
        soft = p.block_soft if self._kind is Kind.DANGER else p.brand_soft
        base = None if flat else p.card
        if down:
            base = soft
        elif over and not flat:
            base = blend(soft, p.card, 0.55)
        elif over:
            base = blend(soft, p.card, 0.7)
        border = None if flat else (p.block_edge if self._kind is Kind.DANGER else p.edge)
        return base, border, strong


class Link(Button):
    """A link whose words wrap where its place is narrower than they are: a long name neither cuts nor widens a card."""

    _ABOVE = 8
    """Above and below several lines, px."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, Kind.LINK, parent=parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """All lines count."""
        return True

    def heightForWidth(self, width: int) -> int:
        """One line is as high as any button."""
        high = lay_out(self._words(), self.font(), width - 2 * _LINK_SIDE)[1]
        return max(int(high + 0.999) + 2 * self._ABOVE, self._height())

    def minimumSizeHint(self) -> QSize:
        """It may become narrow."""
        return QSize(Size.TOUCH, self._height())

    def _label(self, painter: QPainter, box: QRectF, colour: str) -> None:
        words, high, _ = lay_out(self._words(), self.font(), box.width() - 2 * _LINK_SIDE)
        painter.setPen(QColor(colour))
        words.draw(painter, QPointF(box.left() + _LINK_SIDE, box.center().y() - high / 2))
