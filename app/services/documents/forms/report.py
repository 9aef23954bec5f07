"""专家论证报告 (rules 3.2): the signed content, its signature table, and the print variant for wet ink."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable

from app.models.papers import ReportContent, UnitRow
from app.models.papers.report import DefectRow
from app.models.terms import Conformity, Verdict
from app.services.documents.forms.common import NOTE, TINY, Pairs, head_pairs, head_style, small, together
from app.services.documents.forms.conclusion import conclusion, nodes, signature_table
from app.services.documents.forms.words import words
from app.services.documents.page import Sheet, build
from app.services.documents.para import BODY, HEADING, Para, ParaStyle
from app.services.documents.tables import Cell, checks, grid, heading, key_values, title

TOPIC_WIDTHS = (68, 52, 45)
DEFECT_WIDTHS = (16, 84, 18, 47)
ITEM_WIDTHS = (8, 26, 42, 45, 24, 8, 12)
RESERVATION_WIDTHS = (30, 135)
_SUBHEAD = ParaStyle(face=HEADING.face, size=10.5, before=4.0, after=2.0)


@dataclass(frozen=True, slots=True)
class GivenSignature:
    """A signature as printed: picture (PNG; None = on paper, or by ``certificate``) and Beijing time."""

    picture: bytes | None
    at: str
    certificate: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands in the report without being signed content: 论证意见形成时间, signatures, attachments."""

    formed: str = ""
    signatures: Mapping[str, GivenSignature] = field(default_factory=dict)
    attachments: Sequence[str] = ()


def render(content: ReportContent, sheet: Sheet, around: Around) -> bytes:
    """Make the report. Without any signature it is the print variant: empty cells, 待签打印件 in the footer.

    Raises MissingGlyphsError when a character has no font.
    """
    w = words("report")
    if not around.signatures:
        sheet = replace(sheet, note=w["print_note"])
    return build(
        sheet,
        [
            title(w["title"] if content.oversize_title else w["title_hazardous"]),
            key_values(_header(content, around), head_style(sheet)),
            *heading(w["topics"]),
            *_topics(content, sheet),
            *heading(w["defects"]),
            *_defects(content, sheet),
            *heading(w["opinion"]),
            *_opinion(content, sheet),
            *_closing(content, sheet, around),
            *_reservations(content, sheet),
            *_attachments(around),
            *_notes(sheet),
        ],
    )


def _header(content: ReportContent, around: Around) -> Pairs:
    w, nobody = words("report"), words("head")["nobody"]
    beijing = words("head")["beijing"]
    pairs = head_pairs(content.head, content.head.starts + beijing, w["start"])
    formed = around.formed + beijing if around.formed else w["formed_blank"]
    first = content.review_no <= 1
    again = w["again"].format(n=content.review_no, previous=content.previous_report or nobody)
    pairs += [(w["formed"], formed), *_units(content.formed_units)]
    pairs += [
        (w["author"], content.author or nobody),
        (w["director_dates"], content.director_dates or nobody),
        (w["chief_date"], content.chief_date or nobody),
        (w["draw"], content.draw or nobody),
        (w["review_no"], w["first_review"] if first else again),
        (w["overview"], content.overview or nobody),
        (w["oversize"], content.head.oversize or nobody),
    ]
    return pairs


def _units(units: Sequence[UnitRow]) -> Pairs:
    w, nobody = words("report"), words("head")["nobody"]

    def of(kind: str) -> list[UnitRow]:
        return [unit for unit in units if unit.kind == kind]

    def leads(found: Sequence[UnitRow]) -> str:
        return "；".join(" / ".join(x for x in (u.pm, u.proj_tech) if x) for u in found) or nobody

    def names(found: Sequence[UnitRow]) -> str:
        return "、".join(unit.name for unit in found) or nobody

    general, subs, supervisors = of("总承包"), of("分包"), of("监理")
    return [
        (w["gc"], names(general)),
        (w["gc_pm"], leads(general)),
        (w["sc"], names(subs)),
        (w["sc_pm"], leads(subs)),
        (w["survey"], names(of("勘察"))),
        (w["design"], names(of("设计"))),
        (w["supervisor"], names(supervisors)),
        (w["chief"], "、".join(unit.chief for unit in supervisors if unit.chief) or nobody),
        (w["monitor"], names(of("监测"))),
    ]


