"""The big box at the door: scan a badge, or type a name, its initials, or a unit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Radius, Space, Type
from app.ui.widgets.icons import paint_icon
from app.ui.widgets.paint import rounded

_HEIGHT = 60
_LONGEST = 4096  # a badge token is at most some hundred characters


class SearchBox(QWidget):
    """Icon, field, chips. Emits `edited(text)` at every change and `submitted(text)` on Enter.

    A hand scanner types its code and Enter, so `submitted` is also "a badge was scanned".
    """

    edited = Signal(str)
    submitted = Signal(str)

    def __init__(self, placeholder: str = "", icon_name: str = "scan", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon_name
        self.setMinimumHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.field = QLineEdit(self)
        self.field.setProperty("bare", True)  # noqa: FBT003 - Qt's signature
        self.field.setFont(theme.font(Type.TITLE))
        self.field.setMaxLength(_LONGEST)
        self.field.setMinimumHeight(theme.Size.TOUCH)
        self.field.setAccessibleName(tr("Scan a badge, or type a name"))
        self.field.setPlaceholderText(placeholder or tr("Scan a badge, or type a name, initials or a unit"))
        self.field.textEdited.connect(self.edited)
        self.field.returnPressed.connect(self._submit)
        self.field.installEventFilter(self)
        self.setFocusProxy(self.field)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(60, 2, Space.L, 2)
        self._row.setSpacing(Space.M)
        self._row.addWidget(self.field, 1)

    def text(self) -> str:
        """Return what is typed now, without spaces around it."""
        return self.field.text().strip()

    def clear(self) -> None:
        """Empty the field."""
        self.field.clear()

    def add_chip(self, widget: QWidget) -> None:
        """Append a chip at the right (scanner state, camera)."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def _submit(self) -> None:
        if self.text():
            self.submitted.emit(self.text())

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Redraw the frame when the focus comes or goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """All of the box is the field."""
        self.field.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, frame and icon."""
        colours, painter = theme.palette(), QPainter(self)
        focused = self.field.hasFocus()
        border = colours.brand if focused else colours.edge
        box = QRectF(self.rect())
        rounded(painter, box, Radius.CARD, colours.card, border, width=theme.Size.FOCUS)
        paint_icon(painter, QRectF(18, box.center().y() - 14, 28, 28), self._icon, colours.brand)
