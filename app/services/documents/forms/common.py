"""What the forms share: block A of 3.1, cell styles, groups that stay together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from reportlab.platypus import Flowable, KeepTogether

from app.models.papers import Head
from app.services.documents.forms.words import words
from app.services.documents.page import Sheet
from app.services.documents.para import CELL, CELL_HEAD, ParaStyle
from app.services.documents.tables import Cell, GridStyle

SMALL: Final = replace(CELL, size=9.0, leading=1.25)
SMALL_HEAD: Final = replace(CELL_HEAD, size=9.0, leading=1.25)
NAME: Final = replace(CELL, size=10.5, leading=1.2, max_lines=3)
TINY: Final = replace(CELL, size=8.0, leading=1.2)
NOTE: Final = ParaStyle(size=9.0, leading=1.4)

Pairs = list[tuple[str, Cell]]
Pictures = Mapping[str, bytes]


def head_pairs(head: Head, time: str, time_label: str = "") -> Pairs:
    """Return the labelled values of block A; ``time`` as it is to be printed."""
    w = words("head")
    plan = w["plan_value"].format(name=head.plan_name, version=head.plan_version, hash=head.plan_hash)
    numbers = " / ".join(part for part in (head.application_no, head.meeting_id) if part)
    return [
        (w["project"], head.project),
        (w["project_place"], head.project_place),
        (w["platform_code"], head.platform_code),
        (w["numbers"], numbers),
        (w["category"], "：".join(part for part in (head.category, head.oversize) if part)),
        (w["plan"], plan),
        (w["owner"], head.owner),
        (w["organiser"], head.organiser),
        (w["mode"], head.mode),
        (w["place"], head.place),
        (time_label or w["time"], time),
        (w["host"], head.host or w["nobody"]),
        (w["leader"], head.leader or w["nobody"]),
        (w["secretary"], head.secretary or w["nobody"]),
        (w["pack"], head.pack),
    ]


def small(sheet: Sheet, widths: Sequence[float], **options: object) -> GridStyle:
    """Return the manner of a table in 9 pt for a sheet."""
    style = GridStyle(widths, sheet.first_body_height, cell=SMALL, head=SMALL_HEAD)
    return replace(style, **options)  # type: ignore[arg-type]  # names are checked by the dataclass itself


def head_style(sheet: Sheet) -> GridStyle:
    """Return two labelled pairs a row over the full width (252 mm across, 165 mm upright)."""
    value = 98.0 if sheet.landscape else 54.5
    return small(sheet, [28, value, 28, value])


def short_time(at: str, day: str) -> str:
    """Leave out the date where it is the day of the meeting."""
    return at.removeprefix(day).strip() if day else at


def together(parts: Sequence[Flowable], sheet: Sheet) -> list[Flowable]:
    """Keep flowables on one page if a page can hold them, else let them flow."""
    height = sum(
        part.wrap(sheet.body_width, 1e6)[1] + part.getSpaceBefore() + part.getSpaceAfter() for part in parts
    )
    return [KeepTogether(list(parts))] if height <= sheet.first_body_height else list(parts)
