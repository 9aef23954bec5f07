"""The page of a legal document: A4, margins, footer, QR, watermark, and byte-identical output.

Footer and QR tie every sheet of paper to its content (rules part 3, common page rules).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum
from io import BytesIO
from typing import Any, Final

from reportlab.lib.pagesizes import A4, landscape, portrait
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from app.services.documents.drawing import LineBox
from app.services.documents.fonts import Face, em_width, load
from app.services.documents.marks import page_mark
from app.services.documents.para import canvas_text
from app.services.documents.qr import draw_qr

BEIJING: Final = timezone(timedelta(hours=8), "北京时间")
MARGIN_LEFT: Final = 25 * mm
MARGIN_RIGHT: Final = 20 * mm
MARGIN_TOP: Final = 20 * mm
MARGIN_BOTTOM: Final = 20 * mm
QR_SIZE: Final = 21 * mm
MARK_SIZE: Final = 15 * mm
_QR_BOTTOM: Final = 7 * mm
_MARK_BOTTOM: Final = 4 * mm
_FIRST_BOTTOM: Final = _QR_BOTTOM + QR_SIZE + 2 * mm
_FOOTER_Y: Final = 10 * mm
_FOOTER_SIZE: Final = 8.0
_GREY: Final = (0.35, 0.35, 0.35)
# Light and opaque: PDF/A-1 allows no transparency, so the mark lies under the text.
_MARK_GREY: Final = 0.90
_INITIAL_FONT: Final = "NotoSerifSC-Regular"  # every page names one; PDF/A wants it embedded
BUILDING: Final = threading.Lock()  # ReportLab's font objects read their file with one position


class Watermark(Enum):
    """The word printed across a page that is no valid document, or no longer one."""

    SAMPLE = "样例"
    DRAFT = "征求意见稿"
    VOID = "作废"
    PREVIEW = "预览"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every page of one document says about it.

    ``document`` is the id `<地区码>-<会议号>-<类型>-<序号>-v<版本>`; ``content_hash`` 64 hex digits (8.1);
    ``made_at`` an aware time; ``note`` stands before the footer (待签打印件).
    """

    document: str
    version: int
    title: str
    content_hash: str
    made_at: datetime
    landscape: bool = False
    watermark: Watermark | None = None
    note: str = ""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page in points."""
        return landscape(A4) if self.landscape else portrait(A4)

    @property
    def body_width(self) -> float:
        """Usable width in points: 165 mm upright, 252 mm across."""
        return float(self.size[0] - MARGIN_LEFT - MARGIN_RIGHT)

    @property
    def first_body_height(self) -> float:
        """Usable height of page 1 in points; the QR takes the rest."""
        return float(self.size[1] - MARGIN_TOP - _FIRST_BOTTOM)

    @property
    def qr_text(self) -> str:
        """Document id, version and hash, without personal data; capitals suit the QR's alphanumeric mode."""
        return f"HQ1:{self.document}:{self.version}:{self.content_hash}".upper()

    def footer(self, page: int, pages: int) -> str:
        """Return the footer line of a page."""
        parts = (
            f"{self.note} v{self.version}" if self.note else "",
            f"文件编号 {self.document}",
            f"版本 v{self.version}",
            f"第{page}页/共{pages}页",
            f"内容哈希 {self.content_hash[:12]}",
            f"北京时间 {beijing(self.made_at)}",
        )
        return " · ".join(part for part in parts if part)


def beijing(moment: datetime, pattern: str = "%Y-%m-%d %H:%M:%S") -> str:
    """Write an aware time as Beijing time, fixed +08:00 (rules 0.3)."""
    if moment.tzinfo is None:
        raise ValueError("a time without zone cannot be printed")
    return moment.astimezone(BEIJING).strftime(pattern)


