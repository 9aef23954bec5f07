"""会议交接清单 (JJ) and the two archive lists (C66, 令37-24②③)."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from app.models.papers.handover import ArchiveGroup, ArchivePaper, FileRow, HandoverPaper
from app.services.documents.forms.aftercommon import BELOW, LINE, SIGN_HEIGHT, digest, or_nobody, section
from app.services.documents.forms.common import TINY, Pictures, head_pairs, head_style, small
from app.services.documents.forms.words import words
from app.services.documents.page import Sheet, build
from app.services.documents.para import Para
from app.services.documents.tables import Cell, grid, heading, key_values, tick, title

WIDTHS = (9, 42, 38, 10, 42, 24)
SIGN_WIDTHS = (40, 40, 55, 30)


def render(content: HandoverPaper | ArchivePaper, sheet: Sheet, ink: Pictures) -> bytes:
    """Make the list.

    Raises MissingGlyphsError when a character has no font.
    """
    del ink
    parts = _archive(content, sheet) if isinstance(content, ArchivePaper) else _handover(content, sheet)
    return build(sheet, parts)


def _handover(content: HandoverPaper, sheet: Sheet) -> list[Flowable]:
    w, head = words("handover"), words("head")
    pairs = [
        *head_pairs(content.head, content.head.starts + head["beijing"]),
        (w["verdict"], content.verdict or w["none"]),
        (w["sealed"], content.sealed + head["beijing"]),
        (w["received"], content.received or w["not_received"]),
        (w["seal"], digest(content.seal_hash)),
        (w["root"], digest(content.tree_root)),
        (w["entries"], w["entries_value"].format(n=content.entries)),
    ]
    sign = grid(
        [w.many("sign_columns")], [["", "", "", ""]], small(sheet, SIGN_WIDTHS, least_row=SIGN_HEIGHT)
    )
    return [
        title(w["title"]),
        key_values(pairs, head_style(sheet)),
        *heading(w["files"]),
        _table(content.files, sheet),
        *heading(w["evidence"]),
        _table(content.evidence, sheet),
        *heading(w["receipts"]),
        _table(content.receipts, sheet),
        *section(w["sign_heading"], [sign], sheet),
    ]


def _cells(number: int, row: FileRow) -> list[Cell]:
    return [
        str(number),
        row.name,
        or_nobody(row.number),
        or_nobody(row.pages),
        Para(or_nobody(digest(row.sha256)), TINY),
        or_nobody(row.source),
    ]


def _table(rows: Sequence[FileRow], sheet: Sheet) -> Flowable:
    w = words("handover")
    if not rows:
        return Para(w["nothing"], LINE)
    cells = [_cells(n, row) for n, row in enumerate(rows, 1)]
    return grid([w.many("columns")], cells, small(sheet, WIDTHS, centred=frozenset({0, 3})))


def _archive(content: ArchivePaper, sheet: Sheet) -> list[Flowable]:
    w, head = words("handover"), words("head")
    handed = w["handed_value"].format(to=content.received_by, note=content.note).strip()
    pairs = [
        *head_pairs(content.head, content.head.starts + head["beijing"]),
        (w["unit"], or_nobody(content.unit)),
        (w["verdict"], content.verdict or w["none"]),
        (w["handed"], handed if content.received_by else w["not_handed"]),
        (w["seal"], or_nobody(digest(content.seal_hash))),
    ]
    sign = grid(
        [w.many("sign_columns")], [["", "", "", ""]], small(sheet, SIGN_WIDTHS, least_row=SIGN_HEIGHT)
    )
    return [
        title(w[f"archive_{content.archive}"]),
        key_values(pairs, head_style(sheet)),
        Para(w[f"clause_{content.archive}"], BELOW),
        *(part for n, group in enumerate(content.groups, 1) for part in _group(n, group, sheet)),
        *section("", [sign], sheet),
    ]


def _group(number: int, group: ArchiveGroup, sheet: Sheet) -> list[Flowable]:
    w = words("handover")
    rows: list[list[Cell]] = [
        [*_cells(n, row)[:5], tick(w["here"], on=True)] for n, row in enumerate(group.files, 1)
    ]
    rows += [
        [str(n), text, w["own"], "", "", tick("", on=False)]
        for n, text in enumerate(group.own, len(group.files) + 1)
    ]
    style = small(sheet, WIDTHS, centred=frozenset({0, 3, 5}))
    name = f"{'一二三四五六七八九'[number - 1]}、{group.name}"
    if not rows:
        return section(name, [Para(w["nothing"], LINE)], sheet)
    return [*heading(name), grid([w.many("archive_columns")], rows, style)]
