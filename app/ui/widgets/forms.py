"""Labelled inputs: every field has its words, its reason when it is wrong, and room for a finger."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.i18n import tr
from app.ui.theme import Size, Space, Tone, Type
from app.ui.widgets.announce import announce
from app.ui.widgets.icons import paint_icon
from app.ui.widgets.labels import WrapLabel, lay_out
from app.ui.widgets.paint import focus_ring, rounded


class TextField(QLineEdit):
    """One line of text, at least 44 px high, with a bound on its length."""

    def __init__(self, text: str = "", placeholder: str = "", *, longest: int = 200) -> None:
        super().__init__(text)
        self.setPlaceholderText(placeholder)
        self.setMaxLength(longest)
        self.setMinimumHeight(Size.TOUCH)


class TextArea(QPlainTextEdit):
    """Several lines of text that grow with what is written, between `least` and `most` lines.

    Tab leaves the field; the text is bounded to `longest` characters.
    """

    def __init__(
        self,
        text: str = "",
        placeholder: str = "",
        *,
        least: int = 2,
        most: int = 12,
        longest: int = 4000,
    ) -> None:
        super().__init__()
        self._least, self._most, self._longest = least, most, longest
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        self.document().setDocumentMargin(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._changed)
        self.setPlainText(text)
        self._fit()

    def _changed(self) -> None:
        if len(self.toPlainText()) > self._longest:
            cursor = self.textCursor()
            at = min(cursor.position(), self._longest)
            self.setPlainText(self.toPlainText()[: self._longest])
            cursor.setPosition(at)
            self.setTextCursor(cursor)
        self._fit()

    def _fit(self) -> None:
        # a plain text document measures its height in lines
        written = int(self.document().size().height())
        lines = max(self._least, min(self._most, written))
        height = max(int(lines * self.fontMetrics().lineSpacing()) + 24, Size.TOUCH)
        never, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(needed if written > self._most else never)
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the lines elsewhere."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            QTimer.singleShot(0, self, self._fit)


class Choice(QComboBox):
    """A list to choose one from; the wheel does not change it by accident while scrolling."""

    def __init__(self, options: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.setView(QListView())  # the default view ignores the height a finger needs
        self.setMinimumHeight(Size.TOUCH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_options(options)

    def set_options(self, options: Iterable[tuple[str, str]]) -> None:
        """Offer (key, text) pairs."""
        self.clear()
        for key, text in options:
            self.addItem(text, key)

    def key(self) -> str:
        """Return the key of what is chosen, "" if nothing is."""
        return str(self.currentData() or "")

    def set_key(self, key: str) -> None:
        """Choose by key; an unknown key chooses nothing."""
        self.setCurrentIndex(self.findData(key))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Add the arrow in the scheme's colour."""
        super().paintEvent(event)
        box = QRectF(self.width() - 32, self.height() / 2 - 9, 18, 18)
        paint_icon(QPainter(self), box, "down", theme.palette().brand)


class Tick(QCheckBox):
    """A box to tick with its sentence, which wraps; the whole of it can be pressed."""

    def __init__(self, text: str = "", *, checked: bool = False) -> None:
        super().__init__(text)
        self.setChecked(checked)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Let the sentence wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of its lines, at least a finger's."""
        return max(Size.TOUCH, int(lay_out(self.text(), theme.font(), width - 40)[1]) + 12)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(int(lay_out(self.text(), theme.font(), 4000)[2]) + 44, Size.TOUCH)

    def minimumSizeHint(self) -> QSize:
        """Return room for a few characters."""
        return QSize(min(160, self.sizeHint().width()), Size.TOUCH)

    def hitButton(self, _pos: QPoint) -> bool:
        """Everywhere."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ticks as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggle()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw box, tick and sentence."""
        colours, painter = theme.palette(), QPainter(self)
        middle = self.height() / 2
        box = QRectF(4, middle - 12, 24, 24)
        on = self.isChecked()
        strong = colours.brand if self.isEnabled() else colours.on_off
        rounded(painter, box, 6, strong if on else colours.card, strong if on else colours.edge, width=1.6)
        if on:
            paint_icon(painter, box.adjusted(3, 3, -3, -3), "tick", colours.on_brand)
        painter.setPen(QColor(colours.ink if self.isEnabled() else colours.on_off))
        layout, height, _ = lay_out(self.text(), theme.font(), self.width() - 40)
        layout.draw(painter, QPointF(box.right() + 10, middle - height / 2))
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), 10)


class FormRow(QWidget):
    """A label above its control, a hint below, and the reason when the input is refused.

    `required` shows 必填 as a word. `set_error("")` takes a reason away.
    """

    def __init__(
        self,
        label: str,
        control: QWidget,
        hint: str = "",
        *,
        required: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.control = control
        self._hint_text = hint
        self.label = WrapLabel(label, Type.BASE - 1, bold=True)
        self.label.setBuddy(control)
        self.note = WrapLabel(hint, Type.SMALL, ink="ink2")
        self.note.setVisible(bool(hint))
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.label)
        if required:
            head.addWidget(WrapLabel(tr("required"), Type.SMALL, ink=Tone.BLOCK))
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addLayout(head)
        column.addWidget(control)
        column.addWidget(self.note)
        control.setAccessibleName(f"{label}，{tr('required')}" if required else label)
        control.setAccessibleDescription(hint)

    def set_error(self, reason: str) -> None:
        """Show why the input is refused and what would be right; "" when it is right."""
        self.note.setText(reason or self._hint_text)
        self.note.set_ink(Tone.BLOCK if reason else "ink2")
        self.note.setVisible(bool(reason or self._hint_text))
        self.control.setAccessibleDescription(reason or self._hint_text)
        if bool(self.control.property("invalid")) != bool(reason):
            self.control.setProperty("invalid", bool(reason))
            self.control.style().unpolish(self.control)
            self.control.style().polish(self.control)
        if reason:
            announce(self.control, f"{self.label.text()}：{reason}")

    def error(self) -> str:
        """Return the reason shown, "" if there is none."""
        return self.note.text() if self.control.property("invalid") else ""
