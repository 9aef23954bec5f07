"""The small forms (rules 3.10): 例外放行记录 LW, 组长推选记录 TX, 回避声明 HB, 单独同意书 GZ."""

from dataclasses import replace

from reportlab.platypus import Flowable

from app.models.papers.smallforms import Consents, Declarations, ElectionRecord, OverrideRecord, OverrideRow
from app.services.documents.forms.common import NAME, NOTE, Pictures, head_pairs, head_style, small, together
from app.services.documents.forms.words import words
from app.services.documents.page import Sheet, build
from app.services.documents.para import BODY, HEADING, Para
from app.services.documents.tables import Cell, Ink, checks, grid, heading, key_values, title
from app.services.resources import resource_toml

GAP_WIDTHS = (14, 56, 50, 45)
SIGNED_WIDTHS = (70, 55, 40)
CANDIDATE_WIDTHS = (10, 40, 75, 20, 20)
VOTER_WIDTHS = (10, 40, 75, 40)
DECLARATION_WIDTHS = (10, 26, 40, 40, 21, 28)
CONSENT_WIDTHS = (10, 28, 42, 27, 28, 30)
ROW_HEIGHT = 14.5  # mm


def overrides(content: OverrideRecord, sheet: Sheet, ink: Pictures) -> bytes:
    """LW. ``ink`` holds pictures (PNG) by blob name. Raises MissingGlyphsError when a character has no font."""
    w = words("override")
    story: list[Flowable] = [
        title(w["title"]),
        key_values(
            head_pairs(content.head, content.head.starts + words("head")["beijing"]), head_style(sheet)
        ),
    ]
    for n, row in enumerate(content.rows, 1):
        story += together(_decision(n, row, sheet, ink), sheet)
    return build(sheet, [*story, Para(w["note"], replace(NOTE, before=6.0))])


def _decision(n: int, row: OverrideRow, sheet: Sheet, ink: Pictures) -> list[Flowable]:
    w = words("override")
    gaps: list[list[Cell]] = [
        [g.check, g.title, g.about or words("head")["nobody"], g.clause] for g in row.gaps
    ]
    signed: list[list[Cell]] = [[row.who, Ink(ink.get(row.picture)), row.at]]
    if row.second:
        signed.append([row.second, Ink(ink.get(row.second_picture)), row.at])
    who = small(sheet, SIGNED_WIDTHS, least_row=ROW_HEIGHT, centred=frozenset({2}))
    return [
        Para(w["decision"].format(n=n), HEADING),
        grid([w.many("gap_columns")], gaps, small(sheet, GAP_WIDTHS)),
        Para(w["reason"].format(reason=row.reason), replace(BODY, before=4.0)),
        grid([w.many("signed_columns")], signed, who),
    ]


def election(content: ElectionRecord, sheet: Sheet, ink: Pictures) -> bytes:
    """TX. Raises MissingGlyphsError when a character has no font."""
    w = words("election")
    story: list[Flowable] = [
        title(w["title"]),
        key_values(
            head_pairs(content.head, content.head.starts + words("head")["beijing"]), head_style(sheet)
        ),
    ]
    if content.by_system:
        story += [*heading(w["result"]), Para(w["by_system"].format(name=content.leader), BODY)]
        return build(sheet, story)
    rows: list[list[Cell]] = [
        [str(n), Para(row.name, NAME), row.unit, str(row.votes), w["elected"] if row.elected else ""]
        for n, row in enumerate(content.candidates, 1)
    ]
    voters: list[list[Cell]] = [
        [str(n), Para(row.name, NAME), row.unit, Ink(ink.get(row.picture))]
        for n, row in enumerate(content.voters, 1)
    ]
    said = w["result_line"].format(
        present=content.present, least=content.present // 2 + 1, name=content.leader, at=content.at
    )
    candidates = small(sheet, CANDIDATE_WIDTHS, centred=frozenset({0, 3, 4}))
    signatures = small(sheet, VOTER_WIDTHS, least_row=ROW_HEIGHT, centred=frozenset({0}))
    story += [
        *heading(w["votes"]),
        grid([w.many("candidate_columns")], rows, candidates),
        *heading(w["result"]),
        Para(said, BODY),
        *heading(w["voters"]),
        grid([w.many("voter_columns")], voters, signatures),
    ]
    return build(sheet, story)


def declarations(content: Declarations, sheet: Sheet, ink: Pictures) -> bytes:
    """HB. Raises MissingGlyphsError when a character has no font."""
    w = words("declaration")
    rows: list[list[Cell]] = []
    for n, row in enumerate(content.rows, 1):
        said = w["interest"].format(whom=row.with_whom) if row.interest else w["none"]
        rows.append([str(n), Para(row.name, NAME), row.unit, said, row.at, Ink(ink.get(row.picture))])
    style = small(sheet, DECLARATION_WIDTHS, least_row=ROW_HEIGHT, centred=frozenset({0, 4}))
    return build(
        sheet,
        [
            title(w["title"]),
            key_values(
                head_pairs(content.head, content.head.starts + words("head")["beijing"]), head_style(sheet)
            ),
            *heading(w["text_head"]),
            Para(w["text"].format(units="、".join(content.units)), BODY),
            *heading(w["rows"]),
            grid([w.many("columns")], rows, style),
            Para(w["note"], replace(NOTE, before=4.0)),
        ],
    )


def consents(content: Consents, sheet: Sheet, ink: Pictures) -> bytes:
    """GZ: the notice as it hung at the door, and the separate consents. Raises MissingGlyphsError."""
    w, notice = words("consent"), resource_toml("forms", "notice.toml")
    told: list[Flowable] = [Para(w["told"].format(n=content.told), BODY)]
    for part in notice["parts"]:
        text = str(part["text"]).format(organiser=content.organiser)
        told += [Para(f"{part['head']}：{text}", BODY)]
    rows: list[list[Cell]] = [
        [
            str(n),
            Para(row.name, NAME),
            row.unit,
            row.what,
            checks(w.many("options"), w.many("options")[0 if row.given else 1], gap=" "),
            [Ink(ink.get(row.picture)), Para(row.at, NOTE)] if row.given else row.at,
        ]
        for n, row in enumerate(content.rows, 1)
    ]
    style = small(sheet, CONSENT_WIDTHS, least_row=ROW_HEIGHT, centred=frozenset({0}))
    return build(
        sheet,
        [
            title(w["title"]),
            *heading(w["notice"]),
            *told,
            *heading(w["separate"]),
            Para(w["separate_note"], BODY),
            grid([w.many("columns")], rows, style),
        ],
    )
