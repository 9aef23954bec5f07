"""Verbs of 疑似替代: somebody comes as another (C31, EC-05, 8.7-7)."""

from app.models import facts as f
from app.models.facts import Fact
from app.models.terms import Role
from app.services.desk.context import Ctx
from app.services.desk.preparing import text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb


@verb(f.SubstitutionSuspected)
def suspect(ctx: Ctx, request: f.SubstitutionSuspected) -> tuple[Fact, ...]:
    """疑似替代 with what was seen; from now on this person is turned away (EC-05)."""
    text_needed(request.evidence, "evidence")
    m = ctx.m
    if request.person not in m.experts and not m.posts.of(request.person):
        raise Refusal("not_on_roster", name=m.name(request.person), role="")
    return (request,)


@verb(f.SubstitutionCleared)
def clear(ctx: Ctx, request: f.SubstitutionCleared) -> tuple[Fact, ...]:
    """8.7-7: OWNER_PM confirms that now the real person is here; he checks in anew, the incident stays."""
    m, person = ctx.m, request.person
    text_needed(request.reason, "reason")
    if not m.suspected(person):
        raise Refusal("not_suspected", name=m.name(person))
    if ctx.by.role is not Role.OWNER_PM or ctx.by.person == person:
        raise Refusal("clear_who", name=ctx.by.name or ctx.by.person, clause=ctx.case.pack.check("C31").src)
    if m.present(person):
        raise Refusal("clear_out_first", name=m.name(person))
    return (request,)
