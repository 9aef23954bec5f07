"""The signed content of the review report (3.2 items 1–8). ``content_hash`` is SHA-256 of its RFC 8785 form (8.1)."""

from msgspec import Struct

from app.models.checks import Case
from app.models.checks.session import PARTS, TOPICS, applicable_items
from app.models.checks.sign import signers
from app.models.papers.head import Head, UnitRow, clock, head_of, unit_rows
from app.models.terms import DefectAnswer, Stance, Verdict

CONTENT_FORMAT = "huiqian.report/1"


class TopicRow(Struct, frozen=True, kw_only=True):
    """One of the three topics of 31号-四."""

    text: str
    conclusion: str
    note: str


class PartRow(Struct, frozen=True, kw_only=True):
    """One of the nine parts of 31号-二."""

    text: str
    tick: str
    remark: str


class DefectRow(Struct, frozen=True, kw_only=True):
    """A severe defect found, or an item ticked by an expert and fixed otherwise (63号)."""

    code: str
    text: str
    result: str
    reason: str


class ItemRow(Struct, frozen=True, kw_only=True):
    """需修改完善的具体内容."""

    number: int
    place: str
    problem: str
    requirement: str
    basis: str
    expert: str
    required: bool


class NodeRow(Struct, frozen=True, kw_only=True):
    """关键节点 or 验收节点."""

    number: int
    name: str
    content: str
    expected: str
    expert: str
    notify: str


class SignerRow(Struct, frozen=True, kw_only=True):
    """A row of the signature table, without signature and time; ``person`` keys the signature."""

    number: int
    person: str
    name: str
    unit: str
    title: str
    specialty: str
    certificate: str
    stance: str
    leader: bool


class ReservationRow(Struct, frozen=True, kw_only=True):
    """保留意见 of an expert who agrees and signs."""

    expert: str
    text: str


class ReportContent(Struct, frozen=True, kw_only=True):
    """Header and parts 一 to 七. Nothing of it may change without all signatures becoming void (T18)."""

    format: str
    meeting: str
    version: int
    oversize_title: bool
    head: Head
    formed_units: tuple[UnitRow, ...]
    author: str
    director_dates: str
    chief_date: str
    draw: str
    review_no: int
    previous_report: str
    overview: str
    topics: tuple[TopicRow, ...]
    parts: tuple[PartRow, ...]
    defect_groups: tuple[str, ...]
    defects_checked: int
    defects_found: tuple[DefectRow, ...]
    defects_decided: tuple[DefectRow, ...]
    defects_not_applicable: tuple[str, ...]
    assessment: str
    items: tuple[ItemRow, ...]
    advice: str
    verdict: str
    verdict_reason: str
    rereview_by: str
    nodes: tuple[NodeRow, ...]
    signers: tuple[SignerRow, ...]
    reservations: tuple[ReservationRow, ...]


def report_content(c: Case) -> ReportContent:
    """The content as it would be signed now.

    Raises:
        LookupError: there is no proposal yet.

    """
    m, p = c.m, c.m.info
    proposal = m.session.proposal
    if proposal is None:
        raise LookupError("no proposal")
    groups, found, decided, not_applicable, checked = _defects(c)
    words = m.session.assessment
    return ReportContent(
        format=CONTENT_FORMAT,
        meeting=m.id,
        version=proposal.version,
        oversize_title=bool(c.assessment.oversize),
        head=head_of(c),
        formed_units=unit_rows(c),
        author="、".join(u.author for u in unit_rows(c) if u.author),
        director_dates=_dates(c, "technical_director"),
        chief_date=_dates(c, "chief_supervisor"),
        draw=f"{p.meeting.draw_method} {p.meeting.draw_id}".strip(),
        review_no=p.meeting.review_no,
        previous_report=p.meeting.previous_report,
        overview=p.plan.overview,
        topics=_topics(c),
        parts=_parts(c),
        defect_groups=groups,
        defects_checked=checked,
        defects_found=found,
        defects_decided=decided,
        defects_not_applicable=not_applicable,
        assessment=words.text if words else "",
        items=_items(c),
        advice=words.advice if words else "",
        verdict=proposal.verdict.value,
        verdict_reason=proposal.reason,
        rereview_by=c.pack.rereview.by if proposal.verdict is Verdict.PASS_AFTER_REVISION else "",
        nodes=_nodes(c),
        signers=_signers(c),
        reservations=tuple(
            ReservationRow(expert=c.name(r.expert), text=r.text) for r in m.session.reservations.values()
        ),
    )


