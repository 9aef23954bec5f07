"""Badges in two sizes, table cards, and the door list: PDFs to print and cut before the day."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import islice
from typing import Any, Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.models.papers.badges import GROUP_ZH, BadgeCard, BadgeSheet
from app.services.documents.fonts import Face, load
from app.services.documents.forms.common import SMALL, small
from app.services.documents.page import Sheet, build
from app.services.documents.para import TITLE, Align, Para, ParaStyle
from app.services.documents.qr import draw_qr
from app.services.documents.tables import grid

BAND: Final[dict[str, tuple[float, float, float]]] = {
    "expert": (0.10, 0.25, 0.52),
    "owner": (0.47, 0.14, 0.12),
    "design": (0.36, 0.22, 0.48),
    "builder": (0.72, 0.36, 0.03),
    "supervisor": (0.05, 0.38, 0.26),
    "observer": (0.36, 0.36, 0.38),
    "staff": (0.13, 0.13, 0.15),
}
"""Dark enough for white words on each (contrast at least 4.5:1) and for a black-and-white printer."""

LARGE: Final = (90 * mm, 130 * mm)
SMALL_CARD: Final = (90 * mm, 54 * mm)
_MARK: Final = 4 * mm
_NAME: Final = ParaStyle(
    face=Face.HEI_BOLD, size=34, leading=1.15, align=Align.CENTER, floor=14, max_lines=2, fit_words=True
)
_UNIT: Final = ParaStyle(face=Face.HEI, size=12, leading=1.3, align=Align.CENTER, floor=8, max_lines=2)
_POSTS: Final = ParaStyle(face=Face.HEI_BOLD, size=13, leading=1.3, align=Align.CENTER, floor=8, max_lines=2)
_PLAN: Final = ParaStyle(face=Face.HEI, size=8.5, leading=1.3, align=Align.CENTER, floor=6.5, max_lines=2)
_WHITE: Final = (1.0, 1.0, 1.0)
_GREY: Final = (0.35, 0.35, 0.35)

Drawer = Callable[[Canvas, BadgeCard, BadgeSheet, float, float], None]


def large_badges(sheet: BadgeSheet) -> bytes:
    """Badges of 90 × 130 mm for a holder on a ribbon, four on an A4 page, with cut marks."""
    return _cards(sheet, LARGE, (2, 2), _large)


def small_badges(sheet: BadgeSheet) -> bytes:
    """Badges of 90 × 54 mm (a name-card holder), ten on an A4 page, with cut marks."""
    return _cards(sheet, SMALL_CARD, (2, 5), _small)


def table_cards(sheet: BadgeSheet) -> bytes:
    """席卡: one A4 page a person, the name on both halves, the upper one upside down, to be folded in the middle."""
    out = BytesIO()
    canvas = _canvas(out, sheet, "席卡")
    width, height = A4
    for card in sheet.cards:
        canvas.setDash(2, 3)
        canvas.setStrokeColorRGB(*_GREY)
        canvas.line(0, height / 2, 6 * mm, height / 2)
        canvas.line(width - 6 * mm, height / 2, width, height / 2)
        canvas.setDash()
        _table_half(canvas, card, width, height / 2)
        canvas.saveState()
        canvas.translate(width, height)
        canvas.rotate(180)
        _table_half(canvas, card, width, height / 2)
        canvas.restoreState()
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def door_list(sheet: BadgeSheet, page: Sheet) -> bytes:
    """The list at the door: number, name, unit, posts, band, and a box to tick when everything else fails."""
    style = small(page, [10, 30, 52, 47, 16, 10])
    rows = [[str(c.number), c.name, c.unit, "、".join(c.posts), GROUP_ZH[c.group], "□"] for c in sheet.cards]
    head = ["序号", "姓名", "单位", "岗位", "类别", "到"]
    line = (
        f"{sheet.project} · {sheet.plan} · {sheet.start} · {sheet.place} · 名单第 {sheet.roster_version} 版"
    )
    return build(
        page,
        [Para("门口名单", TITLE), Para(line, replace(SMALL, after=6.0)), grid([head], rows, style)],
    )


def _canvas(out: BytesIO, sheet: BadgeSheet, title: str) -> Canvas:
    load("NotoSansSC-Regular")
    options: dict[str, Any] = {
        "initialFontName": "NotoSansSC-Regular"
    }  # an embedded font from the first operator on
    canvas = Canvas(out, pagesize=A4, invariant=1, lang="zh-CN", **options)
    canvas.setTitle(f"{title} {sheet.meeting}")
    canvas.setAuthor("会签 Huiqian")
    return canvas


def _cards(sheet: BadgeSheet, size: tuple[float, float], grid_: tuple[int, int], draw: Drawer) -> bytes:
    out = BytesIO()
    canvas = _canvas(out, sheet, "胸牌")
    columns, rows = grid_
    left = (A4[0] - columns * size[0]) / 2
    top = A4[1] - (A4[1] - rows * size[1]) / 2
    for page in _pages(sheet.cards, columns * rows):
        for place, card in enumerate(page):
            x = left + (place % columns) * size[0]
            y = top - (place // columns + 1) * size[1]
            draw(canvas, card, sheet, x, y)
        _cut_marks(canvas, left, top, size, grid_)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _pages(cards: Sequence[BadgeCard], many: int) -> Iterator[list[BadgeCard]]:
    left = iter(cards)
    while page := list(islice(left, many)):
        yield page


def _cut_marks(
    canvas: Canvas, left: float, top: float, size: tuple[float, float], grid_: tuple[int, int]
) -> None:
    columns, rows = grid_
    canvas.setLineWidth(0.3)
    canvas.setStrokeColorRGB(*_GREY)
    right, bottom = left + columns * size[0], top - rows * size[1]
    for n in range(columns + 1):
        x = left + n * size[0]
        canvas.line(x, top + 1 * mm, x, top + 1 * mm + _MARK)
        canvas.line(x, bottom - 1 * mm, x, bottom - 1 * mm - _MARK)
    for n in range(rows + 1):
        y = top - n * size[1]
        canvas.line(left - 1 * mm, y, left - 1 * mm - _MARK, y)
        canvas.line(right + 1 * mm, y, right + 1 * mm + _MARK, y)


def _put(canvas: Canvas, text: str, style: ParaStyle, box: tuple[float, float, float, float]) -> None:
    """Draw a text in the middle of a box (x, y, width, height)."""
    x, y, width, height = box
    if not text:
        return
    para: Any = Para(text, style)
    _, used = para.wrap(width, height)
    para.drawOn(canvas, x, y + max(0.0, (height - used) / 2))


def _band(canvas: Canvas, group: str, box: tuple[float, float, float, float]) -> None:
    x, y, width, height = box
    canvas.setFillColorRGB(*BAND[group])
    canvas.rect(x, y, width, height, stroke=0, fill=1)


def _large(canvas: Canvas, card: BadgeCard, sheet: BadgeSheet, x: float, y: float) -> None:
    width, height = LARGE
    inner = width - 10 * mm
    _band(canvas, card.group, (x, y + height - 20 * mm, width, 20 * mm))
    word = ParaStyle(face=Face.HEI_BOLD, size=24, leading=1.1, align=Align.CENTER, colour=_WHITE)
    _put(canvas, GROUP_ZH[card.group], word, (x, y + height - 20 * mm, width, 20 * mm))
    _put(canvas, card.name, _NAME, (x + 5 * mm, y + 80 * mm, inner, 28 * mm))
    _put(canvas, "、".join(card.posts), _POSTS, (x + 5 * mm, y + 68 * mm, inner, 12 * mm))
    _put(canvas, card.unit, _UNIT, (x + 5 * mm, y + 57 * mm, inner, 11 * mm))
    draw_qr(canvas, card.code, x + (width - 46 * mm) / 2, y + 11 * mm, 46 * mm)
    _put(canvas, sheet.plan, _PLAN, (x + 5 * mm, y + 4.5 * mm, inner, 7 * mm))
    foot = ParaStyle(face=Face.HEI, size=6.5, leading=1.2, align=Align.CENTER, colour=_GREY)
    _put(
        canvas,
        f"{card.number} · {sheet.meeting} · {card.serial[-6:]}",
        foot,
        (x, y + 1 * mm, width, 3.5 * mm),
    )


def _small(canvas: Canvas, card: BadgeCard, sheet: BadgeSheet, x: float, y: float) -> None:
    width, height = SMALL_CARD
    _band(canvas, card.group, (x, y + height - 11 * mm, width, 11 * mm))
    word = ParaStyle(face=Face.HEI_BOLD, size=15, leading=1.1, align=Align.LEFT, colour=_WHITE)
    _put(canvas, GROUP_ZH[card.group], word, (x + 4 * mm, y + height - 11 * mm, 40 * mm, 11 * mm))
    name = replace(_NAME, size=24, align=Align.LEFT, floor=11)
    _put(canvas, card.name, name, (x + 4 * mm, y + 24 * mm, 46 * mm, 18 * mm))
    _put(
        canvas,
        "、".join(card.posts),
        replace(_POSTS, size=9.5, align=Align.LEFT),
        (x + 4 * mm, y + 15 * mm, 46 * mm, 9 * mm),
    )
    _put(
        canvas,
        card.unit,
        replace(_UNIT, size=8.5, align=Align.LEFT, floor=6.5),
        (x + 4 * mm, y + 6 * mm, 46 * mm, 9 * mm),
    )
    foot = ParaStyle(face=Face.HEI, size=6, leading=1.2, align=Align.LEFT, colour=_GREY)
    _put(
        canvas,
        f"{card.number} · {sheet.meeting} · {card.serial[-6:]}",
        foot,
        (x + 4 * mm, y + 2 * mm, 46 * mm, 3 * mm),
    )
    draw_qr(canvas, card.code, x + width - 40 * mm, y + 1.5 * mm, 40 * mm)


def _table_half(canvas: Canvas, card: BadgeCard, width: float, height: float) -> None:
    """The lower half of a table card, its foot at the page's foot."""
    big = replace(_NAME, size=88, floor=30, max_lines=1)
    _put(canvas, card.name, big, (10 * mm, 48 * mm, width - 20 * mm, height - 58 * mm))
    _put(
        canvas,
        "、".join(card.posts),
        replace(_POSTS, size=22, floor=12),
        (10 * mm, 26 * mm, width - 20 * mm, 20 * mm),
    )
    _put(canvas, card.unit, replace(_UNIT, size=16, floor=10), (10 * mm, 12 * mm, width - 20 * mm, 14 * mm))
    _band(canvas, card.group, (0, 0, width, 6 * mm))
