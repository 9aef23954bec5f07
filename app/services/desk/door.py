"""Verbs of the door: check-in, check-out, declaration, proofs, the owner's verification."""

from app.models import facts as f
from app.models import quorum
from app.models.beijing import BEIJING
from app.models.checks import evaluate
from app.models.facts import Fact
from app.models.terms import AbsenceKind, Factor, Level, Mode, Presence, Role, Stage
from app.services.desk import requests as r
from app.services.desk.context import Ctx
from app.services.desk.preparing import text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb
from app.services.desk.scanning import shown_badge


def check_last4(ctx: Ctx, person: str, factors: tuple[Factor, ...], last4: str) -> None:
    """The last four of the ID shown must be those of the roster (C31).

    Raises:
        Refusal: ``last4_wrong`` - 疑似替代 is the next step, not another try without looking.

    """
    if Factor.LAST4 not in factors:
        return
    known = ctx.m.people[person].last4 if person in ctx.m.people else ""
    if not known or known.upper() != last4.strip().upper():
        raise Refusal("last4_wrong", name=ctx.m.name(person), clause=ctx.case.pack.check("C31").src)


def roles_on_roster(ctx: Ctx, person: str) -> tuple[Role, ...]:
    """Every role the roster gives a person, that of expert first."""
    roles = [h.role for h in ctx.m.posts.of(person)]
    if person in ctx.m.experts:
        roles.insert(0, Role.EXPERT)
    return tuple(dict.fromkeys(roles))


@verb(r.CheckIn)
def check_in(ctx: Ctx, request: r.CheckIn) -> tuple[Fact, ...]:
    """T04: guards C31 and C36 of the person, C12 and C34 of an expert. A second role is asked for and added (EC-01).

    A badge counts as a factor only if it is shown here and its signature holds; without one it is 手工签到 with a reason.
    """
    _may_come_in(ctx, request)
    if not request.notice:
        raise Refusal("notice_first", clause=ctx.case.pack.check("C36").src)
    if len(set(request.factors)) < ctx.case.pack.identity.factors:
        raise Refusal(
            "factors_needed", name=ctx.m.name(request.person), clause=ctx.case.pack.check("C31").src
        )
    check_last4(ctx, request.person, request.factors, request.last4)
    _way_of_coming(ctx, request)
    badge = shown_badge(ctx, request).serial if Factor.BADGE in request.factors else ""
    if not badge:
        text_needed(request.manual_reason, "manual_reason")
    if Role.EXPERT in request.roles:
        expert_may_join(ctx, request.person)
    return (
        f.PersonCheckedIn(
            person=request.person,
            roles=request.roles,
            factors=request.factors,
            presence=request.presence,
            notice=request.notice,
            manual_reason=request.manual_reason,
            badge=badge,
            way=request.way,
        ),
    )


def _may_come_in(ctx: Ctx, request: r.CheckIn) -> None:
    """Somebody of the roster, in roles of his, not here already in all of them, and not under suspicion."""
    m, person = ctx.m, request.person
    known = roles_on_roster(ctx, person)
    if not known:
        raise Refusal("not_on_roster", name=m.name(person), role="")
    wrong = [x for x in request.roles if x not in known]
    if wrong or not request.roles:
        raise Refusal("role_not_held", name=m.name(person), role=wrong[0].value if wrong else "")
    here = m.span(person)
    if here and here.left is None and set(request.roles) <= set(here.roles):
        since = here.came.astimezone(BEIJING).strftime("%H:%M")
        raise Refusal("already_in", name=m.name(person), since=since)
    if m.suspected(person):
        raise Refusal("suspected", name=m.name(person), clause=ctx.case.pack.check("C31").src)


_REMOTE = frozenset({Factor.CA_CERT, Factor.LIVE_VIDEO})


def _way_of_coming(ctx: Ctx, request: r.CheckIn) -> None:
    """C31: by video it is the certificate and the live look, in the room the other three; C35 once the mode is fixed."""
    remote = request.presence is Presence.REMOTE
    name, clause = ctx.m.name(request.person), ctx.case.pack.check("C31").src
    if remote and not set(request.factors) >= _REMOTE:
        raise Refusal("factors_remote", name=name, clause=clause)
    if not remote and set(request.factors) & _REMOTE:
        raise Refusal("factors_onsite", name=name, clause=clause)
    mode = ctx.case.pack.check("C35")
    if remote and ctx.m.mode is Mode.ONSITE and mode.level is Level.BLOCK:
        raise Refusal("remote_closed", name=name, clause=mode.src)


