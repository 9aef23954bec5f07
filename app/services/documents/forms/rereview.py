"""修改情况复核意见 (rules 3.8): what was asked, what was changed, what the leader found."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from app.models.papers.rereview import RereviewPaper, ToldRow
from app.services.documents.forms.aftercommon import BELOW, LINE, or_nobody, section, signatures
from app.services.documents.forms.common import NOTE, TINY, Pictures, head_pairs, head_style, small
from app.services.documents.forms.words import words
from app.services.documents.page import Sheet, build
from app.services.documents.para import Para
from app.services.documents.tables import Cell, checks, grid, heading, key_values, tick, title

WIDTHS = (12, 38, 46, 24, 21, 24)
TOLD_WIDTHS = (32, 50, 32, 51)
AGAIN_WIDTHS = (85, 80)


def render(content: RereviewPaper, sheet: Sheet, ink: Pictures) -> bytes:
    """Make the form; ``ink`` holds pictures (PNG) by blob name.

    Raises MissingGlyphsError when a character has no font.
    """
    w = words("rereview")
    return build(
        sheet,
        [
            title(w["title"]),
            key_values(_header(content), head_style(sheet)),
            *heading(w["changes"]),
            _changes(content, sheet),
            *_outcome(content, sheet, ink),
            *section(w["again"], [_again(content, sheet)], sheet),
            *heading(w["told"]),
            _told(content.told, sheet),
        ],
    )


def _header(content: RereviewPaper) -> list[tuple[str, Cell]]:
    w, head = words("rereview"), words("head")
    pairs = head_pairs(content.head, content.head.starts + head["beijing"])
    report = w["report_value"].format(number=content.report_number, hash=content.report_hash[:12])
    plan = w["plan_value"].format(
        version=content.plan_version, dated=content.plan_dated, hash=content.plan_hash
    )
    filed = content.filed + head["beijing"] if content.filed else ""
    return [
        *pairs,
        (w["verdict"], content.verdict),
        (w["report"], report),
        (w["filed"], or_nobody(filed)),
        (w["plan"], plan),
    ]


def _changes(content: RereviewPaper, sheet: Sheet) -> Flowable:
    w = words("rereview")
    rows: list[list[Cell]] = [
        [
            str(row.number) + ("" if row.required else w["advice"]),
            row.requirement,
            or_nobody(row.answer),
            or_nobody(row.place),
            Para(checks(w.many("results"), row.result or None, gap="\n"), NOTE),
            Para(row.note, TINY) if row.note else "",
        ]
        for row in content.rows
    ]
    return grid([w.many("columns")], rows, small(sheet, WIDTHS, centred=frozenset({0})))


def _outcome(content: RereviewPaper, sheet: Sheet, ink: Pictures) -> list[Flowable]:
    w = words("rereview")
    parts: list[Flowable] = [
        Para(tick(w[key], on=content.outcome == key), LINE) for key in ("approved", "returned", "rejected")
    ]
    if content.opinion:
        parts.append(Para(f"{w['opinion']}：{content.opinion}", LINE))
    who = content.signer
    if content.authority:
        who = w["replaced"].format(name=content.signer, number=content.authority)
    parts.append(signatures(w.many("sign_columns"), [(who, content.picture, content.signed)], sheet, ink))
    note = w["role_note_leader"] if content.by_leader else w["role_note_inform"]
    return section(w["outcome"], [*parts, Para(note, BELOW)], sheet)


def _again(content: RereviewPaper, sheet: Sheet) -> Flowable:
    w = words("rereview")
    stamp = f"　{w['stamped']}" if content.stamped else ""
    rows: list[list[Cell]] = [
        [w["director"], content.director_on + stamp if content.director_on else w["not_yet"]],
        [w["chief"], content.chief_on + stamp if content.chief_on else w["not_yet"]],
    ]
    return grid([], rows, small(sheet, AGAIN_WIDTHS))


def _told(told: Sequence[ToldRow], sheet: Sheet) -> Flowable:
    w = words("rereview")
    cells: list[Cell] = []
    for row in told:
        cells += [row.name, row.at or w["untold"]]
    cells += [""] * (-len(cells) % 4)
    rows = [cells[n : n + 4] for n in range(0, len(cells), 4)] or [[words("head")["nobody"], "", "", ""]]
    return grid([w.many("told_columns")], rows, small(sheet, TOLD_WIDTHS))
