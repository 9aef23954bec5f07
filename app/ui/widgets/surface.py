"""Grounds to put things on: card, well, side panel; and a scroll area that asks for its content's height."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme import Size, Space, Type
from app.ui.widgets.labels import WrapLabel

Ground = Literal["card", "well", "side", "top"]


class Surface(QFrame):
    """A framed ground with a vertical layout `box` inside; one thin line instead of a shadow."""

    def __init__(
        self, ground: Ground = "card", parent: QWidget | None = None, *, margin: int = Space.L
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", ground)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(margin, margin, margin, margin)
        self.box.setSpacing(Space.S)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Append a widget below."""
        self.box.addWidget(widget, stretch)


class TitledCard(Surface):
    """A card with a title, a second text beside it and a place for chips or buttons at the right."""

    def __init__(self, title: str, side: str = "", parent: QWidget | None = None) -> None:
        super().__init__("card", parent)
        self.title = WrapLabel(title, Type.BASE, bold=True)
        self.side = WrapLabel(side, Type.SMALL, ink="ink2")
        self.head = QHBoxLayout()
        self.head.setSpacing(Space.S)
        self.head.addWidget(self.title)
        self.head.addWidget(self.side)
        self.head.addStretch(1)
        self.box.addLayout(self.head)
        self.setAccessibleName(title)

    def add_head(self, widget: QWidget) -> None:
        """Append a widget at the right of the title line."""
        self.head.addWidget(widget)


class FitScroll(QScrollArea):
    """A scroll area that would like to be as high as its content and scrolls when it may not.

    Dragging with a finger scrolls. `least` is the height in px it never goes below.
    """

    def __init__(
        self, content: QWidget, parent: QWidget | None = None, *, least: int = 2 * Size.TOUCH
    ) -> None:
        super().__init__(parent)
        self._least = least
        self._content = content
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(content)
        content.setAutoFillBackground(False)  # setWidget turns it on
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def sizeHint(self) -> QSize:
        """Return the content's height at the present width."""
        content, width = self._content, max(self.width(), 160)
        height = content.heightForWidth(width) if content.hasHeightForWidth() else -1
        if height < 0:
            height = content.sizeHint().height()
        return QSize(content.minimumSizeHint().width(), max(height, 1))

    def minimumSizeHint(self) -> QSize:
        """At least `least`, or all of a smaller content."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), 160), min(hint.height(), self._least))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width means another height wished for."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()