def expert_may_join(ctx: Ctx, person: str) -> None:
    """C12 as if he were inside, C34; from T16 on nobody joins the group (EC-03), but one who belonged to it may come back."""
    signing = ctx.m.stage is Stage.SIGNING or (
        ctx.m.pause is not None and ctx.m.pause.came_from is Stage.SIGNING
    )
    if signing and (ctx.m.frozen is None or person not in ctx.m.frozen.present):
        raise Refusal("group_closed", name=ctx.m.name(person))
    declared = ctx.m.declarations.get(person)
    if declared and declared.interest:
        raise Refusal("interest_declared", name=ctx.m.name(person), clause=ctx.case.pack.check("C34").src)
    inside = ctx.preview(f.PersonCheckedIn(person=person, roles=(Role.EXPERT,), factors=()))
    found = [x for x in evaluate(inside, ("C12",)) if person in x.people and x.stops]
    blocked = [x for x in found if x.variant != "unknown_code"]
    if blocked:
        raise Refusal(
            "avoid_unit", name=ctx.m.name(person), clause=blocked[0].clause, findings=tuple(blocked)
        )


@verb(f.VisitorCheckedIn)
def visitor_in(ctx: Ctx, request: f.VisitorCheckedIn) -> tuple[Fact, ...]:
    """Observers: name, unit, purpose, nothing more (4.3-6); they never take a post."""
    if request.role not in {Role.AUTHORITY, Role.MONITOR, Role.OTHER}:
        raise Refusal("visitor_role", role=request.role.value)
    text_needed(request.name, "name")
    text_needed(request.unit, "unit")
    if request.visitor in ctx.m.people or ctx.m.present(request.visitor):
        raise Refusal("visitor_known", name=request.name)
    return (request,)


@verb(f.PersonCheckedOut)
def check_out(ctx: Ctx, request: f.PersonCheckedOut) -> tuple[Fact, ...]:
    """Never turned away; of an expert after the opening it is also an early leaving (3.7)."""
    if not ctx.m.present(request.person):
        raise Refusal("not_in", name=ctx.m.name(request.person))
    live = {Stage.IN_SESSION, Stage.PROPOSED, Stage.SIGNING}
    if request.person in ctx.m.experts and ctx.m.stage in live and ctx.m.ended_at is None:
        note = f.AbsenceRecorded(person=request.person, absence=AbsenceKind.LEFT_EARLY, reason=request.reason)
        return (request, note)
    return (request,)


@verb(r.Declare)
def declare(ctx: Ctx, request: r.Declare) -> tuple[Fact, ...]:
    """回避声明: no interest needs the expert's signature; an interest is taken as said (never turned away)."""
    if request.person not in ctx.m.experts:
        raise Refusal("not_an_expert", name=ctx.m.name(request.person))
    if request.interest:
        text_needed(request.with_whom, "with_whom")
    elif request.drawing is None:
        raise Refusal("ink_needed")
    return (
        f.DeclarationSigned(
            person=request.person,
            interest=request.interest,
            with_whom=request.with_whom,
            ink=ctx.ink(request.drawing),
        ),
    )


@verb(f.QualificationsChecked)
def tick(ctx: Ctx, request: f.QualificationsChecked) -> tuple[Fact, ...]:
    """C30: only people who are here."""
    for t in request.ticks:
        if not ctx.m.present(t.person):
            raise Refusal("not_in", name=ctx.m.name(t.person))
    if not request.ticks:
        raise Refusal("nothing_chosen")
    return (request,)


@verb(r.VerifyAttendance)
def verify_attendance(ctx: Ctx, request: r.VerifyAttendance) -> tuple[Fact, ...]:
    """C29: a person of the owner's unit signs the rows; the secretary cannot (C32, EC-42)."""
    m = ctx.m
    if any(h.person == ctx.by.person for h in m.holders(Role.SECRETARY)):
        raise Refusal("secretary_cannot_verify", clause=ctx.case.pack.check("C29").src)
    ink = ctx.ink(request.drawing)
    if ink is None:
        raise Refusal("ink_needed")
    if not m.spans:
        raise Refusal("nobody_here")
    return (f.OwnerVerified(attendance=quorum.attendance_hash(m, ctx.case.pack), ink=ink),)


@verb(f.StatusNoticed)
def notice_status(ctx: Ctx, request: f.StatusNoticed) -> tuple[Fact, ...]:
    """Only about an expert of the roster."""
    if request.person not in ctx.m.experts:
        raise Refusal("not_an_expert", name=ctx.m.name(request.person))
    return (request,)
