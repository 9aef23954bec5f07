"""停止论证会记录 (rules 3.6; XJ-三（二）): what was missing, who decided, what follows, who had come."""

from collections.abc import Sequence
from dataclasses import replace

from reportlab.platypus import Flowable, PageBreak

from app.models.papers import StopRecord
from app.services.documents.forms.common import (
    NAME,
    Pictures,
    head_pairs,
    head_style,
    short_time,
    small,
    together,
)
from app.services.documents.forms.words import words
from app.services.documents.page import Sheet, build
from app.services.documents.para import HEADING, Para, ParaStyle
from app.services.documents.tables import Cell, Ink, checks, grid, heading, key_values, tick, title

MISSING_WIDTHS = (13, 38, 24, 40, 24, 26)
CAME_WIDTHS = (10, 32, 65, 26, 32)
DECIDER_WIDTHS = (75, 50, 40)
ROW_HEIGHT = 13.0  # mm
_LINE = ParaStyle(size=10.5)


def render(content: StopRecord, sheet: Sheet, ink: Pictures) -> bytes:
    """Make the record of one stop. ``ink`` holds pictures (PNG) by blob name.

    Raises MissingGlyphsError when a character has no font.
    """
    return render_all((content,), sheet, ink)


def render_all(contents: Sequence[StopRecord], sheet: Sheet, ink: Pictures) -> bytes:
    """Make the records of all stops of a meeting, each beginning a page."""
    story: list[Flowable] = []
    for n, content in enumerate(contents):
        if n:
            story.append(PageBreak())
        story += _story(content, sheet, ink)
    return build(sheet, story)


def _story(content: StopRecord, sheet: Sheet, ink: Pictures) -> list[Flowable]:
    w = words("stop")
    return [
        title(w["title"]),
        key_values(_header(content), head_style(sheet)),
        *heading(w["missing"]),
        _missing(content, sheet),
        *_decider(content, sheet, ink),
        *_outcome(content, sheet),
        *heading(w["came"]),
        _came(content, sheet, ink),
    ]


def _header(content: StopRecord) -> list[tuple[str, Cell]]:
    w, beijing = words("stop"), words("head")["beijing"]
    pairs = head_pairs(content.head, content.planned + beijing, w["planned"])
    return [
        *pairs,
        (w["stopped"], content.stopped + beijing),
        (w["phase"], checks(w.many("phases"), content.kind)),
        (w["sent"], content.sent or w["not_sent"]),
        (w["reason"], content.reason or words("head")["nobody"]),
    ]


def _missing(content: StopRecord, sheet: Sheet) -> Flowable:
    w = words("stop")
    if not content.missing:
        return Para(w["missing_none"], _LINE)
    rows: list[list[Cell]] = [
        [
            row.check,
            row.subject,
            Para(row.who or words("head")["nobody"], NAME),
            row.unit,
            row.reason or words("head")["nobody"],
            row.clause,
        ]
        for row in content.missing
    ]
    return grid([w.many("missing_columns")], rows, small(sheet, MISSING_WIDTHS))


def _outcome(content: StopRecord, sheet: Sheet) -> list[Flowable]:
    w = words("stop")
    at = w["resumed_at"].format(at=content.resumed) if content.resumed else ""
    number = content.next_application or w["number_blank"]
    lines = [
        Para(tick(w["resumed"] + at, on=content.outcome == "resumed"), _LINE),
        Para(tick(w["postponed"].format(number=number), on=content.outcome == "postponed"), _LINE),
        Para(tick(w["redrawn"], on=content.outcome == "redrawn"), _LINE),
    ]
    return together([Para(w["outcome"], HEADING), *lines], sheet)


def _came(content: StopRecord, sheet: Sheet, ink: Pictures) -> Flowable:
    w = words("stop")
    if not content.came:
        return Para(w["came_none"], _LINE)
    rows: list[list[Cell]] = [
        [
            str(n),
            Para(row.name, NAME),
            row.unit,
            short_time(row.came, content.stopped[:10]),
            Ink(ink.get(row.picture)),
        ]
        for n, row in enumerate(content.came, 1)
    ]
    style = small(sheet, CAME_WIDTHS, least_row=ROW_HEIGHT, centred=frozenset({0, 3}))
    return grid([w.many("came_columns")], rows, style)


def _decider(content: StopRecord, sheet: Sheet, ink: Pictures) -> list[Flowable]:
    w = words("stop")
    named = w["decider_line"].format(role=content.decider_role, name=content.decider)
    who = named if content.decider else w["waited_out"]
    row: list[Cell] = [who, Ink(ink.get(content.decider_picture)), content.stopped]
    style = small(sheet, DECIDER_WIDTHS, least_row=ROW_HEIGHT)
    table = grid([w.many("decider_columns")], [row], replace(style, centred=frozenset({2})))
    return together([Para(w["decider"], HEADING), table], sheet)
