"""未形成一致意见记录 (rules 3.11): no verdict box; the dissenters' own words, or a note of fact signed by two."""

from dataclasses import replace

from reportlab.platypus import Flowable

from app.models.papers.dissent import DissentRecord, SignedRow
from app.services.documents.fonts import Face
from app.services.documents.forms.common import (
    NAME,
    NOTE,
    Pairs,
    Pictures,
    head_pairs,
    head_style,
    small,
    together,
)
from app.services.documents.forms.words import words
from app.services.documents.page import Sheet, build
from app.services.documents.para import BODY, HEADING, Para
from app.services.documents.tables import Cell, Ink, grid, heading, key_values, title

CONCLUSION_WIDTHS = (10, 35, 75, 45)
DISSENT_WIDTHS = (26, 32, 77, 30)
SIGNED_WIDTHS = (50, 65, 50)
ROW_HEIGHT = 14.5  # mm


def render(content: DissentRecord, sheet: Sheet, ink: Pictures) -> bytes:
    """Make the record. ``ink`` holds pictures (PNG) by blob name.

    Raises MissingGlyphsError when a character has no font.
    """
    w, none = words("dissent"), words("head")["none"]
    return build(
        sheet,
        [
            title(w["title"]),
            key_values(_header(content), head_style(sheet)),
            *heading(w["conclusions"]),
            _conclusions(content, sheet),
            *heading(w["matters"]),
            Para(content.matters or none, BODY),
            Para(w["rounds"].format(n=content.rounds), BODY),
            *heading(w["dissent"]),
            _dissent(content, sheet, ink),
            *_note_of_fact(content, sheet, ink),
            Para(w["statement"], replace(BODY, face=Face.HEI_BOLD, before=8.0, size=12.0)),
            *_signatures(content, sheet, ink),
            Para(w["sent"].format(at=content.sent or w["not_sent"]), NOTE),
        ],
    )


def _header(content: DissentRecord) -> Pairs:
    w, beijing = words("dissent"), words("head")["beijing"]
    ended = content.ended + beijing if content.ended else w["not_ended"]
    return [*head_pairs(content.head, content.head.starts + beijing, w["starts"]), (w["ended"], ended)]


def _conclusions(content: DissentRecord, sheet: Sheet) -> Flowable:
    w = words("dissent")
    rows: list[list[Cell]] = [
        [str(n), Para(x.name, NAME), x.unit, x.conclusion or (w["not_given"] if x.came else w["not_here"])]
        for n, x in enumerate(content.conclusions, 1)
    ]
    return grid([w.many("conclusion_columns")], rows, small(sheet, CONCLUSION_WIDTHS, centred=frozenset({0})))


def _dissent(content: DissentRecord, sheet: Sheet, ink: Pictures) -> Flowable:
    w = words("dissent")
    if not content.dissent:
        return Para(words("head")["none"], BODY)
    rows: list[list[Cell]] = [
        [Para(x.name, NAME), x.what, x.text or w["wordless"], Ink(ink.get(x.picture))]
        for x in content.dissent
    ]
    return grid([w.many("dissent_columns")], rows, small(sheet, DISSENT_WIDTHS, least_row=ROW_HEIGHT))


def _note_of_fact(content: DissentRecord, sheet: Sheet, ink: Pictures) -> list[Flowable]:
    if not content.fact_note:
        return []
    w = words("dissent")
    table = _signed(content.fact_signed, sheet, ink)
    return together([Para(w["fact_note"], HEADING), Para(content.fact_note, BODY), table], sheet)


def _signatures(content: DissentRecord, sheet: Sheet, ink: Pictures) -> list[Flowable]:
    w = words("dissent")
    rows = [*([content.leader] if content.leader else []), *content.experts]
    return [*heading(w["signatures"]), Para(w["may_refuse"], NOTE), _signed(tuple(rows), sheet, ink)]


def _signed(rows: tuple[SignedRow, ...], sheet: Sheet, ink: Pictures) -> Flowable:
    cells: list[list[Cell]] = [[x.role, Para(x.name, NAME), Ink(ink.get(x.picture))] for x in rows]
    style = small(sheet, SIGNED_WIDTHS, least_row=ROW_HEIGHT)
    return grid([words("dissent").many("signed_columns")], cells, style)
