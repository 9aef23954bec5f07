"""Tables of legal documents: 0.5 pt lines, repeated headers, rows that stay whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, Final

from PIL import Image
from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import CondPageBreak, Flowable, Table

from app.services.documents.fonts import load
from app.services.documents.para import CELL, CELL_HEAD, HEADING, TITLE, Align, Para, ParaStyle

Cell = str | Flowable | Sequence[Flowable]
_EMPTY_FONT: Final = "NotoSerifSC-Regular"
_LINE: Final = 0.5  # pt
_PAD_X: Final = 2.0
_PAD_Y: Final = 2.5
_ENDLESS: Final = 1e7  # pt; ReportLab stops measuring rows at the height it is offered
_HEAD_GREY: Final = 0.95
_INK_PIXELS: Final = (660, 330)
INK_WIDTH: Final = 28 * mm
INK_HEIGHT: Final = 14 * mm


@dataclass(frozen=True, slots=True)
class GridStyle:
    """The manner of a grid: column widths and least row height in mm, cell styles, head fill.

    ``keep`` names groups of body rows (first, last; from 0) that stay on one page if they fit.
    ``join`` names cells (first column, first row, last column, last row; body rows from 0) that are one.
    ``join_head`` makes the first head row one cell.
    ``page_height`` in points is the room a row may take; a taller one goes on in a second row.
    """

    widths: Sequence[float]
    page_height: float
    least_row: float = 0.0
    cell: ParaStyle = CELL
    head: ParaStyle = CELL_HEAD
    centred: frozenset[int] = frozenset()
    keep: Sequence[tuple[int, int]] = ()
    join: Sequence[tuple[int, int, int, int]] = ()
    fill_head: bool = True
    join_head: bool = False


def title(text: str) -> Para:
    """Return the document title: 黑体 18 pt centred."""
    return Para(text, TITLE)


def heading(text: str, room: float = 35 * mm) -> list[Flowable]:
    """Return a heading that does not stay alone at the foot of a page (``room`` in points below it)."""
    return [CondPageBreak(room), Para(text, HEADING)]


def grid(head: Sequence[Sequence[Cell]], rows: Sequence[Sequence[Cell]], style: GridStyle) -> Table:
    """Make a table: ``head`` rows repeat on every page, a row never splits.

    A body row that is taller than a whole page goes on in a following row, so that nothing is cut.
    """
    heads = [[_cell(value, style.head) for value in row] for row in head]
    limit = style.page_height - sum(_heights(heads, style, ()))
    body: list[list[Any]] = []
    place: list[int] = []
    for number, row in enumerate(rows):
        place.append(len(heads) + len(body))
        cells = [_cell(value, _body_style(style, column)) for column, value in enumerate(row)]
        body += split_row(cells, _joined_widths(style, number), limit)
    place.append(len(heads) + len(body))
    joins = [
        ("SPAN", (left, first), (right, last))
        for left, top, right, bottom in style.join
        for first, last in _spans(place[top], place[bottom + 1] - 1, one_row=top == bottom)
    ]
    if style.join_head:
        joins.append(("SPAN", (0, 0), (-1, 0)))
    everything = [*heads, *body]
    heights = _heights(everything, style, joins, heads=len(heads))
    return _table(everything, style, [*joins, *_kept(heights, style, place, limit)], heights, len(heads))


def key_values(pairs: Sequence[tuple[str, Cell]], style: GridStyle) -> Table:
    """Make the header table of a form: label and value, as many pairs a row as ``widths`` has columns for.

    The last pair of an odd number takes the rest of its row.
    """
    per_row = len(style.widths) // 2
    rows: list[list[Cell]] = []
    joins: list[tuple[int, int, int, int]] = []
    for start in range(0, len(pairs), per_row):
        row: list[Cell] = []
        for label, value in pairs[start : start + per_row]:
            row += [Para(label, replace(style.head, align=style.cell.align)), value]
        if len(row) < len(style.widths):
            joins.append((len(row) - 1, len(rows), len(style.widths) - 1, len(rows)))
            row += [""] * (len(style.widths) - len(row))
        rows.append(row)
    return grid([], rows, replace(style, join=[*style.join, *joins]))


def checks(options: Sequence[str], chosen: str | None, gap: str = "　") -> str:
    """Return a line of check boxes (□通过　☑修改后通过); raises ValueError when ``chosen`` is no option."""
    if chosen is not None and chosen not in options:
        raise ValueError(f"{chosen!r} is none of {options!r}")
    return gap.join(("☑" if option == chosen else "□") + option for option in options)


def tick(text: str, *, on: bool) -> str:
    """Return one check box with its text."""
    return ("☑" if on else "□") + text


class Ink(Flowable):
    """A picture of a signature fitted into a field of at least 28 x 14 mm; empty for wet ink.

    Raises PIL.UnidentifiedImageError when ``png`` is no picture.
    """

    def __init__(self, png: bytes | None, width: float = INK_WIDTH, height: float = INK_HEIGHT) -> None:
        super().__init__()
        self.width, self.height = width, height
        self._picture = _flat(png) if png else None

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's names
        """Take the whole field whatever is offered."""
        del aW, aH
        return self.width, self.height

    def draw(self) -> None:
        """Draw the picture in the middle of the field, in its own proportions."""
        if self._picture is not None:
            self.canv.drawImage(
                self._picture, 0, 0, self.width, self.height, preserveAspectRatio=True, anchor="c"
            )


def _flat(png: bytes) -> ImageReader:
    """Lay a picture on white paper (PDF/A-1 has no transparency), no finer than 600 dpi of its field."""
    picture = Image.open(BytesIO(png)).convert("LA")
    picture.thumbnail(_INK_PIXELS)
    paper = Image.new("L", picture.size, 255)
    paper.paste(picture.getchannel("L"), mask=picture.getchannel("A"))
    return ImageReader(paper)


def _body_style(style: GridStyle, column: int) -> ParaStyle:
    return replace(style.cell, align=Align.CENTER) if column in style.centred else style.cell


def _cell(value: Cell, para: ParaStyle) -> list[Flowable]:
    if isinstance(value, str):
        return [Para(value, para)] if value else []
    return [value] if isinstance(value, Flowable) else list(value)


def split_row(cells: Sequence[list[Flowable]], widths: Sequence[float], limit: float) -> list[list[Any]]:
    """Cut a row of cells taller than ``limit`` points into rows that fit; most rows come back as they are."""
    rows: list[list[Any]] = []
    rest = list(cells)
    while rest:
        firsts, lasts = [], []
        for content, width in zip(rest, widths, strict=False):
            first, last = _split_cell(content, width * mm - 2 * _PAD_X, limit - 2 * _PAD_Y)
            firsts.append(first)
            lasts.append(last)
        rows.append(firsts)
        rest = lasts if any(lasts) else []
    return rows


def _split_cell(content: list[Flowable], width: float, room: float) -> tuple[list[Flowable], list[Flowable]]:
    taken: list[Flowable] = []
    for number, item in enumerate(content):
        height = item.wrap(width, room)[1]
        if height <= room:
            taken.append(item)
            room -= height
            continue
        parts = item.split(width, room)
        if parts:
            return [*taken, parts[0]], [*parts[1:], *content[number + 1 :]]
        if taken:
            return taken, content[number:]
        taken.append(item)
    return taken, []


def _joined_widths(style: GridStyle, row: int) -> list[float]:
    """Widths (mm) of the cells of ``row``: a cell joined with those to its right has the room of them all."""
    widths = list(style.widths)
    for left, top, right, bottom in style.join:
        if top <= row <= bottom:
            widths[left] = sum(style.widths[left : right + 1])
    return widths


def _spans(first: int, last: int, *, one_row: bool) -> list[tuple[int, int]]:
    """Where a join lies once tall rows are cut: a row that goes on is joined piece by piece, or its pieces were lost."""
    return [(line, line) for line in range(first, last + 1)] if one_row else [(first, last)]


def _heights(
    cells: Sequence[Sequence[Any]],
    style: GridStyle,
    joins: Sequence[tuple[Any, ...]],
    heads: int | None = None,
) -> list[float]:
    if not cells:
        return []
    least = len(cells) if heads is None else heads
    table = _table(cells, style, joins, [None] * len(cells), 0)
    table.wrap(sum(style.widths) * mm, _ENDLESS)
    rows: list[float] = vars(table)["_rowHeights"]  # ReportLab has no public way
    return [
        max(height, style.least_row * mm if number >= least else 0.0) for number, height in enumerate(rows)
    ]


def _kept(
    heights: Sequence[float], style: GridStyle, place: Sequence[int], limit: float
) -> list[tuple[Any, ...]]:
    groups = [(place[first], place[last + 1] - 1) for first, last in style.keep]
    return [
        ("NOSPLIT", (0, first), (-1, last))
        for first, last in groups
        if first < last and sum(heights[first : last + 1]) <= limit
    ]


def _table(
    cells: Sequence[Sequence[Any]],
    style: GridStyle,
    more: Sequence[tuple[Any, ...]],
    heights: Sequence[float | None],
    heads: int,
) -> Table:
    commands: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), _LINE, (0, 0, 0)),
        # ReportLab names the font of a cell even when it is empty: never one that is not embedded.
        ("FONT", (0, 0), (-1, -1), load(_EMPTY_FONT).fontName, 10),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), _PAD_X),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PAD_X),
        ("TOPPADDING", (0, 0), (-1, -1), _PAD_Y),
        ("BOTTOMPADDING", (0, 0), (-1, -1), _PAD_Y),
        *more,
    ]
    if heads and style.fill_head:
        commands.append(("BACKGROUND", (0, 0), (-1, heads - 1), Color(*[_HEAD_GREY] * 3)))
    return Table(
        [[content or "" for content in row] for row in cells],
        colWidths=[width * mm for width in style.widths],
        rowHeights=list(heights),
        repeatRows=heads,
        splitByRow=1,
        splitInRow=0,
        style=commands,
    )
