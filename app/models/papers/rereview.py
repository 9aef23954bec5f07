"""Rows of 修改情况复核意见 (3.8; QD-四（二）4, NN-四（七）, 31号-五)."""

from msgspec import Struct

from app.models import after
from app.models import facts as f
from app.models.checks import Case
from app.models.meetingparts import Rereview
from app.models.papers.head import Head, clock, head_of
from app.models.papers.number import document_number
from app.models.terms import Document

OUTCOMES: dict[type[f.Fact], str] = {
    f.RevisionApproved: "approved",
    f.RevisionReturned: "returned",
    f.RevisionRejected: "rejected",
}


class ChangeRow(Struct, frozen=True, kw_only=True):
    """One change the report asked for: how the contractor answered it and what the leader found."""

    number: int
    requirement: str
    answer: str
    place: str
    result: str
    note: str
    required: bool


class ToldRow(Struct, frozen=True, kw_only=True):
    """“修改情况已告知专家”: one expert of the report; ``at`` is empty while he was not told."""

    name: str
    at: str


class RereviewPaper(Struct, frozen=True, kw_only=True):
    """The whole form. ``outcome`` is approved, returned, rejected or empty (not signed yet)."""

    head: Head
    report_number: str
    report_hash: str
    verdict: str
    plan_version: str
    plan_hash: str
    plan_dated: str
    filed: str
    rows: tuple[ChangeRow, ...]
    outcome: str
    opinion: str
    signer: str
    authority: str
    signed: str
    picture: str
    director_on: str
    chief_on: str
    stamped: bool
    told: tuple[ToldRow, ...]
    by_leader: bool


def rereview_serial(c: Case, subject: str) -> int:
    """Which round: ``subject`` counts from 1, empty = the newest."""
    rounds = c.m.after.rereviews
    if subject:
        return int(subject)
    answered = bool(rounds) and not isinstance(rounds[-1].fact, f.RevisionReturned)
    waiting = c.m.after.revision is not None and not answered
    return max(len(rounds) + waiting, 1)


def rereview_paper(c: Case, subject: str = "") -> RereviewPaper:
    """The form of one round; before the leader answers, the form he is to fill in.

    Raises:
        LookupError: no changed plan was filed.

    """
    a, serial = c.m.after, rereview_serial(c, subject)
    answer = a.rereviews[serial - 1] if 0 < serial <= len(a.rereviews) else None
    revision = answer.revision if answer else a.revision
    if revision is None:
        raise LookupError("no changed plan")
    filed = [at for at in a.filed_at if answer is None or at <= answer.at]
    approval = a.approval
    acting = after.acting_leader(c.m)
    return RereviewPaper(
        head=head_of(c),
        report_number=document_number(c, Document.REPORT),
        report_hash=c.m.frozen.content_hash if c.m.frozen else "",
        verdict=c.m.verdict.value if c.m.verdict else "",
        plan_version=revision.plan_version,
        plan_hash=revision.plan_sha256[:12],
        plan_dated=revision.dated.isoformat(),
        filed=clock(filed[-1]) if filed else "",
        rows=_rows(c, revision, answer),
        outcome=OUTCOMES[type(answer.fact)] if answer else "",
        opinion=_opinion(answer),
        signer=(answer.by.name or c.name(answer.by.person)) if answer else _leader_name(c, acting),
        authority=_authority(c, answer.by.person if answer else acting),
        signed=clock(answer.at) if answer else "",
        picture=answer.fact.ink.picture if answer and answer.fact.ink else "",
        director_on=approval.technical_director_on.isoformat() if approval else "",
        chief_on=approval.chief_supervisor_on.isoformat() if approval else "",
        stamped=bool(approval and approval.stamped),
        told=tuple(ToldRow(name=c.name(p), at=clock(a.notices.get(p))) for p in after.report_experts(c.m)),
        by_leader=c.pack.rereview.by == "leader",
    )


def _opinion(answer: Rereview | None) -> str:
    if answer is None:
        return ""
    fact = answer.fact
    return fact.opinion if isinstance(fact, f.RevisionApproved) else fact.reason


def _leader_name(c: Case, person: str) -> str:
    named = c.m.after.leader
    return named.name if named and named.leader == person and named.name else c.name(person)


def _authority(c: Case, person: str) -> str:
    """Number of the 组长变更 document where another than the leader of the report signs (T28)."""
    named = c.m.after.leader
    return named.number if named and named.leader == person and person != c.m.leader else ""


def _rows(c: Case, revision: f.RevisionFiled, answer: Rereview | None) -> tuple[ChangeRow, ...]:
    said = {a.item: a for a in revision.answers}
    found = {r.item: r for r in answer.fact.rows} if answer else {}
    rows = []
    for n, item in enumerate(c.m.session.items.values(), 1):
        if not item.required and item.item not in said:
            continue
        how, result = said.get(item.item), found.get(item.item)
        rows.append(
            ChangeRow(
                number=n,
                requirement=item.requirement,
                answer=how.answer if how else "",
                place=how.place if how else "",
                result=result.result if result else "",
                note=result.note if result else "",
                required=item.required,
            )
        )
    return tuple(rows)
