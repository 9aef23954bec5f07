"""A sheet over the window: title, body, and the one next step at the bottom right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Radius, Space, Type
from app.ui.widgets.button import Button, Kind
from app.ui.widgets.labels import WrapLabel
from app.ui.widgets.paint import rounded

_SCRIM = 110  # of 255


class _Scrim(QWidget):
    """Dims the window behind a sheet."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.resize(over.size())
        self.raise_()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colour = QColor(theme.palette().scrim)
        colour.setAlpha(_SCRIM)
        QPainter(self).fillRect(self.rect(), colour)


class Sheet(QDialog):
    """A modal dialog without a frame of its own; Escape cancels, Enter is the primary button.

    Put widgets into `body`. `primary` accepts, `cancel` rejects; use `open()` and the signals
    `accepted` / `rejected`. Override `accept` to check first.
    """

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        sub: str = "",
        *,
        primary: str = "",
        danger: bool = False,
        width: int = 560,
    ) -> None:
        super().__init__(parent.window() if parent is not None else None, Qt.WindowType.FramelessWindowHint)
        self.setModal(True)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sub)
        self._wanted = width
        self._scrims: list[_Scrim] = []
        self._behind = QPixmap()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L + 4, Space.XL, Space.L + 4)
        column.setSpacing(Space.M)
        column.addWidget(WrapLabel(title, Type.TITLE, bold=True))
        self.sub = WrapLabel(sub, Type.BASE - 1, ink="ink2")
        self.sub.setVisible(bool(sub))
        column.addWidget(self.sub)
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.L)
        column.addLayout(self.body, 1)
        self.cancel = Button(tr("Cancel"), Kind.SECONDARY)
        self.cancel.clicked.connect(self.reject)
        self.primary = Button(primary or tr("Confirm"), Kind.DANGER if danger else Kind.PRIMARY)
        self.primary.setDefault(True)
        self.primary.clicked.connect(self.accept)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(Space.M)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.primary)
        column.addSpacing(Space.XS)
        column.addLayout(self.foot)

    def add_foot(self, widget: QWidget) -> None:
        """Put a widget (a further way out) at the bottom left."""
        self.foot.insertWidget(0, widget)

    def showEvent(self, event: QShowEvent) -> None:
        """Dim the window, stand in its middle, and begin at the first input."""
        self._fit()
        self._order_focus()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Give what lies below back its light."""
        for scrim in self._scrims:
            if isValid(scrim):  # a sheet below may be gone before this one
                scrim.hide()
                scrim.deleteLater()
        self._scrims = []
        super().hideEvent(event)

    def _order_focus(self) -> None:
        """Walk the body first, then the buttons (they were made before the body).

        Begin at the first input; where there is none, at the next step: Enter is that, and not a further way out.
        """
        # not by nextInFocusChain(): PySide makes what it returns a child of the one before, and both die
        inside = [
            widget
            for widget in self.findChildren(QWidget)
            if widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
            and widget not in (self.cancel, self.primary)
            and widget.window() is self  # the list of a choice is a window of its own
        ]
        ways = [widget for widget in inside if self.foot.indexOf(widget) >= 0]
        inputs = [widget for widget in inside if widget not in ways]
        order = [*inputs, *ways, self.cancel, self.primary]
        for one, after in pairwise(order):
            self.setTabOrder(one, after)
        step = self.cancel if self.primary.kind() is Kind.DANGER else self.primary
        first = next((widget for widget in inputs if widget.isVisibleTo(self)), step)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def refit(self) -> None:
        """Take the height the content needs now and stay in the middle."""
        self._fit()

    def _fit(self) -> None:
        window = self.parentWidget()
        room = window.rect() if window is not None else self.screen().availableGeometry()
        width = min(self._wanted, room.width() - 2 * Space.L)
        layout = self.layout()
        height = layout.heightForWidth(width) if layout is not None and layout.hasHeightForWidth() else -1
        height = max(height, self.minimumSizeHint().height())
        height = min(height, room.height() - 2 * Space.L)
        self.setFixedSize(width, height)
        place = QRect(QPoint(0, 0), self.size())
        place.moveCenter(room.center())
        if window is None:
            self.move(place.topLeft())
            return
        below = self._below(window)
        if not self._scrims:
            self._scrims = [_Scrim(dimmed) for dimmed in (window, *below)]
        self._behind = _what_lies_behind(window, below, place)
        self.move(window.mapToGlobal(place.topLeft()))

    def _below(self, window: QWidget) -> list[Sheet]:
        """The sheets over the same window that this one covers: they are dimmed too, or two cards run into one."""
        sheets = window.findChildren(Sheet, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [one for one in sheets if one is not self and one.isVisible()]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card and, in its corners, the window behind."""
        colours, painter = theme.palette(), QPainter(self)
        if self._behind.isNull():
            painter.fillRect(self.rect(), QColor(colours.card))
        else:
            painter.drawPixmap(0, 0, self._behind)
        rounded(painter, QRectF(self.rect()), Radius.CARD + 2, colours.card, colours.line)


def _what_lies_behind(window: QWidget, below: Sequence[QWidget], place: QRect) -> QPixmap:
    """For the corners of a sheet: round without asking the desktop for transparency."""
    shown = window.grab(place)
    if below:
        painter = QPainter(shown)
        for one in below:
            painter.drawPixmap(window.mapFromGlobal(one.pos()) - place.topLeft(), one.grab())
        painter.end()
    return shown
