"""会议照片页 (rules 3.5): two by three photos a page, each with its times, maker and digest."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable

from app.models.papers.letter import PhotoRow, PhotosPaper
from app.services.documents.forms.aftercommon import BELOW, digest
from app.services.documents.forms.common import NOTE, TINY, Pictures, head_style, small
from app.services.documents.forms.words import words
from app.services.documents.page import Sheet, build
from app.services.documents.para import Para
from app.services.documents.tables import Cell, grid, heading, key_values, title

WIDTHS = (82.5, 82.5)
PICTURE_WIDTH: Final = 78 * mm
PICTURE_HEIGHT: Final = 46 * mm
_PIXELS: Final = (920, 544)  # 300 dpi
_QUALITY: Final = 82


class Photo(Flowable):
    """A photo fitted into its field in its own proportions; turned as the camera was held."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.width, self.height = PICTURE_WIDTH, PICTURE_HEIGHT
        self._picture = _reduced(data)

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 - ReportLab's names
        """Take the whole field whatever is offered."""
        del aW, aH
        return self.width, self.height

    def draw(self) -> None:
        """Draw the photo in the middle of its field."""
        self.canv.drawImage(
            self._picture, 0, 0, self.width, self.height, preserveAspectRatio=True, anchor="c"
        )


def _reduced(data: bytes) -> ImageReader:
    """A flat JPEG of at most 300 dpi of its field; the original stays in the ledger under its digest."""
    picture = ImageOps.exif_transpose(Image.open(BytesIO(data)))
    picture.thumbnail(_PIXELS)
    flat = Image.new("RGB", picture.size, (255, 255, 255))
    with_alpha = picture.convert("RGBA")
    flat.paste(with_alpha, mask=with_alpha.getchannel("A"))
    out = BytesIO()
    flat.save(out, "JPEG", quality=_QUALITY)
    return ImageReader(BytesIO(out.getvalue()))


def render(content: PhotosPaper, sheet: Sheet, ink: Pictures) -> bytes:
    """Make the pages; ``ink`` holds the photos by blob name. A file that is no picture is named, not left out.

    Raises MissingGlyphsError when a character has no font.
    """
    w = words("photos")
    rows = [
        [_cell(n + 1, row, ink) for n, row in list(enumerate(content.photos))[first : first + 2]]
        for first in range(0, len(content.photos), 2)
    ]
    padded: list[list[Cell]] = [[*row, *[""] * (2 - len(row))] for row in rows]
    return build(
        sheet,
        [
            title(w["title"]),
            key_values(_header(content), head_style(sheet)),
            *heading(w["count"].format(n=len(content.photos))),
            grid([], padded, small(sheet, WIDTHS)),
            Para(w["note"], BELOW),
        ],
    )


def _header(content: PhotosPaper) -> list[tuple[str, Cell]]:
    """Only what a photo is about: three rows of photos go on a page."""
    w, head = words("head"), content.head
    return [
        (w["project"], head.project),
        (w["numbers"], head.meeting_id),
        (w["plan"], f"{head.plan_name} {head.plan_version}"),
        (w["time"], head.starts + w["beijing"]),
    ]


def _cell(number: int, row: PhotoRow, ink: Pictures) -> Sequence[Flowable]:
    w = words("photos")
    at = w["late"].format(reason=row.late_reason, at=row.at) if row.late_reason else w["at"].format(at=row.at)
    lines = [
        Para(f"{number}. {row.caption or w['no_caption']}", NOTE),
        Para(at, TINY),
        Para("　".join(x for x in (_by(row), _shot(row)) if x), TINY),
        Para(w["hash"].format(hash=digest(row.picture)), TINY),
    ]
    if row.drift:
        lines.insert(3, Para(w["drift"].format(minutes=row.drift), TINY))
    try:
        return [Photo(ink[row.picture]), *lines]
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return [Para(w["broken"], NOTE), *lines]


def _by(row: PhotoRow) -> str:
    return words("photos")["by"].format(name=row.taken_by) if row.taken_by else ""


def _shot(row: PhotoRow) -> str:
    return words("photos")["shot"].format(at=row.shot) if row.shot else ""
