"""Parts 四 to 六 of the review report: conclusion, key nodes, signature table (rules 3.2 items 5–7)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from app.models.papers import ReportContent
from app.models.papers.report import SignerRow
from app.models.terms import Verdict
from app.services.documents.fonts import Face
from app.services.documents.forms.common import SMALL, TINY, small
from app.services.documents.forms.words import words
from app.services.documents.page import Sheet
from app.services.documents.para import HEADING, Align, Para, ParaStyle, Span
from app.services.documents.tables import Cell, Ink, checks, grid

NODE_WIDTHS = (8, 32, 53, 24, 24, 24)
SIGN_WIDTHS = (8, 20, 36, 18, 20, 22, 13, 28)
SIGN_ROW: Final = 18.0  # mm: a field of 14 mm and the time under it
_INK_WIDTH: Final = 26.5 * mm  # the cell is 28 mm with its padding
_INK_HEIGHT: Final = 14 * mm
_BIG: Final = ParaStyle(size=16.0, align=Align.CENTER, leading=1.5, before=2.0, after=4.0)

Given = Mapping[str, tuple[bytes | None, str, str]]


def conclusion(content: ReportContent) -> list[Flowable]:
    """Part 四: boxes and sentence come from one field, so they cannot disagree."""
    w = words("report")
    parts: list[Flowable] = [
        Para(w["conclusion"], HEADING),
        Para(checks(w.many("verdicts"), content.verdict), _BIG),
        Para([w["sentence"], Span(content.verdict, bold=True, underline=True), "。"]),
    ]
    if content.verdict == Verdict.FAIL:
        parts.append(Para([Span(w["after_fail_reason"], bold=True), content.verdict_reason]))
        parts.append(Para(w["after_fail"]))
    if content.verdict == Verdict.PASS_AFTER_REVISION:
        again = "rereview_leader" if content.rereview_by == "leader" else "rereview_inform_experts"
        parts.append(Para(w["after_revision"] + w[again]))
    return parts


def nodes(content: ReportContent, sheet: Sheet) -> list[Flowable]:
    """Part 五."""
    w = words("report")
    if not content.nodes:
        return [Para(w["nodes"], HEADING), Para(w["none"])]
    rows: list[list[Cell]] = [
        [str(n.number), n.name, n.content, n.expected, n.expert, n.notify] for n in content.nodes
    ]
    style = small(sheet, NODE_WIDTHS, centred=frozenset({0}))
    return [Para(w["nodes"], HEADING), grid([w.many("node_columns")], rows, style)]


def signature_table(content: ReportContent, sheet: Sheet, given: Given) -> list[Flowable]:
    """Part 六. The conclusion line is part of the repeated head, so no page of signatures lacks it."""
    w = words("report")
    line = w["conclusion_line"].format(version=content.version, verdict=content.verdict)
    columns = w.many("sign_columns")
    head: list[list[Cell]] = [
        [Para(line, replace(SMALL, face=Face.HEI)), *[""] * (len(columns) - 1)],
        list(columns),
    ]
    rows = [_signer(row, given) for row in content.signers]
    style = small(sheet, SIGN_WIDTHS, least_row=SIGN_ROW, centred=frozenset({0, 6}), join_head=True)
    return [Para(w["signatures"], HEADING), Para(w["responsible"]), grid(head, rows, style)]


def _signer(row: SignerRow, given: Given) -> list[Cell]:
    w = words("report")
    name = Para(
        row.name + ("\n" + w["leader_mark"] if row.leader else ""), replace(SMALL, size=10.0, max_lines=4)
    )
    return [
        str(row.number),
        name,
        row.unit,
        row.title,
        row.specialty,
        row.certificate,
        row.stance,
        _field(given.get(row.person)),
    ]


def _field(signature: tuple[bytes | None, str, str] | None) -> list[Flowable]:
    if signature is None:
        return [Ink(None, _INK_WIDTH, _INK_HEIGHT)]
    picture, at, certificate = signature
    centred = replace(TINY, align=Align.CENTER)
    if certificate:
        said = words("report")["by_certificate"].format(certificate=certificate)
        return [Para(said, replace(centred, max_lines=6)), Para(at, centred)]
    if picture is None:
        return [Para(words("report")["on_paper"], centred), Para(at, centred)]
    return [Ink(picture, _INK_WIDTH, _INK_HEIGHT), Para(at, centred)]
