"""What the forms after the meeting share: digests that wrap, rows of signatures, blocks of small notes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reportlab.platypus import Flowable

from app.services.documents.forms.common import NOTE, Pictures, small, together
from app.services.documents.forms.words import words
from app.services.documents.page import Sheet
from app.services.documents.para import HEADING, Para, ParaStyle
from app.services.documents.tables import Cell, Ink, grid

LINE: Final = ParaStyle(size=10.5)
BELOW: Final = replace(NOTE, before=3.0)
"""A note right below a table."""
SIGN_WIDTHS: Final = (75, 50, 40)
SIGN_HEIGHT: Final = 15.0  # mm
_GROUP: Final = 16


def digest(sha256: str) -> str:
    """A digest in groups, so that it wraps inside a cell instead of shrinking."""
    return " ".join(sha256[n : n + _GROUP] for n in range(0, len(sha256), _GROUP))


def or_nobody(text: str) -> str:
    """The text, or the dash that stands for nothing."""
    return text or words("head")["nobody"]


def signatures(
    head: Sequence[str], rows: Sequence[tuple[str, str, str]], sheet: Sheet, ink: Pictures
) -> Flowable:
    """Rows of who, picture of his signature (blob name; empty = by hand) and time."""
    cells: list[list[Cell]] = [[who, Ink(ink.get(picture)), at] for who, picture, at in rows]
    style = small(sheet, SIGN_WIDTHS, least_row=SIGN_HEIGHT, centred=frozenset({2}))
    return grid([list(head)], cells, style)


def notes(form: str, sheet: Sheet) -> list[Flowable]:
    """The block 说明 of a form: ``notes`` and ``lines`` of its words."""
    w = words(form)
    lines = [Para(f"{n}. {text}", NOTE) for n, text in enumerate(w.many("lines"), 1)]
    return together([Para(w["notes"], HEADING), *lines], sheet)


def section(text: str, parts: Sequence[Flowable], sheet: Sheet) -> list[Flowable]:
    """A heading with what stands below it, on one page if it fits."""
    return together([Para(text, HEADING), *parts], sheet)