def _topics(content: ReportContent, sheet: Sheet) -> list[Flowable]:
    w = words("report")
    rows: list[list[Cell]] = []
    for number, topic in enumerate(content.topics):
        rows.append(
            [f"（{'一二三'[number]}）{topic.text}", _boxes("topic_options", topic.conclusion), topic.note]
        )
        if number == 0:
            rows += [
                [f"　{n}. {part.text}", _boxes("part_options", part.tick), part.remark]
                for n, part in enumerate(content.parts, 1)
            ]
    parts: list[Flowable] = [grid([w.many("topic_columns")], rows, small(sheet, TOPIC_WIDTHS))]
    if content.verdict == Verdict.PASS_AFTER_REVISION and content.topics[1].conclusion == Conformity.FAILS:
        parts.append(Para(w["warning"], replace(NOTE, before=3.0)))
    return parts


def _boxes(options: str, chosen: str) -> str:
    return checks(words("report").many(options), chosen or None, gap=" ")


def _defects(content: ReportContent, sheet: Sheet) -> list[Flowable]:
    w = words("report")
    groups = "、".join(content.defect_groups) or words("head")["nobody"]
    parts: list[Flowable] = [Para(w["defect_groups"].format(groups=groups, n=content.defects_checked))]
    if content.defects_found:
        parts += [Para(w["defect_found"]), _defect_table(content.defects_found, sheet)]
    else:
        parts.append(Para(w["defect_none"]))
    if content.defects_decided:
        parts += [Para(w["defect_decided"]), _defect_table(content.defects_decided, sheet)]
    if content.defects_not_applicable:
        parts.append(Para(w["defect_off"].format(codes="、".join(content.defects_not_applicable))))
    return parts


def _defect_table(rows: Sequence[DefectRow], sheet: Sheet) -> Flowable:
    cells = [[row.code, row.text, row.result, row.reason] for row in rows]
    return grid([words("report").many("defect_columns")], cells, small(sheet, DEFECT_WIDTHS))


def _opinion(content: ReportContent, sheet: Sheet) -> list[Flowable]:
    w = words("report")
    parts = [*_subhead(w["assessment"]), Para(content.assessment or w["none"]), *_subhead(w["items"])]
    if content.items:
        rows: list[list[Cell]] = [
            [
                str(item.number),
                item.place,
                item.problem,
                item.requirement,
                item.basis,
                w["yes"] if item.required else w["no"],
                Para(item.expert, TINY),
            ]
            for item in content.items
        ]
        style = small(sheet, ITEM_WIDTHS, centred=frozenset({0, 5}))
        parts.append(grid([w.many("item_columns")], rows, style))
    else:
        parts.append(Para(w["none"]))
    return [*parts, *_subhead(w["advice"]), Para(content.advice or w["none"])]


def _subhead(text: str) -> list[Flowable]:
    return [CondPageBreak(20 * mm), Para(text, _SUBHEAD)]


def _closing(content: ReportContent, sheet: Sheet, around: Around) -> list[Flowable]:
    """Keep conclusion, key nodes and signatures on one page if they fit (3.2, Layout)."""
    pictures = {
        person: (given.picture, given.at, given.certificate) for person, given in around.signatures.items()
    }
    parts = [*conclusion(content), *nodes(content, sheet), *signature_table(content, sheet, pictures)]
    return together(parts, sheet)


def _reservations(content: ReportContent, sheet: Sheet) -> list[Flowable]:
    w = words("report")
    if not content.reservations:
        return [*heading(w["reservations"]), Para(w["none"])]
    rows = [[row.expert, row.text] for row in content.reservations]
    style = small(sheet, RESERVATION_WIDTHS)
    return [*heading(w["reservations"]), grid([w.many("reservation_columns")], rows, style)]


def _attachments(around: Around) -> list[Flowable]:
    w = words("report")
    lines = [Para(f"{number}. {text}", BODY) for number, text in enumerate(around.attachments, 1)]
    return [*heading(w["attachments"]), *(lines or [Para(w["none"])])]


def _notes(sheet: Sheet) -> list[Flowable]:
    w = words("report")
    lines = [Para(f"{n}. {text}", NOTE) for n, text in enumerate(w.many("notes_lines"), 1)]
    return together([Para(w["notes"], HEADING), *lines], sheet)
