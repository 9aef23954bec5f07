"""专家个人审查意见表 (rules 3.3): one form per expert, each beginning a page; continuation sheets are allowed."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from reportlab.platypus import Flowable, PageBreak

from app.models.papers.personal import PersonalForm, PersonalForms
from app.services.documents.forms.common import Pairs, Pictures, head_style, small, together
from app.services.documents.forms.words import Words, words
from app.services.documents.page import Sheet, build
from app.services.documents.para import BODY, HEADING, Para
from app.services.documents.tables import Cell, Ink, checks, grid, key_values, title

TOPIC_WIDTHS = (105, 60)
PART_WIDTHS = (42, 40.5, 42, 40.5)
ROW_WIDTHS = (10, 32, 45, 48, 30)
QUESTION_WIDTHS = (20, 70, 75)
SIGNED_WIDTHS = (60, 60, 45)


def render(content: PersonalForms, sheet: Sheet, ink: Pictures) -> bytes:
    """Make all forms. ``ink`` holds pictures (PNG) by blob name.

    Raises MissingGlyphsError when a character has no font.
    """
    w = words("personal")
    story: list[Flowable] = []
    for n, form in enumerate(content.forms):
        if n:
            story.append(PageBreak())
        story += [
            title(w["title"]),
            key_values(_head(content, form), head_style(sheet)),
            *_findings(form, sheet, w),
            *_words(form, sheet, w),
            *_closing(form, sheet, ink, w),
        ]
    return build(sheet, story)


def _head(content: PersonalForms, form: PersonalForm) -> Pairs:
    w, head, nobody = words("personal"), content.head, words("head")["nobody"]
    stages = w.many("stages")
    return [
        (w["stage"], checks(stages, stages[1])),
        (words("head")["numbers"], " / ".join(x for x in (head.application_no, head.meeting_id) if x)),
        (words("head")["project"], head.project),
        (words("head")["plan"], f"{head.plan_name}　{head.plan_version}"),
        (w["category"], content.category or nobody),
        (w["received"], form.received or nobody),
        (w["name"], form.name),
        (w["unit"], form.unit or nobody),
        (w["person_title"], form.title or nobody),
        (w["specialty"], form.specialty or nobody),
        (w["certificate"], form.certificate or nobody),
        (w["visit"], form.site_visit or w["no_visit"]),
    ]


def _findings(form: PersonalForm, sheet: Sheet, w: Words) -> list[Flowable]:
    report = words("report")
    topics: list[list[Cell]] = [
        [f"（{'一二三'[n]}）{x.text}", checks(report.many("topic_options"), x.conclusion or None, gap=" ")]
        for n, x in enumerate(form.topics)
    ]
    half = (len(form.parts) + 1) // 2
    ticked: list[list[Cell]] = [
        [
            f"{n}. {x.text}",
            f"{checks(report.many('part_options'), x.tick or None, gap=' ')} {x.remark}".strip(),
        ]
        for n, x in enumerate(form.parts, 1)
    ]
    parts = [[*left, *right] for left, right in zip_longest(ticked[:half], ticked[half:], fillvalue=["", ""])]
    found = w["defects_found"] if form.defects else w["defects_none"]
    return [
        *_part(w["topics"], [grid([w.many("topic_columns")], topics, small(sheet, TOPIC_WIDTHS))], sheet),
        *_part(w["parts"], [grid([w.many("part_columns")], parts, small(sheet, PART_WIDTHS))], sheet),
        *_part(
            w["defects"],
            [Para(found.format(n=form.answered), BODY), *(Para(f"· {x}", BODY) for x in form.defects)],
            sheet,
        ),
    ]


def _words(form: PersonalForm, sheet: Sheet, w: Words) -> list[Flowable]:
    none = words("head")["none"]
    rows: list[list[Cell]] = [
        [str(n), x.place, x.problem, x.advice, x.basis] for n, x in enumerate(form.rows, 1)
    ]
    table: list[Flowable] = [Para(none, BODY)]
    if rows:
        table = [grid([w.many("row_columns")], rows, small(sheet, ROW_WIDTHS, centred=frozenset({0})))]
    asked: list[Flowable] = []
    if form.questions:
        cells: list[list[Cell]] = [
            [x.ask, x.text, f"{x.answer}　{x.answered_by}".strip() or w["unanswered"]] for x in form.questions
        ]
        asked = [grid([w.many("question_columns")], cells, small(sheet, QUESTION_WIDTHS))]
    return [
        *_part(w["opinion"], [Para(form.opinion or none, BODY)], sheet),
        *_part(w["rows"], table, sheet),
        *_part(w["wants"], [Para(form.wants or none, BODY), *asked], sheet),
        *_part(w["nodes"], [Para("；".join(form.nodes) or none, BODY)], sheet),
    ]


def _closing(form: PersonalForm, sheet: Sheet, ink: Pictures, w: Words) -> list[Flowable]:
    verdicts = words("report").many("verdicts")
    keeps = w.many("reserve_options")
    interest = w["no_interest"] if form.no_interest else w["interest_open"]
    row: list[Cell] = [form.name, Ink(ink.get(form.picture)), form.at or words("head")["nobody"]]
    style = small(sheet, SIGNED_WIDTHS, least_row=14.5, centred=frozenset({2}))
    return together(
        [
            Para(w["conclusion"], HEADING),
            Para(checks(verdicts, form.conclusion), replace(BODY, size=12.0)),
            Para(w["reserve"] + checks(keeps, keeps[0 if form.reserve else 1]), BODY),
            *([Para(form.reserve, BODY)] if form.reserve else []),
            Para(interest, BODY),
            grid([w.many("signed_columns")], [row], style),
        ],
        sheet,
    )


def _part(head: str, parts: Sequence[Flowable], sheet: Sheet) -> list[Flowable]:
    return together([Para(head, HEADING), *parts], sheet)
