"""Several plans on one day: the check-in of one is taken over for another (4, EC-24). Nothing else is shared."""

from collections.abc import Iterator

from app.models import facts as f
from app.models.calendar import beijing_day
from app.models.checks import Case
from app.models.facts import Fact
from app.models.meeting import Span
from app.models.names import search_key
from app.models.terms import Role
from app.services.desk.context import Ctx
from app.services.desk.door import expert_may_join, roles_on_roster
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb
from app.services.desk.requests_door import ShareCheckIn


@verb(ShareCheckIn)
def share_check_in(ctx: Ctx, request: ShareCheckIn) -> tuple[Fact, ...]:
    """EC-24: who is present there and on this roster too is present here, in the roles of this roster.

    Declarations are not taken over: they speak of one plan (C37). Who may not sit here (C12, C34, C31) is left to the door.
    """
    other = ctx.other(request.source) if request.source != ctx.meeting else None
    if other is None:
        raise Refusal("share_unknown", source=request.source)
    if beijing_day(other.m.info.meeting.planned_start) != beijing_day(ctx.m.info.meeting.planned_start):
        raise Refusal("share_other_day", source=request.source)
    came = dict(_arrivals(ctx, other))
    if not came:
        raise Refusal("share_nobody", source=request.source)
    shared = f.CheckInShared(source=request.source, entries=tuple(span.entry for span in came.values()))
    return (shared, *(_again(ctx, p, span) for p, span in came.items()), *_ticks(ctx, other, set(came)))


def _arrivals(ctx: Ctx, other: Case) -> Iterator[tuple[str, Span]]:
    for person, spans in other.m.spans.items():
        if other.m.present(person) and not ctx.m.present(person) and _same(ctx, other, person):
            if other.m.suspected(person) or ctx.m.suspected(person):
                continue
            if person not in ctx.m.experts or _may_join(ctx, person):
                yield person, spans[-1]


def _may_join(ctx: Ctx, person: str) -> bool:
    try:
        expert_may_join(ctx, person)
    except Refusal:
        return False
    return True


def _same(ctx: Ctx, other: Case, person: str) -> bool:
    """One id, and nothing that speaks against it: two rosters must mean one person (EC-14)."""
    here, there = ctx.m.people.get(person), other.m.people.get(person)
    if here is None or there is None or not roles_on_roster(ctx, person):
        return False
    return search_key(here.name) == search_key(there.name) and here.last4 == there.last4


def _again(ctx: Ctx, person: str, span: Span) -> f.PersonCheckedIn:
    return f.PersonCheckedIn(
        person=person,
        roles=roles_on_roster(ctx, person),
        factors=span.factors,
        presence=span.presence,
        notice=span.notice,
        manual_reason=span.manual_reason,
        badge=span.badge,
        way=span.way,
    )


def _ticks(ctx: Ctx, other: Case, people: set[str]) -> Iterator[Fact]:
    """Proofs seen there, of posts held here too, where he who saw them may tick here (C30)."""
    ticks = tuple(
        ticked.tick
        for (person, role), ticked in other.m.qualifications.items()
        if person in people and role in roles_on_roster(ctx, person) and _may_tick(ctx, ticked.by.person)
    )
    if ticks:
        yield f.QualificationsChecked(ticks=ticks)


def _may_tick(ctx: Ctx, who: str) -> bool:
    if ctx.case.pack.attendance.verifier != "OWNER":
        return True
    return any(h.person == who for role in (Role.OWNER_PM, Role.OWNER_VERIFIER) for h in ctx.m.holders(role))
