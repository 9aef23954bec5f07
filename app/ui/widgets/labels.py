"""Text that is never cut: it wraps, inside a word if it must, and asks for the height it needs."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui import theme
from app.ui.theme import Tone, Type

_INK = frozenset({"ink", "ink2", "faint", "brand", "on_brand", "rail_ink", "rail_faint"}) | {
    f"answer_{tone}" for tone in ("present", "warning", "block", "brand")
}
_LONGEST_LINE = 16_777_215.0
_JOINED_NAME = re.compile(r"[\u3400-\u9fff]{1,8}(?:·[\u3400-\u9fff]{1,8})+")
"""A name of several parts (阿依努尔·买买提): it is read part by part."""

_JOINER = "\u2060"
"""Word joiner: no line ends here if another place can be had."""


def gist(text: str, most: int) -> str:
    """Return the beginning of what a person wrote, at most ``most`` characters: a banner never pushes the page away."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _in_parts(text: str, face: QFont, width: float) -> str:
    """A name of several parts goes on in the next line after a dot; never before the dot, and within a part only if it must."""
    if "·" not in text:
        return text
    metrics = QFontMetricsF(face)

    def joined(name: re.Match[str]) -> str:
        widest = max(metrics.horizontalAdvance(f"{part}·") for part in name[0].split("·"))
        if widest > width:
            return name[0].replace("·", f"{_JOINER}·")
        return _JOINER.join(name[0]).replace(f"·{_JOINER}", "·")

    return _JOINED_NAME.sub(joined, text)


def lay_out(
    text: str,
    face: QFont,
    width: float,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    leading: float = 1.3,
) -> tuple[QTextLayout, float, float]:
    """Break `text` into lines of `width` px; returns the layout (to be drawn), its height and its widest line."""
    option = QTextOption(align)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(_in_parts(text, face, width).replace("\n", "\u2028"), face)
    layout.setTextOption(option)
    layout.beginLayout()
    y = widest = 0.0
    step = face.pixelSize() * leading
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        line.setPosition(QPointF(0, y + (step - line.height()) / 2))
        widest = max(widest, line.naturalTextWidth())
        y += step
    layout.endLayout()
    return layout, y, widest


class WrapLabel(QLabel):
    """A plain-text label that wraps anywhere rather than cut or elide (names, clauses, digests).

    `ink` is a token's name ("ink", "ink2", "faint", "brand") or a `Tone`.
    """

    def __init__(
        self,
        text: str = "",
        size: int = Type.BASE,
        *,
        bold: bool = False,
        ink: str | Tone = "ink",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._ink = ink
        self._align = align
        self._measured: dict[float, tuple[float, float]] = {}
        self.setFont(theme.figures(size, bold=bold))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(text)

    def set_ink(self, ink: str | Tone) -> None:
        """Change the colour token."""
        self._ink = ink
        self.update()

    def setText(self, text: str) -> None:
        """Show another text and ask the layout for another height."""
        if text != self.text():
            self._measured.clear()
            super().setText(text)
            self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """Let the height follow from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height in px of all lines at `width` px."""
        return int(self._measure(width)[0] + 0.999)

    def _measure(self, width: float) -> tuple[float, float]:
        """Height and widest line; a layout asks for them many times before the text is painted once."""
        if width not in self._measured:
            self._measured[width] = lay_out(self.text(), self.font(), width)[1:]
        return self._measured[width]

    def sizeHint(self) -> QSize:
        """All in one line, if there is room."""
        height, widest = self._measure(_LONGEST_LINE)
        return QSize(int(widest + 1.999), int(height + 0.999))

    def minimumSizeHint(self) -> QSize:
        """Narrow, but at least four characters and one line."""
        hint, size = self.sizeHint(), self.font().pixelSize()
        return QSize(min(hint.width(), size * 4), int(size * 1.3 + 0.999))

    def changeEvent(self, event: QEvent) -> None:
        """Lay out again when the face changed."""
        if event.type() == QEvent.Type.FontChange:
            self._measured.clear()
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw all lines, centred vertically in the room there is."""
        painter = QPainter(self)
        painter.setPen(QColor(self._colour()))
        layout, height, _ = lay_out(self.text(), self.font(), self.width(), self._align)
        layout.draw(painter, QPointF(0, max(0.0, (self.height() - height) / 2)))

    def _colour(self) -> str:
        colours = theme.palette()
        if not self.isEnabled():
            return colours.on_off
        if isinstance(self._ink, Tone):
            return colours.strong(self._ink)
        if self._ink not in _INK:
            raise ValueError(f"no ink is called {self._ink!r}")
        return str(getattr(colours, self._ink))
