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
from app.services.documents.forms.fitting import fitted, name_para
from app.services.documents.page import BUILDING, Sheet, build
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
_EDGE: Final = 8 * mm
"""What no office printer reaches."""
_NAME: Final = ParaStyle(face=Face.HEI_BOLD, size=54, leading=1.15, align=Align.CENTER, floor=15)
_UNIT: Final = ParaStyle(face=Face.HEI, size=12, leading=1.3, align=Align.CENTER, floor=8, max_lines=2)
_POSTS: Final = ParaStyle(face=Face.HEI_BOLD, size=13, leading=1.3, align=Align.CENTER, floor=8, max_lines=2)
_PLAN: Final = ParaStyle(face=Face.HEI, size=8.5, leading=1.3, align=Align.CENTER, floor=6.5, max_lines=2)
_WORD: Final = ParaStyle(face=Face.HEI_BOLD, size=24, leading=1.1, align=Align.CENTER, colour=(1.0, 1.0, 1.0))
_FOOT: Final = ParaStyle(face=Face.HEI, size=6.5, leading=1.2, align=Align.CENTER, colour=(0.35, 0.35, 0.35))
_GREY: Final = (0.35, 0.35, 0.35)
_PALE: Final = (0.78, 0.78, 0.78)

Box = tuple[float, float, float, float]
"""x, y, width, height in points."""
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
    width, height = A4
    with BUILDING:
        canvas = _canvas(out, sheet, "席卡")
        for card in sheet.cards:
            _fold_line(canvas, width, height / 2)
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
    style = small(page, [10, 36, 46, 45, 18, 10], centred=frozenset({0, 4, 5}))
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
    columns, rows = grid_
    left = (A4[0] - columns * size[0]) / 2
    top = A4[1] - (A4[1] - rows * size[1]) / 2
    pages = list(_pages(sheet.cards, columns * rows))
    with BUILDING:
        canvas = _canvas(out, sheet, "胸牌")
        for number, page in enumerate(pages, 1):
            for place, card in enumerate(page):
                x = left + (place % columns) * size[0]
                y = top - (place // columns + 1) * size[1]
                draw(canvas, card, sheet, x, y)
            _cut_lines(canvas, left, top, size, grid_)
            _cut_marks(canvas, left, top, size, grid_)
            said = f"{sheet.meeting} · 第 {number}/{len(pages)} 页 · 请按实际大小（100%）打印，沿线裁开"
            _put(canvas, said, _FOOT, (left, 5 * mm, columns * size[0], 3 * mm))
            canvas.showPage()
        canvas.save()
    return out.getvalue()


def _pages(cards: Sequence[BadgeCard], many: int) -> Iterator[list[BadgeCard]]:
    left = iter(cards)
    while page := list(islice(left, many)):
        yield page


def _cut_lines(
    canvas: Canvas, left: float, top: float, size: tuple[float, float], grid_: tuple[int, int]
) -> None:
    """Hairlines between the cards, for scissors: two bands of one colour would run into each other."""
    columns, rows = grid_
    canvas.setLineWidth(0.25)
    canvas.setStrokeColorRGB(*_PALE)
    right, bottom = left + columns * size[0], top - rows * size[1]
    for n in range(columns + 1):
        canvas.line(left + n * size[0], top, left + n * size[0], bottom)
    for n in range(rows + 1):
        canvas.line(left, top - n * size[1], right, top - n * size[1])


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


def _fold_line(canvas: Canvas, width: float, y: float) -> None:
    """Dashes at both edges, with their word; nothing across the ridge, which is seen."""
    canvas.setDash(2, 3)
    canvas.setLineWidth(0.5)
    canvas.setStrokeColorRGB(*_GREY)
    canvas.line(0, y, 14 * mm, y)
    canvas.line(width - 14 * mm, y, width, y)
    canvas.setDash()
    _put(canvas, "对折", _FOOT, (5 * mm, y + 0.5 * mm, 8 * mm, 3 * mm))


def _put(canvas: Canvas, text: str, style: ParaStyle, box: Box) -> None:
    """Draw a text in the middle of a box."""
    if text:
        _draw(canvas, fitted(text, style, box[2], box[3]), box)


def _put_name(canvas: Canvas, name: str, style: ParaStyle, box: Box) -> None:
    _draw(canvas, name_para(name, style, box[2], box[3]), box)


def _draw(canvas: Canvas, para: Any, box: Box) -> None:
    x, y, _, height = box
    para.drawOn(canvas, x, y + max(0.0, (height - para.height) / 2))


def _band(canvas: Canvas, group: str, box: Box, style: ParaStyle, margin: float = 0.0) -> None:
    """A band of the group's colour with its word."""
    x, y, width, height = box
    canvas.setFillColorRGB(*BAND[group])
    canvas.rect(x, y, width, height, stroke=0, fill=1)
    _put(canvas, GROUP_ZH[group], style, (x + margin, y, width - 2 * margin, height))


def _posts(card: BadgeCard) -> str:
    """The posts in one line; nothing where the band says the same."""
    text = "、".join(card.posts)
    return "" if text == GROUP_ZH[card.group] else text


def _foot(card: BadgeCard, sheet: BadgeSheet) -> str:
    return f"{card.number} · {sheet.meeting} · {card.serial[-6:]}"


def _large(canvas: Canvas, card: BadgeCard, sheet: BadgeSheet, x: float, y: float) -> None:
    width, height = LARGE
    left, inner = x + 5 * mm, width - 10 * mm
    _band(canvas, card.group, (x, y + height - 20 * mm, width, 20 * mm), _WORD)
    posts = _posts(card)
    room = 10 * mm if posts else 0.0
    _put_name(canvas, card.name, _NAME, (left, y + 68 * mm + room, inner, 40 * mm - room))
    _put(canvas, posts, _POSTS, (left, y + 68 * mm, inner, 10 * mm))
    _put(canvas, card.unit, _UNIT, (left, y + 57.5 * mm, inner, 10 * mm))
    draw_qr(canvas, card.code, x + (width - 46 * mm) / 2, y + 11.5 * mm, 46 * mm)
    _put(canvas, sheet.plan, _PLAN, (left, y + 4.5 * mm, inner, 7 * mm))
    _put(canvas, _foot(card, sheet), _FOOT, (x, y + 1 * mm, width, 3.5 * mm))


def _small(canvas: Canvas, card: BadgeCard, sheet: BadgeSheet, x: float, y: float) -> None:
    width, height = SMALL_CARD
    left, inner = x + 4 * mm, 46 * mm
    word = replace(_WORD, size=15, align=Align.LEFT)
    _band(canvas, card.group, (x, y + height - 11 * mm, width, 11 * mm), word, margin=4 * mm)
    name = replace(_NAME, size=32, align=Align.LEFT, floor=11)
    posts = _posts(card)
    room = 8 * mm if posts else 0.0
    _put_name(canvas, card.name, name, (left, y + 15 * mm + room, inner, 26.5 * mm - room))
    _put(canvas, posts, replace(_POSTS, size=9.5, align=Align.LEFT), (left, y + 15 * mm, inner, 8 * mm))
    unit = replace(_UNIT, size=8.5, align=Align.LEFT, floor=6.5)
    _put(canvas, card.unit, unit, (left, y + 6 * mm, inner, 8.5 * mm))
    _put(canvas, _foot(card, sheet), replace(_FOOT, align=Align.LEFT), (left, y + 2 * mm, inner, 3 * mm))
    draw_qr(canvas, card.code, x + width - 40 * mm, y + 1.5 * mm, 40 * mm)


def _table_half(canvas: Canvas, card: BadgeCard, width: float, height: float) -> None:
    """The lower half of a table card, its foot at the page's foot."""
    left, inner = 10 * mm, width - 20 * mm
    posts = _posts(card)
    room = 14 * mm if posts else 0.0
    big = replace(_NAME, size=110, floor=34)
    _put_name(canvas, card.name, big, (left, 40 * mm + room, inner, height - 50 * mm - room))
    _put(canvas, posts, replace(_POSTS, size=22, floor=12), (left, 40 * mm, inner, 13 * mm))
    _put(canvas, card.unit, replace(_UNIT, size=17, floor=10), (left, 25 * mm, inner, 14 * mm))
    _band(canvas, card.group, (_EDGE, _EDGE, width - 2 * _EDGE, 13 * mm), replace(_WORD, size=20))
