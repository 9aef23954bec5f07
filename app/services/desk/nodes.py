"""Verbs of the key nodes: invite, inspect, push (T33, C63, EC-35)."""

from app.models import after
from app.models import facts as f
from app.models.facts import Fact
from app.services.desk import requests as r
from app.services.desk.context import Ctx
from app.services.desk.preparing import not_ahead, text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb


@verb(f.KeyNodeInvited)
def invite(ctx: Ctx, request: f.KeyNodeInvited) -> tuple[Fact, ...]:
    """The leader, or a member of the group he delegates in writing; nobody else (XJ-三（四）, EC-35)."""
    _known(ctx, request.node)
    text_needed(request.channel, "channel")
    if request.expert != after.acting_leader(ctx.m):
        if request.expert not in after.report_experts(ctx.m):
            raise Refusal("node_member", name=ctx.m.name(request.expert), clause=_clause(ctx))
        if not request.delegation.strip():
            raise Refusal("node_delegation", name=ctx.m.name(request.expert), clause=_clause(ctx))
    return (request,)


@verb(f.KeyNodeVisited)
def visit(ctx: Ctx, request: f.KeyNodeVisited) -> tuple[Fact, ...]:
    """T33: by the leader or the member invited in his place; an acceptance names its two compulsory signers (令37-21)."""
    _known(ctx, request.node)
    text_needed(request.guidance, "guidance")
    invited = ctx.m.after.invitations.get(request.node)
    if request.expert != after.acting_leader(ctx.m) and (invited is None or invited.expert != request.expert):
        raise Refusal("node_not_invited", name=ctx.m.name(request.expert), clause=_clause(ctx))
    not_ahead(ctx, request.visited_on)
    if request.result == "合格":
        text_needed(request.project_tech, "project_tech")
        text_needed(request.chief, "chief")
    elif request.fix_by is None:
        raise Refusal("node_fix_by")
    return (request,)


@verb(r.VisitNode)
def visit_signed(ctx: Ctx, request: r.VisitNode) -> tuple[Fact, ...]:
    """T33 with the signature of the expert on site (form 3.9)."""
    fact = f.KeyNodeVisited(
        node=request.node,
        visited_on=request.visited_on,
        expert=request.expert,
        guidance=request.guidance,
        result=request.result,
        state=request.state,
        problems=request.problems,
        fix_by=request.fix_by,
        project_tech=request.project_tech,
        chief=request.chief,
        present=request.present,
        ink=ctx.ink(request.drawing),
    )
    return visit(ctx, fact)


@verb(f.KeyNodePushed)
def push(ctx: Ctx, request: f.KeyNodePushed) -> tuple[Fact, ...]:
    """Guidance and acceptance go to the management system after the visit, each visit once."""
    _known(ctx, request.node)
    visits = [v for v in ctx.m.after.visits if v.node == request.node]
    if not visits:
        raise Refusal("node_visit_first")
    if ctx.m.after.pushed_visits.get(request.node, 0) >= len(visits) or visits[-1].pushed_at:
        raise Refusal("node_pushed")
    not_ahead(ctx, request.pushed_at)
    return (request,)


def _known(ctx: Ctx, node: str) -> None:
    if node not in ctx.m.session.nodes:
        raise Refusal("node_unknown", node=node)


def _clause(ctx: Ctx) -> str:
    return ctx.case.pack.check("C63").src
