"""授权委托书 (rules 3.4): the letter as recorded, or the blank form filled in from the roster."""

from app.models.papers.letter import LetterPaper
from app.services.documents.forms.aftercommon import BELOW, digest, or_nobody, section
from app.services.documents.forms.common import NOTE, Pictures, small
from app.services.documents.forms.words import words
from app.services.documents.page import Sheet, build
from app.services.documents.para import CELL, CELL_HEAD, Para
from app.services.documents.tables import Cell, GridStyle, checks, grid, key_values, title

WIDTHS = (48, 117)
SIGN_WIDTHS = (50, 50, 65)
_STAMP = 34.0  # mm


def render(content: LetterPaper, sheet: Sheet, ink: Pictures) -> bytes:
    """Make the letter.

    Raises MissingGlyphsError when a character has no font.
    """
    del ink
    w = words("letter")
    style = GridStyle(WIDTHS, sheet.first_body_height, least_row=8.5, cell=CELL, head=CELL_HEAD)
    sign = grid([w.many("sign_columns")], [["", "", ""]], small(sheet, SIGN_WIDTHS, least_row=_STAMP))
    return build(
        sheet,
        [
            title(w["title"]),
            key_values(_pairs(content), style),
            *section("", [sign, Para(w["note"], BELOW)], sheet),
            *([Para(w["blank"], NOTE)] if content.blank else []),
        ],
    )


def _pairs(content: LetterPaper) -> list[tuple[str, Cell]]:
    w = words("letter")
    kind = content.kind if content.kind in w.many("kinds") else None
    pairs: list[tuple[str, Cell]] = [
        (w["number"], content.number),
        (w["unit"], content.unit),
        (w["code"], content.unit_code),
        (w["kind"], checks(w.many("kinds"), kind)),
        (w["delegator"], content.delegator),
        (w["delegator_title"], content.delegator_title),
        (w["delegate"], content.delegate),
        (w["delegate_title"], content.delegate_title),
        (w["last4"], content.last4),
        (w["phone"], w["phone_value"].format(tail=content.phone_tail) if content.phone_tail else ""),
        (w["meeting"], w["meeting_value"].format(project=content.head.project)),
        (w["plan"], content.plan),
        (w["when"], content.when + w["beijing"]),
        (w["matter"], w["matter_value"]),
        (w["limit"], w["limit_value"]),
        (w["reason"], content.reason),
        (w["dated"], content.dated),
    ]
    if content.blank:
        return pairs
    uploaded = content.uploaded + w["beijing"] if content.uploaded else w["not_uploaded"]
    return [
        *pairs,
        (w["uploaded"], uploaded),
        (w["scan"], or_nobody(digest(content.scan))),
        (w["checked"], or_nobody("\n".join(content.checked))),
    ]
