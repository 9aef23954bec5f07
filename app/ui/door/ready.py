"""While nobody stands at the door: how many are here of each group, and who is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.i18n import tr
from app.ui.stages.checkin_board import DESIGN, EXPERTS, GENERAL, OWNER, SUB, Group, board
from app.ui.stages.parts.roll import roll_left, wanted
from app.ui.theme import DOOR, Radius
from app.ui.widgets import State
from app.ui.widgets.labels import lay_out
from app.ui.widgets.paint import blend, rounded

if TYPE_CHECKING:
    from app.services.desk.desk import View

_ORDER = (EXPERTS, OWNER, GENERAL, SUB, DESIGN)
_MEANT = 794
"""Width the sizes are meant for (1366 less panel and margins); on larger screens tiles and names grow with the words above."""

_MOST = 1.4
_TILE = 96
_GAP = 12
_LEADING = 1.36
_BETWEEN = "　"
_AWAY = frozenset({State.MISSING})


def group_word(key: str) -> str:
    """What a group is called at the door."""
    words = {
        EXPERTS: tr("Experts"),
        OWNER: tr("Owner, supervisor"),
        GENERAL: tr("General contractor"),
        SUB: tr("Subcontractors"),
        DESIGN: tr("Survey, design"),
    }
    return words[key]


class ReadyBoard(QWidget):
    """Tiles of the groups, and the names of those not here yet; experts first."""

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.look = "ready"
        self._groups: list[tuple[str, int, int]] = []
        self._missing: tuple[str, ...] = ()
        self._head = self._all = ""

    def show_view(self, view: View, *, roll: bool = False) -> None:
        """Count who is here; ``roll``: who of those here was seen again in this pause."""
        if roll and view.m.pause is not None:
            self._show_roll(view)
            return
        self._head, self._all = tr("Not here yet"), tr("Everybody who is required is here.")
        groups = board(view, others=False)
        shown = [(key, groups[key]) for key in _ORDER if groups[key].due]
        self._groups = [(group_word(key), g.here, g.due) for key, g in shown]
        self._missing = tuple(name for _key, g in shown for name in _missing(g))
        self._say()

    def _show_roll(self, view: View) -> None:
        """After a break nobody counts as here before he was seen again (EC-47)."""
        self._head = tr("Not called yet")
        self._all = tr("Everybody who is required has been called.")
        m, must, left = view.m, wanted(view), set(roll_left(view))
        experts = [p for p in must if p in m.experts]
        others = [p for p in must if p not in m.experts]
        both = ((group_word(EXPERTS), experts), (tr("Posts"), others))
        self._groups = [(word, sum(p not in left for p in who), len(who)) for word, who in both if who]
        self._missing = tuple(m.name(p) for p in (*experts, *others) if p in left)
        self._say()

    def _say(self) -> None:
        words = "，".join(f"{word} {here} / {due}" for word, here, due in self._groups)
        self.setAccessibleName(f"{words}。{'、'.join(self._missing)}")
        self.update()

    def sizeHint(self) -> QSize:
        """A row of tiles and some lines of names."""
        return QSize(600, _TILE + 160)

    def hasHeightForWidth(self) -> bool:
        """It grows with the screen."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As ``sizeHint``, larger on a larger screen."""
        return int((_TILE + 160) * _scale(width))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw tiles and names."""
        painter, colours = QPainter(self), DOOR[self.look]
        scale = _scale(self.width())
        painter.scale(scale, scale)
        width, height = self.width() / scale, self.height() / scale
        count = max(len(self._groups), 1)
        wide = (width - _GAP * (count - 1)) / count
        for n, (word, here, due) in enumerate(self._groups):
            box = QRectF(n * (wide + _GAP), 0, wide, _TILE)
            rounded(painter, box, Radius.CARD, blend(colours.ink, colours.ground, 0.09))
            self._tile(painter, box, word, here, due)
        self._names(painter, QRectF(0, _TILE + 20, width, height - _TILE - 20))

    def _tile(self, painter: QPainter, box: QRectF, word: str, here: int, due: int) -> None:
        colours = DOOR[self.look]
        inner = box.adjusted(16, 12, -8, -10)
        size = 17 if box.width() >= 130 else 14  # noqa: PLR2004  a narrow tile
        painter.setPen(QColor(colours.soft))
        painter.setFont(theme.font(size))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, word)
        painter.setPen(QColor(colours.ink))
        painter.setFont(theme.figures(36, bold=True))
        done = "✓ " if here >= due else ""
        painter.drawText(
            inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, f"{done}{here} / {due}"
        )

    def _names(self, painter: QPainter, box: QRectF) -> None:
        colours = DOOR[self.look]
        painter.setPen(QColor(colours.soft))
        head = self._head if self._missing else self._all
        lay_out(head, theme.font(20), box.width())[0].draw(painter, QPointF(box.left(), box.top()))
        if not self._missing:
            return
        face = theme.font(24, bold=True)
        rows = max(int((box.height() - 34) / (24 * _LEADING)), 1)
        painter.setPen(QColor(colours.ink))
        painter.setFont(face)
        metrics = QFontMetricsF(face)
        whole = (metrics.elidedText(name, Qt.TextElideMode.ElideRight, box.width()) for name in self._missing)
        for n, words in enumerate(_rows(tuple(whole), metrics, box.width(), rows)):
            painter.drawText(QPointF(box.left(), box.top() + 32 + 24 + n * 24 * _LEADING), words)


def _scale(width: float) -> float:
    return min(max(width / _MEANT, 1.0), _MOST)


def _rows(names: tuple[str, ...], metrics: QFontMetricsF, width: float, most: int) -> list[str]:
    """Whole names in as many rows as there is room; the last row says how many do not fit."""
    rows: list[list[str]] = [[]]
    for n, name in enumerate(names):
        more = tr("  and {n} more").format(n=len(names) - n)
        last = len(rows) == most
        if rows[-1] and metrics.horizontalAdvance(_BETWEEN.join([*rows[-1], name])) > width:
            if last:
                return _short(rows, more, metrics, width)
            rows.append([])
        rows[-1].append(name)
    return [_BETWEEN.join(row) for row in rows]


def _short(rows: list[list[str]], more: str, metrics: QFontMetricsF, width: float) -> list[str]:
    while len(rows[-1]) > 1 and metrics.horizontalAdvance(_BETWEEN.join(rows[-1]) + more) > width:
        rows[-1].pop()
    return [*(_BETWEEN.join(row) for row in rows[:-1]), _BETWEEN.join(rows[-1]) + more]


def counts(view: View) -> tuple[int, int]:
    """Here and missing, of the experts and the posts that are due."""
    filled = [bool(people) for people in view.case.filled.values()]
    here = len(view.case.present) + sum(filled)
    return here, len(view.m.experts) + len(filled) - here


def _missing(group: Group) -> tuple[str, ...]:
    return tuple(p.name for p in group.people if p.state in _AWAY)
