"""The wall as one painted sheet: everything scales with the screen, nothing is larger or smaller than it can be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.models.beijing import BEIJING
from app.ui import theme
from app.ui.board import parts
from app.ui.board.parts import Brush
from app.ui.i18n import tr
from app.ui.theme import DARK, LIGHT
from app.ui.widgets.marks import State

if TYPE_CHECKING:
    from app.ui.board.rows import BoardRows, MissingRow

_WIDE, _HIGH = 1366, 768
_PAGE_MS = 8000
_HEAD = 106
_GRIDS = ((1, 3), (2, 3), (3, 3))
"""Columns and rows of a page of the missing: as large as their number allows."""


@dataclass(frozen=True, slots=True)
class Page:
    """The missing people of one page, which page it is, and how the page is divided."""

    shown: Sequence[MissingRow]
    number: int
    of: int
    grid: tuple[int, int]


class Board(QWidget):
    """Draws ``BoardRows``. Dark by default, whatever the desk looks like; a light one for bright rooms."""

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._rows: BoardRows | None = None
        self._page = 0
        self.light = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._minute = QTimer(self, singleShot=True)
        self._minute.timeout.connect(self._tick)
        self._turn = QTimer(self, interval=_PAGE_MS)
        self._turn.timeout.connect(self.turn)

    def sizeHint(self) -> QSize:
        """Comfortable as a window."""
        return QSize(_WIDE * 3 // 4, _HIGH * 3 // 4)

    def minimumSizeHint(self) -> QSize:
        """A third."""
        return QSize(_WIDE // 3, _HIGH // 3)

    # --- what is shown --------------------------------------------------------------------------

    def rows(self) -> BoardRows | None:
        """What is on the wall now."""
        return self._rows

    def show_rows(self, rows: BoardRows) -> None:
        """Show these; a page of missing people that still exists stays where it is."""
        if rows == self._rows:
            return
        self._rows = rows
        self._spoken(rows)
        self._keep_turning()
        self.update()

    def set_light(self, *, light: bool) -> None:
        """For a bright room."""
        self.light = light
        self.update()

    def page(self) -> Page:
        """The page of missing people that is shown now."""
        missing = self._rows.missing if self._rows else ()
        grid = next((g for g in _GRIDS if len(missing) <= g[0] * g[1]), _GRIDS[-1])
        size = grid[0] * grid[1]
        of = max(1, -(-len(missing) // size))
        number = min(self._page, of - 1)
        return Page(missing[number * size : (number + 1) * size], number, of, grid)

    def turn(self) -> None:
        """Show the next page of missing people."""
        page = self.page()
        self._page = (page.number + 1) % page.of
        self.update()

    def _keep_turning(self) -> None:
        """Pages turn only on a wall that is seen, and never where nothing may move: there the first page says how many more."""
        page = self.page()
        self._page = page.number
        turning = page.of > 1 and self.isVisible() and not theme.reduced_motion()
        if not turning:
            self._turn.stop()
            self._page = 0 if theme.reduced_motion() else self._page
        elif not self._turn.isActive():
            self._turn.start()

    def _spoken(self, rows: BoardRows) -> None:
        counts = "，".join(f"{g.label} {g.here}/{g.due}" for g in rows.groups)
        words = (rows.word, rows.sub, counts, rows.next)
        self.setAccessibleName(rows.title)
        self.setAccessibleDescription("。".join(word for word in words if word))

    def _tick(self) -> None:
        """Come back at the next full minute."""
        moment = self._now().astimezone(BEIJING)
        self._minute.start(60_000 - moment.second * 1000 - moment.microsecond // 1000 + 20)
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to turn and to tick."""
        self._tick()
        self._keep_turning()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing works behind a wall nobody sees."""
        self._minute.stop()
        self._turn.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another screen, another size of everything."""
        super().resizeEvent(event)
        self.update()

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the wall."""
        painter = QPainter(self)
        p = LIGHT if self.light else DARK
        painter.fillRect(self.rect(), QColor(p.paper))
        if self._rows is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        u = min(self.width() / _WIDE, self.height() / _HIGH)
        brush = Brush(painter, p, u)
        room = QRectF(self.rect()).adjusted(38 * u, 28 * u, -38 * u, -30 * u)
        moment = self._now().astimezone(BEIJING)
        day = tr("Beijing time {month}/{day}").format(month=moment.month, day=moment.day)
        head = QRectF(room.left(), room.top(), room.width(), _HEAD * u)
        parts.header(brush, head, self._rows, f"{moment:%H:%M}", day)
        body = room.adjusted(0, (_HEAD + 14) * u, 0, 0)
        if self._rows.phase == "over":
            self._over(brush, body, self._rows)
        else:
            self._live(brush, body, self._rows)

    def _over(self, b: Brush, body: QRectF, rows: BoardRows) -> None:
        split = body.top() + body.height() * 0.7
        parts.banner(b, QRectF(body.left(), body.top(), body.width(), split - body.top()), rows, large=True)
        parts.after(
            b, QRectF(body.left(), split + 18 * b.u, body.width(), body.bottom() - split - 18 * b.u), rows
        )

    def _live(self, b: Brush, body: QRectF, rows: BoardRows) -> None:
        gap = 16 * b.u
        high = max(156 * b.u, body.height() * 0.26)
        left = body.width() * 0.565
        rest = body.width() - left - 2 * gap
        parts.banner(b, QRectF(body.left(), body.top(), left, high), rows)
        total = QRectF(body.left() + left + gap, body.top(), rest * 0.45, high)
        parts.total(b, total, rows)
        parts.after(b, QRectF(total.right() + gap, body.top(), rest * 0.55, high), rows)
        tiles = QRectF(
            body.left(), body.top() + high + gap, body.width(), max(118 * b.u, body.height() * 0.195)
        )
        self._groups(b, tiles, rows, gap)
        lists = QRectF(body.left(), tiles.bottom() + gap, body.width(), body.bottom() - tiles.bottom() - gap)
        self._lists(b, lists, rows, gap)

    def _groups(self, b: Brush, box: QRectF, rows: BoardRows, gap: float) -> None:
        n = max(1, len(rows.groups))
        width = (box.width() - gap * (n - 1)) / n
        for place, row in enumerate(rows.groups):
            parts.group(
                b,
                QRectF(box.left() + place * (width + gap), box.top(), width, box.height()),
                row,
                quiet=rows.phase == "before",
            )

    def _lists(self, b: Brush, box: QRectF, rows: BoardRows, gap: float) -> None:
        if rows.phase == "before":
            said = tr("Check-in has not been opened yet.")
            more = tr("Please have your badge and your identity document ready.")
            parts.notice(b, box, said, State.WAITING, more)
            return
        left = QRectF(box.left(), box.top(), box.width() * 0.66, box.height())
        right = QRectF(left.right() + gap, box.top(), box.right() - left.right() - gap, box.height())
        if rows.missing:
            page = self.page()
            parts.missing(b, left, page.shown, (tr("Not here yet"), self._many(page)), page.grid)
        elif rows.roll:
            back = tr("Coming back from the break: please scan your badge again.")
            parts.notice(b, left, back, State.ATTENTION)
        else:
            parts.notice(b, left, tr("All experts and posts are here."), State.PRESENT)
        parts.came(b, right, rows.came)

    def _many(self, page: Page) -> str:
        """How many are missing, and which part of them is seen."""
        n = len(self._rows.missing) if self._rows else 0
        if page.of == 1:
            return tr("{n} in all").format(n=n)
        if theme.reduced_motion():
            return tr("{n} in all, the first {shown}").format(n=n, shown=len(page.shown))
        return tr("{n} in all - {page} / {of}").format(n=n, page=page.number + 1, of=page.of)