def _dates(c: Case, role: str) -> str:
    return "、".join(
        f"{s.name} {s.signed_on.isoformat()}" for s in c.plan.sign_offs if s.role == role and s.signed_on
    )


def _topics(c: Case) -> tuple[TopicRow, ...]:
    rows = []
    for n in TOPICS:
        said = c.m.session.topics.get(n)
        rows.append(
            TopicRow(
                text=c.topic(n),
                conclusion=said.conclusion.value if said else "",
                note=said.note if said else "",
            )
        )
    return tuple(rows)


def _parts(c: Case) -> tuple[PartRow, ...]:
    parts = c.m.session.parts
    return tuple(
        PartRow(
            text=c.plan_part(n),
            tick=parts[n].tick.value if n in parts else "",
            remark=parts[n].remark if n in parts else "",
        )
        for n in PARTS
    )


def _defects(
    c: Case,
) -> tuple[tuple[str, ...], tuple[DefectRow, ...], tuple[DefectRow, ...], tuple[str, ...], int]:
    s = c.m.session
    items = applicable_items(c)
    ticked = {i for a in s.answers.values() for i, x in a.items() if x is DefectAnswer.PRESENT}

    def row(code: str) -> DefectRow:
        result = s.fixed[code].value if code in s.fixed else ""
        reason = s.fixed_reasons.get(code, "")
        return DefectRow(code=code, text=c.defect_text(code), result=result, reason=reason)

    found = tuple(row(i) for i in items if s.fixed.get(i) is DefectAnswer.PRESENT)
    decided = tuple(row(i) for i in items if i in ticked and s.fixed.get(i) is not DefectAnswer.PRESENT)
    off = [i for i in items if s.fixed.get(i) is DefectAnswer.NOT_APPLICABLE]
    every = [item.code for item in c.all_defect_items]
    off += [i for i in every if i not in items]
    groups = tuple(g.zh for g in c.defect_groups)
    return groups, found, decided, tuple(sorted(off, key=every.index)), len(items)


def _items(c: Case) -> tuple[ItemRow, ...]:
    return tuple(
        ItemRow(
            number=n,
            place=i.place,
            problem=i.problem,
            requirement=i.requirement,
            basis=i.basis,
            expert=c.name(i.expert) if i.expert else "",
            required=i.required,
        )
        for n, i in enumerate(c.m.session.items.values(), 1)
    )


def _nodes(c: Case) -> tuple[NodeRow, ...]:
    return tuple(
        NodeRow(
            number=n,
            name=x.name,
            content=x.content,
            expected=x.expected,
            expert=c.name(x.expert) if x.expert and x.expert != c.m.leader else "组长",
            notify=x.notify,
        )
        for n, x in enumerate(c.m.session.nodes.values(), 1)
    )


def _signers(c: Case) -> tuple[SignerRow, ...]:
    stances = c.m.session.proposal.stances if c.m.session.proposal else {}
    order = sorted(signers(c), key=lambda p: p != c.m.leader)
    rows = []
    for n, person in enumerate(order, 1):
        e, who = c.m.experts[person], c.m.people[person]
        stance = stances.get(person)
        rows.append(
            SignerRow(
                number=n,
                person=person,
                name=who.name,
                unit=e.employer_name or who.unit_name,
                title=who.title,
                specialty=e.draw_specialty or "、".join(e.pool_labels),
                certificate=e.certificate,
                stance=stance.value if isinstance(stance, Stance) else "",
                leader=person == c.m.leader,
            )
        )
    return tuple(rows)


def formed_at(c: Case) -> str:
    """论证意见形成时间: the moment of T16; empty before."""
    return clock(c.m.frozen.at) if c.m.frozen else ""
