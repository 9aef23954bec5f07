"""The key nodes after the meeting: planned → invited → inspected → pushed, and what is overdue (4.1, C63, XJ-三（四）)."""

from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from app.models.after import acting_leader
from app.models.calendar import beijing_day
from app.models.checks.case import Case
from app.models.facts import KeyNodeInvited, KeyNodePushed, KeyNodeVisited, KeyNodeWritten

State = Literal["PLANNED", "INVITED", "INSPECTED", "PUSHED", "OVERDUE"]
Lack = Literal["", "visit", "fix", "push"]
NO_LONGER_FIT = frozenset({"suspended", "terminated", "revoked"})
"""Pool status that is said at the node date; the duty comes from the report (EC-35)."""


class NodeState(Struct, frozen=True, kw_only=True):
    """One key node as it stands.

    ``due`` is the day of the next thing to do (None: the report names no date, or nothing is left to do); ``lack`` says
    which: the visit, the visit after 整改, the push. ``state`` is OVERDUE when that day is over, else how far it came.
    ``expert``: person id of who goes: the one invited, else the member named in the report, else the acting leader.
    """

    node: str
    name: str
    state: State
    due: date | None
    expert: str
    invited: KeyNodeInvited | None
    visited: KeyNodeVisited | None
    pushed: KeyNodePushed | None
    lack: Lack = ""


def node_states(case: Case) -> tuple[NodeState, ...]:
    """Every key node of the report, in its order."""
    return tuple(_state(case, node) for node in case.m.session.nodes.values())


def expected_day(node: KeyNodeWritten) -> date | None:
    """The day the report expects, if it is written as a date (YYYY-MM-DD)."""
    try:
        return date.fromisoformat(node.expected.strip())
    except ValueError:
        return None


def visitor(case: Case, node: KeyNodeWritten) -> str:
    """Who is to go there (3.9): whom the contractor invited, whom the report names, else the acting leader."""
    invited = case.m.after.invitations.get(node.node)
    return invited.expert if invited else node.expert or acting_leader(case.m)


def _state(case: Case, node: KeyNodeWritten) -> NodeState:
    after = case.m.after
    visits = [v for v in after.visits if v.node == node.node]
    last = visits[-1] if visits else None
    pushed = _is_pushed(case, node.node, visits)
    lack, due = _next(case, node, last, pushed=pushed)
    reached: State = "PLANNED"
    if node.node in after.invitations:
        reached = "INVITED"
    if last:
        reached = "PUSHED" if pushed else "INSPECTED"
    over = due is not None and due < beijing_day(case.now)
    return NodeState(
        node=node.node,
        name=node.name,
        state="OVERDUE" if over else reached,
        due=due,
        expert=visitor(case, node),
        invited=after.invitations.get(node.node),
        visited=last,
        pushed=after.pushes.get(node.node) if pushed else None,
        lack=lack,
    )


def _is_pushed(case: Case, node: str, visits: list[KeyNodeVisited]) -> bool:
    """Was the last visit pushed; a visit after 整改 is pushed again."""
    if not visits:
        return False
    return visits[-1].pushed_at is not None or case.m.after.pushed_visits.get(node, 0) >= len(visits)


def _next(
    case: Case, node: KeyNodeWritten, last: KeyNodeVisited | None, *, pushed: bool
) -> tuple[Lack, date | None]:
    if last is None:
        return "visit", expected_day(node)
    if not pushed:
        return "push", last.visited_on + timedelta(days=case.pack.keynode.push_soft_days)
    return ("", None) if last.result == "合格" else ("fix", last.fix_by)
