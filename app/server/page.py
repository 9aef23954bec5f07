"""The status page of the node: which meetings arrived, whether their seal is acknowledged, and when."""

from datetime import datetime
from html import escape
from importlib.resources import files
from string import Template

from msgspec import Struct

from app.models import facts as f
from app.models.calendar import BEIJING
from app.server.node import Node
from app.server.records import Standing
from app.services.intake.problems import IntakeError
from app.services.intake.words import explain
from app.services.ledger import MeetingRow
from app.services.sync.protocol import PackageInfo

_MOST = 200
"""Meetings on the page, the newest first."""


class Line(Struct, frozen=True):
    """One meeting as the page shows it. ``state``: done, open, warn, block (with ``word``)."""

    title: str
    meeting: str
    state: str
    word: str
    planned: datetime | None
    arrived: datetime | None
    note: str = ""


def status_page(node: Node) -> str:
    """Return the page as HTML; it needs no script and loads nothing."""
    known = {info.meeting: info for info in node.packages.listed()}
    arrived = {row.meeting: row for row in node.ledger.meetings()}
    lines = [_line(node, meeting, known.get(meeting), arrived.get(meeting)) for meeting in known | arrived]
    lines.sort(key=lambda line: (line.planned.timestamp() if line.planned else 0, line.meeting), reverse=True)
    template = Template((files("resources") / "node" / "status.html").read_text(encoding="utf-8"))
    return template.substitute(
        now=_when(node.time("page").time),
        kid=escape(node.key.kid),
        meetings=len(lines),
        received=sum(line.state == "done" for line in lines),
        trouble=sum(line.state == "block" for line in lines),
        rows="\n".join(map(_row, lines[:_MOST])) or _EMPTY,
        register=escape(_register(node)),
    )


def _register(node: Node) -> str:
    """How the register of certificates stands; its operator looks here after he has changed it."""
    try:
        count = node.certificates.register.current().count
    except IntakeError as error:
        return explain(error).splitlines()[0]
    return f"证照登记表：{count} 张" if count else "没有证照登记表，证照只按名册核验"


def _line(node: Node, meeting: str, info: PackageInfo | None, row: MeetingRow | None) -> Line:
    standing = node.receipts.standing(meeting)
    sealed = row is not None and any(
        isinstance(mark.fact, f.ReportSealed | f.RecordClosed) for mark in row.marks
    )
    state, word = _state(standing, began=row is not None, sealed=sealed)
    receipt = standing.sealed_at or (standing.receipts[-1] if standing.receipts else None)
    return Line(
        title=info.title if info else meeting,
        meeting=meeting,
        state=state,
        word=word,
        planned=info.planned_start if info else None,
        arrived=receipt.received_at if receipt else None,
        note=standing.conflict.reason if standing.conflict else "",
    )


def _state(standing: Standing, *, began: bool, sealed: bool) -> tuple[str, str]:
    if standing.conflict:
        return "block", "冲突待处理"
    if standing.sealed_at:
        return "done", "已收到封存记录" + ("（附注）" if standing.noted else "")
    if sealed:
        return "warn", "封存记录正在送达"
    return ("open", "进行中，尚未封存") if began else ("none", "会议包已签发")


_MARK = {"done": "●", "open": "◐", "warn": "▲", "block": "■", "none": "○"}
_EMPTY = '<tr><td colspan="4" class="empty">还没有会议。签发会议包或等待桌面端上报后，这里会列出。</td></tr>'


def _row(line: Line) -> str:
    note = f'<div class="note">{escape(line.note)}</div>' if line.note else ""
    return (
        f'<tr><td><div class="title">{escape(line.title)}</div><div class="id">{escape(line.meeting)}</div></td>'
        f"<td>{_when(line.planned)}</td>"
        f'<td><span class="state {line.state}">{_MARK[line.state]} {line.word}</span>{note}</td>'
        f"<td>{_when(line.arrived)}</td></tr>"
    )


def _when(moment: datetime | None) -> str:
    """Beijing time as people write it."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}" if moment else "—"
