"""Who leads the group of experts: election, and its change in the middle of the meeting (C33, EC-07)."""

from app.models import facts as f
from app.models.facts import Fact
from app.models.terms import Stage
from app.services.desk.context import Ctx
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb

CHANGED = "组长变更，报告内容随之改变，已有签名全部作废"


@verb(f.LeaderElected)
def elect(ctx: Ctx, request: f.LeaderElected) -> tuple[Fact, ...]:
    """组长推选: by the experts present, one vote each, more than half (C33, APP). While signing it is T18 as well."""
    if ctx.case.pack.leader.selection != "elected_by_members":
        raise Refusal("leader_by_system", clause=ctx.case.pack.check("C33").src)
    _by_majority(ctx, request)
    if ctx.m.stage is not Stage.SIGNING:
        return (request,)
    if ctx.m.ended_at is not None:
        raise Refusal("reopen_after_end")
    if request.leader == ctx.m.leader:
        raise Refusal("leader_already", name=ctx.m.name(request.leader))
    return (f.SigningReopened(reason=CHANGED), request)


def _by_majority(ctx: Ctx, request: f.LeaderElected) -> None:
    present = set(ctx.case.present)
    voters = [b.voter for b in request.ballots]
    if len(set(voters)) != len(voters) or not set(voters) <= present:
        raise Refusal("ballots_wrong")
    if request.leader not in present:
        raise Refusal("leader_not_here", name=ctx.m.name(request.leader))
    votes = sum(1 for b in request.ballots if b.candidate == request.leader)
    if votes * 2 <= len(present):
        raise Refusal("no_majority", name=ctx.m.name(request.leader), votes=str(votes), n=str(len(present)))
