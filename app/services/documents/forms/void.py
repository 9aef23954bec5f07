"""作废说明 (ZF; T32) and 更正说明 (GS; EC-21)."""

from reportlab.platypus import Flowable

from app.models.papers.handover import DOCUMENT_ZH
from app.models.papers.void import CorrectionPaper, VoidPaper
from app.services.documents.forms.aftercommon import (
    LINE,
    SIGN_HEIGHT,
    digest,
    notes,
    or_nobody,
    section,
    signatures,
)
from app.services.documents.forms.common import Pictures, head_pairs, head_style, small
from app.services.documents.forms.words import words
from app.services.documents.page import Sheet, build
from app.services.documents.para import Para
from app.services.documents.tables import Cell, grid, heading, key_values, tick, title

FILE_WIDTHS = (40, 52, 11, 62)
TEXT_WIDTHS = (32, 133)


def render(content: VoidPaper, sheet: Sheet, ink: Pictures) -> bytes:
    """Make the form of a voiding. It is itself valid: it bears no watermark 作废.

    Raises MissingGlyphsError when a character has no font.
    """
    w = words("void")
    return build(
        sheet,
        [
            title(w["title"]),
            key_values(_header(content), head_style(sheet)),
            *heading(w["files"]),
            _files(content, sheet),
            *section(w["reason"], [Para(content.reason, LINE)], sheet),
            *_basis(content, sheet, ink),
            *notes("void", sheet),
        ],
    )


def _header(content: VoidPaper) -> list[tuple[str, Cell]]:
    w, head = words("void"), words("head")
    pairs = head_pairs(content.head, content.head.starts + head["beijing"])
    return [
        *pairs,
        (w["verdict"], content.verdict or w["none"]),
        (w["number"], content.number),
        (w["version"], f"v{content.version}"),
        (w["sealed"], content.sealed + head["beijing"] if content.sealed else head["nobody"]),
        (w["received"], or_nobody(content.received)),
        (w["acceptance"], or_nobody(content.acceptance)),
        (w["successor"], content.successor or w["no_successor"]),
        (w["seal"], or_nobody(digest(content.seal_hash))),
    ]


def _files(content: VoidPaper, sheet: Sheet) -> Flowable:
    rows: list[list[Cell]] = [
        [DOCUMENT_ZH[x.document], x.id, str(x.pages), digest(x.sha256)] for x in content.files
    ]
    empty: list[list[Cell]] = [[words("head")["none"], "", "", ""]]
    style = small(sheet, FILE_WIDTHS, centred=frozenset({2}))
    return grid([words("void").many("columns")], rows or empty, style)


def _basis(content: VoidPaper, sheet: Sheet, ink: Pictures) -> list[Flowable]:
    w = words("void")
    ordered = bool(content.order_number)
    number = content.order_number or "　" * 8
    parts: list[Flowable] = [
        Para(tick(w["order"].format(number=number), on=ordered), LINE),
        Para(tick(w["three"], on=not ordered), LINE),
    ]
    at = content.voided
    rows = [
        (w["leader"].format(name=or_nobody(content.leader)), content.leader_picture, at),
        (w["owner"].format(name=or_nobody(content.owner)), content.owner_picture, at),
    ]
    last = (w["secretary"].format(name=or_nobody(content.secretary)), "", at)
    signers = [last] if ordered else [*rows, last]
    return section(w["basis"], [*parts, signatures(w.many("sign_columns"), signers, sheet, ink)], sheet)


def render_correction(content: CorrectionPaper, sheet: Sheet, ink: Pictures) -> bytes:
    """Make the form of a correction.

    Raises MissingGlyphsError when a character has no font.
    """
    w, head = words("correction"), words("head")
    pairs: list[tuple[str, Cell]] = [
        (w["document"], f"{DOCUMENT_ZH[content.document]}　{content.number}"),
        (w["seal"], or_nobody(digest(content.seal_hash))),
        (w["place"], content.place),
        (w["wrong"], content.wrong),
        (w["right"], content.right),
        (w["reason"], content.reason),
    ]
    signers = [
        (w["leader"].format(name=content.leader), content.picture, content.written),
        (w["secretary"].format(name=or_nobody(content.secretary)), "", content.written),
    ]
    return build(
        sheet,
        [
            title(w["title"]),
            key_values(head_pairs(content.head, content.head.starts + head["beijing"]), head_style(sheet)),
            *section("", [key_values(pairs, small(sheet, TEXT_WIDTHS, least_row=SIGN_HEIGHT / 2))], sheet),
            *section("", [signatures(w.many("sign_columns"), signers, sheet, ink)], sheet),
            *notes("correction", sheet),
        ],
    )
