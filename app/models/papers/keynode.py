"""Rows of 关键节点现场检查指导及验收意见 (3.9; XJ-三（四）, 令37-21, 31号-七)."""

from msgspec import Struct

from app.models import after
from app.models.checks import Case
from app.models.facts import KeyNodeVisited, KeyNodeWritten
from app.models.papers.head import KIND_ZH, ROLE_ZH, Head, clock, head_of
from app.models.papers.number import document_number
from app.models.terms import Document, PartyKind, Role

ACCEPTORS: tuple[Role, ...] = (
    Role.GC_TECH,
    Role.GC_TECH_DELEGATE,
    Role.GC_PM,
    Role.GC_PROJ_TECH,
    Role.GC_AUTHOR,
    Role.GC_SAFETY,
    Role.SC_TECH,
    Role.SC_TECH_DELEGATE,
    Role.SC_PM,
    Role.SC_PROJ_TECH,
    Role.SC_AUTHOR,
    Role.SC_SAFETY,
    Role.SUP_CHIEF,
    Role.SUP_ENG,
    Role.SURVEY_TECH,
    Role.DESIGN_TECH,
    Role.MONITOR,
)
"""验收人员 in the order of 31号-七."""
MUST_SIGN = frozenset({Role.GC_PROJ_TECH, Role.SUP_CHIEF})
"""令37-21: 施工项目技术负责人 and 总监 sign the acceptance."""


class AcceptorRow(Struct, frozen=True, kw_only=True):
    """One person who takes part in the acceptance; signed by hand on the paper."""

    kind: str
    unit: str
    posts: str
    name: str
    must: bool
    present: bool


class KeyNodePaper(Struct, frozen=True, kw_only=True):
    """The whole form; empty fields are written by hand on the site."""

    head: Head
    report_number: str
    number: int
    name: str
    content: str
    expected: str
    invited: str
    channel: str
    delegation: str
    visited: str
    expert: str
    expert_role: str
    state: str
    problems: str
    guidance: str
    result: str
    fix_by: str
    acceptors: tuple[AcceptorRow, ...]
    picture: str
    pushed: str
    push_number: str


def _parts(c: Case, subject: str) -> tuple[KeyNodeWritten, int, list[KeyNodeVisited], int]:
    """Node, its place in the report, its visits, and which visit ``node#n`` means (from 1; 0 = none yet)."""
    nodes = c.m.session.nodes
    node, _, which = subject.partition("#")
    if not nodes or (node and node not in nodes):
        raise LookupError(subject)
    key = node or next(iter(nodes))
    visits = [v for v in c.m.after.visits if v.node == key]
    return nodes[key], list(nodes).index(key) + 1, visits, int(which) if which else len(visits)


def key_node_place(c: Case, subject: str) -> tuple[int, int]:
    """序号 (place in the report) and 版本 (which visit) of the form."""
    _node, number, _visits, which = _parts(c, subject)
    return number, max(which, 1)


def key_node_paper(c: Case, subject: str = "") -> KeyNodePaper:
    """The form of one node (``subject`` = its id, or ``id#n`` for the n-th visit); before a visit, the form to take along.

    Raises:
        LookupError: there is no such key node.

    """
    node, number, visits, which = _parts(c, subject)
    visit = visits[which - 1] if 0 < which <= len(visits) else None
    invited = c.m.after.invitations.get(node.node)
    push = c.m.after.pushes.get(node.node)
    who = visit.expert if visit else invited.expert if invited else node.expert or after.acting_leader(c.m)
    pushed_at = visit.pushed_at if visit else None
    last = which == len(visits)
    return KeyNodePaper(
        head=head_of(c),
        report_number=document_number(c, Document.REPORT),
        number=number,
        name=node.name,
        content=node.content,
        expected=node.expected,
        invited=clock(invited.invited_at) if invited else "",
        channel=invited.channel if invited else node.notify,
        delegation=invited.delegation if invited else "",
        visited=visit.visited_on.isoformat() if visit else "",
        expert=_name(c, who),
        expert_role="组长" if who == after.acting_leader(c.m) else "组长委托成员",
        state=visit.state if visit else "",
        problems=visit.problems if visit else "",
        guidance=visit.guidance if visit else "",
        result=visit.result if visit else "",
        fix_by=visit.fix_by.isoformat() if visit and visit.fix_by else "",
        acceptors=_acceptors(c, visit),
        picture=visit.ink.picture if visit and visit.ink else "",
        pushed=clock(push.pushed_at if push and last else pushed_at),
        push_number=push.number if push and last else "",
    )


def _name(c: Case, person: str) -> str:
    named = c.m.after.leader
    return named.name if named and named.leader == person and named.name else c.name(person)


def _acceptors(c: Case, visit: KeyNodeVisited | None) -> tuple[AcceptorRow, ...]:
    there = {visit.project_tech, visit.chief, *visit.present} - {""} if visit else set()
    units = sorted(c.m.parties.values(), key=lambda p: list(PartyKind).index(p.kind))
    rows = []
    for party in units:
        held: dict[str, list[Role]] = {}
        for role in ACCEPTORS:
            for h in c.m.holders(role, party.code):
                held.setdefault(h.person, []).append(role)
        for person, roles in held.items():
            rows.append(
                AcceptorRow(
                    kind=KIND_ZH[party.kind],
                    unit=party.name,
                    posts="、".join(ROLE_ZH[r] for r in roles),
                    name=c.name(person),
                    must=not MUST_SIGN.isdisjoint(roles),
                    present=person in there or c.name(person) in there,
                )
            )
    return tuple(rows)
