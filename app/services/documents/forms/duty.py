"""缺席与履职记录 (rules 3.7) and the registration slips (ZZ-30)."""

from reportlab.platypus import Flowable

from app.models.papers.duty import DutyPaper, SlipPaper, SlipRow
from app.services.documents.forms.aftercommon import BELOW, LINE, SIGN_HEIGHT, or_nobody, section
from app.services.documents.forms.common import (
    NAME,
    NOTE,
    Pictures,
    head_pairs,
    head_style,
    short_time,
    small,
    together,
)
from app.services.documents.forms.words import words
from app.services.documents.page import Sheet, build
from app.services.documents.para import HEADING, Para
from app.services.documents.tables import Cell, grid, heading, key_values, title

WIDTHS = (22, 32, 17, 38, 30, 26)
PRESENCE_WIDTHS = (10, 26, 46, 20, 20, 25, 18)
PAIR_WIDTHS = (32, 133)
SIGN_WIDTHS = (25, 55, 25, 60)
SLIP_WIDTHS = (165,)


def render(content: DutyPaper, sheet: Sheet, ink: Pictures) -> bytes:
    """Make the record.

    Raises MissingGlyphsError when a character has no font.
    """
    del ink
    w = words("duty")
    return build(
        sheet,
        [
            title(w["title"]),
            key_values(_header(content), head_style(sheet)),
            *heading(w["rows"]),
            _rows(content, sheet),
            *heading(w["presence"]),
            _presence(content, sheet),
            *_refusals(content, sheet),
            *_scores(content, sheet),
            *_signatures(sheet),
        ],
    )


def _header(content: DutyPaper) -> list[tuple[str, Cell]]:
    w, head = words("duty"), words("head")
    pairs = head_pairs(content.head, content.head.starts + head["beijing"])
    state = w["confirmed_yes"] if content.confirmed else w["confirmed_no"]
    return [*pairs, (w["confirmed"], state), (w["sent"], content.sent or w["not_sent"])]


def _rows(content: DutyPaper, sheet: Sheet) -> Flowable:
    w = words("duty")
    if not content.rows:
        return Para(w["none"], LINE)
    rows: list[list[Cell]] = [
        [Para(x.name, NAME), x.unit, x.kind, or_nobody(x.fact), or_nobody(x.evidence), or_nobody(x.statement)]
        for x in content.rows
    ]
    return grid([w.many("columns")], rows, small(sheet, WIDTHS, centred=frozenset({2})))


def _presence(content: DutyPaper, sheet: Sheet) -> Flowable:
    w, day = words("duty"), content.head.starts[:10]
    rows: list[list[Cell]] = [
        [
            str(x.number),
            Para(x.name, NAME),
            x.unit,
            short_time(x.came, day) or w["not_came"],
            or_nobody(short_time(x.left, day)),
            or_nobody(x.factors),
            or_nobody(x.prereview[5:]),
        ]
        for x in content.presence
    ]
    style = small(sheet, PRESENCE_WIDTHS, centred=frozenset({0, 3, 4}))
    return grid([w.many("presence_columns")], rows, style)


def _refusals(content: DutyPaper, sheet: Sheet) -> list[Flowable]:
    w = words("duty")
    if not content.refusals:
        return section(w["refusals"], [Para(w["none"], LINE)], sheet)
    rows: list[list[Cell]] = [[Para(x.name, NAME), x.reason] for x in content.refusals]
    table = grid([w.many("refusal_columns")], rows, small(sheet, PAIR_WIDTHS))
    return [*heading(w["refusals"]), Para(w["refusal_note"], NOTE), table]


def _scores(content: DutyPaper, sheet: Sheet) -> list[Flowable]:
    w = words("duty")
    if not content.scores:
        return []
    rows: list[list[Cell]] = [[Para(x.name, NAME), "　".join(x.lines)] for x in content.scores]
    table = grid([w.many("score_columns")], rows, small(sheet, PAIR_WIDTHS))
    return [*heading(w["scores"]), table, Para(w["score_note"], BELOW)]


def _signatures(sheet: Sheet) -> list[Flowable]:
    one, signed, two, _again = words("duty").many("sign_columns")
    row: list[Cell] = [one, "", two, ""]
    del signed
    return section("", [grid([], [row], small(sheet, SIGN_WIDTHS, least_row=SIGN_HEIGHT))], sheet)


def render_slips(content: SlipPaper, sheet: Sheet, ink: Pictures) -> bytes:
    """Make one slip for each expert; several stand on a page and are cut apart.

    Raises MissingGlyphsError when a character has no font.
    """
    del ink
    w = words("duty")
    parts: list[Flowable] = [title(w["slip_title"])]
    for slip in content.slips:
        parts += together([grid([], [[_slip(content, slip)]], small(sheet, SLIP_WIDTHS))], sheet)
        parts.append(Para(" ", NOTE))
    return build(sheet, parts)


def _slip(content: SlipPaper, slip: SlipRow) -> list[Flowable]:
    w = words("duty")
    due = content.due or w["slip_by_hand"].format(year=content.unknown_year)
    text = w["slip_text"].format(
        name=slip.name,
        plan=content.head.plan_name,
        meeting=content.head.meeting_id,
        ended=content.ended,
        verdict=content.verdict,
        report=content.report_number,
        due=due,
    )
    if not content.due:
        text = text.replace(" 24:00（北京时间）前登录", "，登录")
    done = w["slip_done"].format(at=slip.registered, number=slip.number).strip()
    return [
        Para(slip.name, HEADING),
        Para(w["slip_unit"].format(unit=slip.unit, certificate=or_nobody(slip.certificate)), NOTE),
        Para(text, LINE),
        Para(done if slip.registered else w["slip_open"], LINE),
        Para(w["slip_clause"].format(clause=content.clause), NOTE),
    ]