def build(sheet: Sheet, story: Sequence[Flowable]) -> bytes:
    """Make the PDF. The same sheet and story give the same bytes; a story can be built once.

    Raises MissingGlyphsError when the footer has a character without glyph.
    """
    out = BytesIO()
    load(_INITIAL_FONT)
    document = BaseDocTemplate(
        out,
        pagesize=sheet.size,
        title=sheet.title,
        subject=sheet.document,
        author="会签 Huiqian",
        creator="会签 Huiqian",
        producer="会签 Huiqian",
        lang="zh-CN",
        invariant=1,
        initialFontName=_INITIAL_FONT,
    )
    document.addPageTemplates(
        [_template(sheet, "first", _FIRST_BOTTOM), _template(sheet, "later", MARGIN_BOTTOM)]
    )
    with BUILDING:
        document.build(list(story), canvasmaker=_canvas_maker(sheet))
    return out.getvalue()


def _template(sheet: Sheet, name: str, bottom: float) -> PageTemplate:
    width, height = sheet.size
    frame = Frame(
        MARGIN_LEFT,
        bottom,
        sheet.body_width,
        height - MARGIN_TOP - bottom,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
        id=name,
    )

    def background(canvas: Any, _document: Any) -> None:
        if sheet.watermark:
            draw_mark(canvas, sheet.watermark.value, width, height)

    return PageTemplate(
        id=name, frames=[frame], onPage=background, autoNextPageTemplate="later", pagesize=sheet.size
    )


def draw_mark(canvas: Any, word: str, width: float, height: float) -> None:
    """Write a word across a page, light and opaque."""
    size = min(120.0, 0.75 * min(width, height) / len(word) * 1.2)
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(40)
    grey = (_MARK_GREY, _MARK_GREY, _MARK_GREY)
    half = em_width(word, Face.HEI_BOLD) * size / 2
    canvas_text(canvas, word, LineBox(-half, -size / 3, size, colour=grey), Face.HEI_BOLD)
    canvas.restoreState()


def _canvas_maker(sheet: Sheet) -> Callable[..., Canvas]:
    def make(*args: Any, **options: Any) -> Canvas:
        return _CountingCanvas(sheet, *args, **options)

    return make


class _CountingCanvas(Canvas):
    """A canvas that keeps its pages back until their number is known, then writes the footers."""

    def __init__(self, sheet: Sheet, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._sheet = sheet
        self._kept: list[dict[str, Any]] = []
        self._set_time()

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]  # missing in the stubs

    def save(self) -> None:
        pages = self._kept
        for number, state in enumerate(pages, start=1):
            self.__dict__.update(state)
            self._draw_furniture(number, len(pages))
            super().showPage()
        super().save()

    def _set_time(self) -> None:
        """Date the PDF by the document's own time instead of the clock (invariant gives 2000-01-01)."""
        moment = self._sheet.made_at.astimezone(BEIJING)
        stamp = vars(self)["_doc"]._timeStamp  # noqa: SLF001 - ReportLab has no public way
        stamp.t, stamp.lt, stamp.YMDhms = (
            moment.timestamp(),
            moment.timetuple(),
            tuple(moment.timetuple())[:6],
        )
        stamp.dhh, stamp.dmm, stamp.tzname = 8, 0, "+08:00"

    def _draw_furniture(self, page: int, pages: int) -> None:
        sheet = self._sheet
        room = sheet.body_width
        if page == 1:
            left = sheet.size[0] - MARGIN_RIGHT - QR_SIZE
            draw_qr(self, sheet.qr_text, left, _QR_BOTTOM, QR_SIZE)
            room -= QR_SIZE + 2 * mm
        else:
            left = sheet.size[0] - MARGIN_RIGHT - MARK_SIZE
            draw_qr(self, page_mark(sheet.content_hash, page, pages), left, _MARK_BOTTOM, MARK_SIZE)
            room -= MARK_SIZE + 2 * mm
        text = sheet.footer(page, pages)
        size = min(_FOOTER_SIZE, room / em_width(text))
        canvas_text(self, text, LineBox(MARGIN_LEFT, _FOOTER_Y, size, colour=_GREY))
