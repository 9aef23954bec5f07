"""签到表 (rules 3.1): A4 across; block A, experts, units, observers, totals and verification."""

from dataclasses import replace
from itertools import groupby

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from app.models.papers import SignIn
from app.models.papers.signin import ExpertRow, PostRow
from app.services.documents.forms.common import (
    NAME,
    NOTE,
    Pairs,
    Pictures,
    head_pairs,
    head_style,
    short_time,
    small,
)
from app.services.documents.forms.words import words
from app.services.documents.page import Sheet, build
from app.services.documents.para import Para
from app.services.documents.tables import Cell, Ink, checks, grid, heading, key_values, title

EXPERT_WIDTHS = (8, 22, 48, 26, 26, 28, 16, 10, 18, 18, 32)
PARTY_WIDTHS = (20, 52, 34, 24, 34, 20, 18, 18, 32)
OBSERVER_WIDTHS = (60, 30, 102, 28, 32)
TOTAL_WIDTHS = (40, 212)
ROW_HEIGHT = 12.0  # mm, least
_MOST_JOINED = 8  # rows; more would not fit on one page


def render(content: SignIn, sheet: Sheet, ink: Pictures) -> bytes:
    """Make the sheet. ``ink`` holds the signature pictures (PNG) by person id and by blob name.

    Raises MissingGlyphsError when a character has no font.
    """
    w = words("signin")
    sheet = replace(sheet, landscape=True)
    return build(
        sheet,
        [
            title(w["title"] if content.oversize_title else w["title_hazardous"]),
            key_values(head_pairs(content.head, _time(content)), head_style(sheet)),
            *heading(w["experts"]),
            _experts(content, sheet, ink),
            Para(w["leader_note"], NOTE),
            *heading(w["parties"]),
            _parties(content, sheet, ink),
            *heading(w["observers"]),
            _observers(content, sheet, ink),
            *heading(w["totals"]),
            _totals(content, sheet, ink),
        ],
    )


def _time(content: SignIn) -> str:
    return f"{content.head.starts} — {content.ends or words('signin')['ends_open']}{words('head')['beijing']}"


def _day(content: SignIn) -> str:
    return content.head.starts[:10]


def _picture(ink: Pictures, person: str) -> Ink:
    return Ink(ink.get(person), 28 * mm, 10.5 * mm)


def _experts(content: SignIn, sheet: Sheet, ink: Pictures) -> Flowable:
    day = _day(content)
    rows = [_expert(row, day, ink) for row in content.experts]
    style = small(sheet, EXPERT_WIDTHS, least_row=ROW_HEIGHT, centred=frozenset({0, 6, 7, 8, 9}))
    return grid([words("signin").many("expert_columns")], rows, style)


def _expert(row: ExpertRow, day: str, ink: Pictures) -> list[Cell]:
    return [
        str(row.number),
        Para(("★" if row.leader else "") + row.name, NAME),
        row.unit,
        row.title,
        row.specialty,
        row.certificate,
        row.phone_tail,
        row.declaration,
        short_time(row.came, day),
        short_time(row.left, day),
        _picture(ink, row.person),
    ]


def _parties(content: SignIn, sheet: Sheet, ink: Pictures) -> Flowable:
    day = _day(content)
    rows: list[list[Cell]] = []
    keep: list[tuple[int, int]] = []
    join: list[tuple[int, int, int, int]] = []
    for _unit, group in groupby(content.posts, key=lambda row: (row.kind, row.unit, row.note)):
        first = len(rows)
        rows += [_post(row, day, ink) for row in group]
        last = len(rows) - 1
        keep.append((first, last))
        if rows[first][2] == "":
            join.append((1, first, 8, first))
        elif first < last < first + _MOST_JOINED:
            join += [(0, first, 0, last), (1, first, 1, last)]
    style = small(
        sheet, PARTY_WIDTHS, least_row=ROW_HEIGHT, keep=keep, join=join, centred=frozenset({0, 5, 6, 7})
    )
    return grid([words("signin").many("party_columns")], rows, style)


def _post(row: PostRow, day: str, ink: Pictures) -> list[Cell]:
    if row.note:
        return [row.kind, row.note, "", "", "", "", "", "", ""]
    return [
        row.kind,
        row.unit,
        row.roles,
        Para(row.name, NAME),
        row.certificate,
        row.delegated,
        short_time(row.came, day),
        short_time(row.left, day),
        _picture(ink, row.person),
    ]


def _observers(content: SignIn, sheet: Sheet, ink: Pictures) -> Flowable:
    day = _day(content)
    rows: list[list[Cell]] = [
        [row.unit, Para(row.name, NAME), row.purpose, short_time(row.came, day), _picture(ink, row.person)]
        for row in content.observers
    ]
    join = [] if rows else [(0, 0, 4, 0)]
    style = small(
        sheet, OBSERVER_WIDTHS, least_row=ROW_HEIGHT if rows else 0.0, join=join, centred=frozenset({3})
    )
    return grid(
        [words("signin").many("observer_columns")], rows or [[words("head")["none"], "", "", "", ""]], style
    )


def _totals(content: SignIn, sheet: Sheet, ink: Pictures) -> Flowable:
    w, none = words("signin"), words("head")["none"]
    pairs: Pairs = [
        (w["experts_total"], w["count"].format(due=content.experts_due, came=content.experts_came)),
        (w["parties_total"], w["count_posts"].format(due=content.posts_due, came=content.posts_filled)),
        (w["absent"], "\n".join(_absent(content)) or none),
        (w["confirmed_absent"], "、".join(content.confirmed_absent) or none),
        (w["let_through"], "\n".join(_let_through(content)) or none),
        (w["refused"], "\n".join(content.refused) or none),
        (w["letters_late"], _letters(content) or none),
        (w["same_unit"], "；".join(content.same_unit) or none),
        (w["pauses"], "\n".join(content.pauses) or none),
    ]
    if content.events:
        pairs.append((w["events"], "\n".join(content.events)))
    if content.verify:
        pairs.append((w["verify"], _verification(content, ink)))
    return key_values(pairs, small(sheet, TOTAL_WIDTHS))


def _absent(content: SignIn) -> list[str]:
    w = words("signin")
    lines = list(content.absences)
    if content.absent:
        lines.insert(0, w["absent_experts"].format(names="、".join(content.absent)))
    if content.posts_missing:
        lines.append(w["absent_posts"].format(names="；".join(content.posts_missing)))
    return lines


def _let_through(content: SignIn) -> list[str]:
    line = words("signin")["let_through_line"]
    return [
        line.format(
            kind=row.kind,
            check=row.check,
            title=row.title,
            clause=row.clause,
            about=f"【{row.about}】" if row.about else "",
            reason=row.reason,
            who=row.who,
            at=row.at,
        )
        for row in content.let_through
    ]


def _letters(content: SignIn) -> str:
    numbers = "、".join(content.letters_late)
    return words("signin")["letters_late_line"].format(numbers=numbers) if numbers else ""


def _verification(content: SignIn, ink: Pictures) -> list[Flowable]:
    w = words("signin")
    options = w.many("verify_options")
    done = bool(content.verified_by)
    line = Para(w["verify_line"].format(box=checks(options, options[0] if done else None)), NOTE)
    if not done:
        return [line, Para(w["verify_blank"], NOTE)]
    said = w["verify_sign"].format(name=content.verified_by, at=content.verified_at)
    return [line, Ink(ink.get(content.verifier_picture)), Para(said, NOTE)]
