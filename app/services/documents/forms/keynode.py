"""关键节点现场检查指导及验收意见 (rules 3.9): guidance of the expert, acceptance by the parties."""

from reportlab.platypus import Flowable

from app.models.papers.keynode import KeyNodePaper
from app.services.documents.forms.aftercommon import BELOW, LINE, or_nobody, section, signatures
from app.services.documents.forms.common import NAME, Pictures, head_pairs, head_style, small
from app.services.documents.forms.words import words
from app.services.documents.page import Sheet, build
from app.services.documents.para import Para
from app.services.documents.tables import Cell, Ink, checks, grid, heading, key_values, tick, title

PEOPLE_WIDTHS = (50, 45, 28, 12, 30)
TEXT_WIDTHS = (32, 133)
ROW_HEIGHT = 13.0  # mm
_WRITE = 22.0  # mm, room to write by hand


def render(content: KeyNodePaper, sheet: Sheet, ink: Pictures) -> bytes:
    """Make the form; what is not known yet is left free to be written on the site.

    Raises MissingGlyphsError when a character has no font.
    """
    w = words("keynode")
    return build(
        sheet,
        [
            title(w["title"]),
            key_values(_header(content), head_style(sheet)),
            *heading(w["check"]),
            _texts(content, sheet),
            *section(w["acceptance"], _acceptance(content), sheet),
            *heading(w["people"]),
            _people(content, sheet),
            Para(w["must"], BELOW),
            *_expert(content, sheet, ink),
        ],
    )


def _header(content: KeyNodePaper) -> list[tuple[str, Cell]]:
    w, head = words("keynode"), words("head")
    pairs = head_pairs(content.head, content.head.starts + head["beijing"])
    invited = f"{content.invited}{head['beijing']} {content.channel}" if content.invited else content.channel
    expert = f"{content.expert}（{content.expert_role}）" if content.expert else ""
    return [
        *pairs,
        (w["report"], content.report_number),
        (w["node"], w["node_value"].format(n=content.number, name=content.name)),
        (w["content"], or_nobody(content.content)),
        (w["expected"], or_nobody(content.expected)),
        (w["invited"], or_nobody(invited)),
        (w["expert"], or_nobody(expert)),
        (w["visited"], content.visited),
        (w["delegation"], or_nobody(content.delegation)),
    ]


def _texts(content: KeyNodePaper, sheet: Sheet) -> Flowable:
    w = words("keynode")
    pairs: list[tuple[str, Cell]] = [
        (w["state"], content.state),
        (w["problems"], content.problems),
        (w["guidance"], content.guidance),
    ]
    least = 0.0 if content.visited else _WRITE
    return key_values(pairs, small(sheet, TEXT_WIDTHS, least_row=least))


def _acceptance(content: KeyNodePaper) -> list[Flowable]:
    w = words("keynode")
    fix = content.fix_by or ("　" * 8 if content.result in {"", "整改后复验"} else words("head")["nobody"])
    line = f"{checks(w.many('results'), content.result or None)}　　{w['fix_by']}：{fix}"
    return [Para(line, LINE)]


def _people(content: KeyNodePaper, sheet: Sheet) -> Flowable:
    rows: list[list[Cell]] = [
        [
            f"{row.kind}　{row.unit}",
            ("★" if row.must else "") + row.posts,
            Para(row.name, NAME),
            tick("", on=row.present),
            Ink(None, height=28),
        ]
        for row in content.acceptors
    ]
    style = small(sheet, PEOPLE_WIDTHS, least_row=ROW_HEIGHT, centred=frozenset({3}))
    return grid([words("keynode").many("columns")], rows or [["", "", "", "", ""]], style)


def _expert(content: KeyNodePaper, sheet: Sheet, ink: Pictures) -> list[Flowable]:
    w = words("keynode")
    who, sign, day = w.many("expert_sign")
    columns = [who.format(role=content.expert_role), sign, day]
    table = signatures(columns, [(content.expert, content.picture, content.visited)], sheet, ink)
    pushed = f"{content.pushed}{words('head')['beijing']} {content.push_number}".strip()
    rows: list[list[Cell]] = [
        [w["photos"], w["photos_value"]],
        [w["pushed"], pushed if content.pushed else w["not_pushed"]],
    ]
    return section("", [table, grid([], rows, small(sheet, (50, 115)))], sheet)
