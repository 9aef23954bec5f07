"""Verbs of what one expert says for himself: his form 3.3, and the end without agreement (T20, 3.11)."""

from app.models import facts as f
from app.models.checks.session import TOPICS
from app.models.facts import Fact
from app.models.papers.dissent import dissent_of, wordless
from app.models.terms import PartTick, Role, Stance
from app.services.desk import requests as r
from app.services.desk.context import Ctx
from app.services.desk.preparing import text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb
from app.services.desk.session import absences


@verb(r.SubmitForm)
def submit_form(ctx: Ctx, request: r.SubmitForm) -> tuple[Fact, ...]:
    """Form 3.3 of the meeting stage: an opinion in words or in rows; each row says where and what; 缺 says what."""
    if not request.rows:
        text_needed(request.opinion, "opinion")
    for row in request.rows:
        text_needed(row.problem, "problem")
        text_needed(row.advice, "advice")
    for part in request.parts:
        if part.tick is PartTick.MISSING:
            text_needed(part.remark, "remark")
    if len(request.topics) not in {0, len(TOPICS)}:
        raise Refusal("topics_whole")
    return (
        f.PersonalFormSubmitted(
            expert=request.expert,
            conclusion=request.conclusion,
            topics=request.topics,
            parts=request.parts,
            opinion=request.opinion,
            rows=request.rows,
            site_visit=request.site_visit,
            wants=request.wants,
            nodes=request.nodes,
            reserve=request.reserve,
            ink=ctx.ink(request.drawing),
        ),
    )


@verb(f.NoConsensusClosed)
def no_consensus(ctx: Ctx, request: f.NoConsensusClosed) -> tuple[Fact, ...]:
    """T20: after a refusal or 不同意, with the dissenter's signed text, or a note of fact by two (EC-08, 3.11)."""
    text_needed(request.reason, "reason")
    clause = ctx.case.pack.check("C47").src
    ever = any(s is Stance.DISAGREE for p in ctx.m.session.proposals for s in p.stances.values())
    if not dissent_of(ctx.m) and not ever:
        raise Refusal("no_dissent", clause=clause)
    silent = wordless(ctx.case)
    if silent and not request.fact_note.strip():
        names = "、".join(ctx.m.name(p) for p in silent)
        raise Refusal("fact_note_needed", names=names, clause=clause)
    if request.fact_note.strip() and request.second not in witnesses(ctx):
        raise Refusal("fact_note_second", clause=clause)
    return (request, *absences(ctx))


def witnesses(ctx: Ctx) -> frozenset[str]:
    """Who signs a note of fact beside the leader: OWNER_PM, and where he is absent the chief supervisor (T20)."""
    m = ctx.m
    owners = frozenset(h.person for h in m.holders(Role.OWNER_PM) if m.present(h.person))
    return owners or frozenset(h.person for h in m.holders(Role.SUP_CHIEF) if m.present(h.person))
