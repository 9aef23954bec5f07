"""The parts of the wall, each drawn into its box. All sizes are in units, of which 1366 × 768 fill a wall of that shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from app.ui.board.fit import Sized, fit, put
from app.ui.board.rows import GroupRow
from app.ui.i18n import tr
from app.ui.theme import Tone
from app.ui.widgets.marks import State, paint_mark, tone_of
from app.ui.widgets.paint import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.board.rows import BoardRows, CameRow, MissingRow
    from app.ui.theme import Palette

_RIGHT = Qt.AlignmentFlag.AlignRight
_LARGE = 2
"""Columns in which names are large enough to have their second text beside them."""
_NO_NUMBER = 24
"""Units: smaller is no number for a wall."""


@dataclass(frozen=True, slots=True)
class Brush:
    """What one paint of the wall uses: where to, in which colours, how large a unit is."""

    painter: QPainter
    p: Palette
    u: float

    def sized(self, size: float, least: float, lines: int = 1, *, bold: bool = False) -> Sized:
        """Sizes in units as px."""
        return Sized(size * self.u, least * self.u, lines, bold=bold)

    def card(self, box: QRectF, ground: str = "") -> QRectF:
        """A card; the room inside it."""
        rounded(self.painter, box, 16 * self.u, ground or self.p.card)
        pad = 22 * self.u
        return box.adjusted(pad, 16 * self.u, -pad, -14 * self.u)


def header(b: Brush, box: QRectF, rows: BoardRows, time: str, day: str) -> None:
    """Which meeting, where; Beijing time."""
    clock = QRectF(box.right() - 250 * b.u, box.top(), 250 * b.u, box.height())
    put(b.painter, time, _part(clock, 0, 0.72), b.sized(80, 60, bold=True), b.p.ink, align=_RIGHT)
    put(b.painter, day, _part(clock, 0.72, 1), b.sized(25, 18), b.p.ink2, align=_RIGHT)
    words = QRectF(box.left(), box.top(), clock.left() - box.left() - 24 * b.u, box.height())
    put(b.painter, rows.title, _part(words, 0, 0.64), b.sized(38, 25, 2, bold=True), b.p.ink)
    place = " · ".join(word for word in (rows.project, rows.place) if word)
    put(b.painter, place, _part(words, 0.66, 1), b.sized(27, 20), b.p.ink2)


def banner(b: Brush, box: QRectF, rows: BoardRows, *, large: bool = False) -> None:
    """The one answer: shape, word, and how far."""
    tone = tone_of(rows.state)
    inner = b.card(box, b.p.soft(tone) if tone is not Tone.NEUTRAL else b.p.card)
    side = min(inner.height(), (170 if large else 112) * b.u)
    spot = QRectF(inner.left() + 8 * b.u, box.center().y() - side / 2, side, side)
    paint_mark(b.painter, spot, rows.state, b.p.strong(tone), b.p.on(tone))
    words = inner.adjusted(side + 38 * b.u, 0, 0, 0)
    ink = b.p.answer(tone)
    most = 128 if large else 76
    if not rows.sub:
        put(b.painter, rows.word, words, b.sized(most, 40, 2, bold=True), ink)
        return
    upper, lower = (_part(words, 0.1, 0.6), _part(words, 0.6, 0.85)) if large else (
        _part(words, 0, 0.6), _part(words, 0.62, 1))  # fmt: skip
    put(b.painter, rows.word, upper, b.sized(most, 40, 2 if large else 1, bold=True), ink)
    put(b.painter, rows.sub, lower, b.sized(52 if large else 33, 22, 2), ink)


def total(b: Brush, box: QRectF, rows: BoardRows) -> None:
    """Who counts of all who are due."""
    inner = b.card(box)
    put(b.painter, tr("Here / due"), _part(inner, 0, 0.28), b.sized(28, 20), b.p.ink2)
    _number(b, _part(inner, 0.3, 1), GroupRow("", rows.here, rows.due), 84, quiet=rows.phase == "before")


def after(b: Brush, box: QRectF, rows: BoardRows) -> None:
    """What comes next."""
    inner = b.card(box)
    put(b.painter, tr("Next"), _part(inner, 0, 0.28), b.sized(28, 20), b.p.ink2)
    put(b.painter, rows.next, _part(inner, 0.32, 1), b.sized(36, 22, 3, bold=True), b.p.ink)


def group(b: Brush, box: QRectF, row: GroupRow, *, quiet: bool) -> None:
    """One group: its word, its count, and by shape whether it is complete; ``quiet`` before anybody can have come."""
    inner = b.card(box)
    side = 30 * b.u
    done = row.here >= row.due
    state = State.WAITING if quiet else State.PRESENT if done else State.MISSING
    tone = tone_of(state)
    spot = QRectF(inner.right() - side, inner.top(), side, side)
    paint_mark(b.painter, spot, state, b.p.strong(tone), b.p.on(tone))
    label = _part(inner, 0, 0.36).adjusted(0, 0, -side - 8 * b.u, 0)
    put(b.painter, row.label, label, b.sized(29, 18), b.p.ink2)
    _number(b, _part(inner, 0.38, 1), row, 60, quiet=quiet)


def _number(b: Brush, box: QRectF, row: GroupRow, size: float, *, quiet: bool) -> None:
    """``6 / 7``: the first large and in the colour of its state; both smaller where they need the room."""
    counted = b.p.present if row.here >= row.due else b.p.block
    here, due = str(row.here), f" / {row.due}"
    while True:
        how, rest = b.sized(size, size, bold=True), b.sized(size * 0.55, size * 0.55, bold=True)
        wide = _measured(here, how)
        if wide + _measured(due, rest) <= box.width() or size < _NO_NUMBER:
            break
        size *= 0.92
    y, high = box.center().y(), size * b.u
    put(b.painter, here, QRectF(box.left(), y - high, wide + 2, 2 * high), how, b.p.ink if quiet else counted)
    foot = QRectF(box.left() + wide, y - high + 0.19 * high, box.width() - wide + 2, 2 * high)
    put(b.painter, due, foot, rest, b.p.ink2)


def _measured(text: str, how: Sized) -> float:
    return fit(text, 1e5, 1e5, how).width


def missing(
    b: Brush, box: QRectF, shown: Sequence[MissingRow], head: tuple[str, str], grid: tuple[int, int]
) -> None:
    """One page of those who have not come; ``head`` title and how many, ``grid`` columns and rows of the page."""
    inner = b.card(box)
    top = QRectF(inner.left(), inner.top(), inner.width(), 36 * b.u)
    put(b.painter, head[0], top, b.sized(29, 20), b.p.ink2)
    put(b.painter, head[1], top, b.sized(27, 18), b.p.ink2, align=_RIGHT)
    body = inner.adjusted(0, 42 * b.u, 0, 4 * b.u)
    columns, lines = grid
    gap = 26 * b.u
    width = (body.width() - gap * (columns - 1)) / columns
    height = body.height() / lines
    for place, row in enumerate(shown):
        x = body.left() + (place // lines) * (width + gap)
        cell = QRectF(x, body.top() + (place % lines) * height, width, height - 4 * b.u)
        _person(b, cell, row, stacked=columns > _LARGE)


def _person(b: Brush, cell: QRectF, row: MissingRow, *, stacked: bool) -> None:
    """A dashed ring, the name as large as may be, and as what: beside it, or in a narrow column below it."""
    side = min(26 * b.u, cell.height() * 0.6)
    spot = QRectF(cell.left(), cell.center().y() - side / 2, side, side)
    paint_mark(b.painter, spot, State.MISSING, b.p.block)
    room = cell.adjusted(side + 12 * b.u, 0, 0, 0)
    if stacked:
        put(b.painter, row.name, _part(room, 0, 0.62), b.sized(32, 13, 3, bold=True), b.p.ink)
        put(b.painter, row.second, _part(room, 0.63, 1), b.sized(22, 16), b.p.ink2)
        return
    second = b.sized(30, 20, 2)
    beside = min(_measured(row.second, second), room.width() * 0.42)
    left = QRectF(room.left(), room.top(), room.width() - beside - 16 * b.u, room.height())
    found = put(b.painter, row.name, left, b.sized(42, 22, 2, bold=True), b.p.ink)
    right = QRectF(left.left() + found.width + 16 * b.u, room.top(), 0, room.height())
    right.setRight(room.right())
    put(b.painter, row.second, right, second, b.p.ink2)


def came(b: Brush, box: QRectF, shown: Sequence[CameRow]) -> None:
    """Who came last, with the time; as many as there is room for."""
    inner = b.card(box)
    top = QRectF(inner.left(), inner.top(), inner.width(), 36 * b.u)
    put(b.painter, tr("Just checked in"), top, b.sized(29, 20), b.p.ink2)
    body = inner.adjusted(0, 44 * b.u, 0, 0)
    height = 50 * b.u
    many = max(1, int(body.height() / height))
    if not shown:
        put(b.painter, tr("Nobody yet."), body, b.sized(32, 22, 2), b.p.ink2, middle=False)
    for place, row in enumerate(shown[:many]):
        line = QRectF(body.left(), body.top() + place * body.height() / many, body.width(), height)
        time = QRectF(line.right() - 96 * b.u, line.top(), 96 * b.u, line.height())
        put(b.painter, row.time, time, b.sized(31, 24), b.p.ink2, align=_RIGHT)
        words = QRectF(line.left(), line.top(), time.left() - line.left() - 12 * b.u, line.height())
        put(b.painter, row.name, words, b.sized(34, 20, 2), b.p.ink)


def notice(b: Brush, box: QRectF, text: str, state: State, more: str = "") -> None:
    """A card with one sentence and its shape, where a list would be empty."""
    inner = b.card(box)
    side = min(72 * b.u, inner.height())
    tone = tone_of(state)
    spot = QRectF(inner.left(), box.center().y() - side / 2, side, side)
    paint_mark(b.painter, spot, state, b.p.strong(tone), b.p.on(tone))
    words = inner.adjusted(side + 26 * b.u, 0, 0, 0)
    if more:
        put(b.painter, text, _part(words, 0.2, 0.54), b.sized(44, 26, 2, bold=True), b.p.ink)
        put(b.painter, more, _part(words, 0.54, 0.82), b.sized(31, 20, 2), b.p.ink2)
    else:
        put(b.painter, text, words, b.sized(44, 26, 3, bold=True), b.p.ink)


def _part(box: QRectF, top: float, bottom: float) -> QRectF:
    """A share of the height of a box."""
    high = box.height()
    return QRectF(box.left(), box.top() + top * high, box.width(), (bottom - top) * high)
