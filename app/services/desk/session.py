"""Verbs of the way of the meeting and of what the experts find (T06–T16, T20, T36)."""

from copy import copy

from app.models import facts as f
from app.models.calendar import beijing_day
from app.models.checks import Case
from app.models.checks.session import applicable_items
from app.models.duties import drafts
from app.models.facts import Fact
from app.models.stages import obstacles
from app.models.terms import DefectAnswer, Mode, PauseKind, Stage, Stance, Verdict
from app.services.desk import requests as r
from app.services.desk.context import Ctx
from app.services.desk.preparing import gate, text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb


@verb(f.MeetingOpened)
def open_meeting(ctx: Ctx, request: f.MeetingOpened) -> tuple[Fact, ...]:
    """T06: formula 2.5 complete; in XJ/CJ the owner's signature on the rows as they are is the confirmation."""
    gate(_in_mode(ctx.case, request.mode), "T06")
    confirmed = ""
    if ctx.case.pack.attendance.verifier == "OWNER" and ctx.m.verification:
        confirmed = ctx.m.verification.by.person
    return (f.MeetingOpened(mode=request.mode, confirmed_by=confirmed),)


def _in_mode(case: Case, mode: Mode) -> Case:
    """The meeting as it stands, judged in the mode the host opens it in (C35, EC-28)."""
    if mode is case.m.info.meeting.mode:
        return case
    m = copy(case.m)
    m.mode = mode
    return Case(m, case.pack, case.law, case.now, case.newer_pack)


@verb(r.Stop)
def stop(ctx: Ctx, request: r.Stop) -> tuple[Fact, ...]:
    """T07 before the opening, T13 after it. There must be something that is missing; absences are drafted (8.7-6)."""
    text_needed(request.reason, "reason")
    transition = "T06" if ctx.m.stage is Stage.CHECKIN else "T12"
    missing = tuple(x for x in obstacles(ctx.case, transition) if x.stops)
    if not missing and ctx.m.stage is Stage.CHECKIN:
        raise Refusal("nothing_missing")
    return (
        f.MeetingStopped(
            keys=tuple(x.key for x in missing), reason=request.reason, ink=ctx.ink(request.drawing)
        ),
    )


@verb(f.MeetingCancelled)
def cancel(ctx: Ctx, request: f.MeetingCancelled) -> tuple[Fact, ...]:
    """T10: with a reason; absences as in T09 (8.7-6)."""
    text_needed(request.reason, "reason")
    return (request, *absences(ctx))


@verb(f.StopLifted)
def lift_stop(ctx: Ctx, request: f.StopLifted) -> tuple[Fact, ...]:
    """T08: only before 24:00 of the day of the stop."""
    text_needed(request.reason, "reason")
    if day_is_over(ctx):
        raise Refusal("day_over")
    return (request,)


def day_is_over(ctx: Ctx) -> bool:
    """Is it past 24:00 Beijing time of the day of the stop (T09)?"""
    return beijing_day(ctx.now) > beijing_day(ctx.m.stops[-1].at)


@verb(r.EndDay)
def end_day(ctx: Ctx, _request: r.EndDay) -> tuple[Fact, ...]:
    """T09 by itself at 24:00: the desk asks for it when it sees that the day is over."""
    if not day_is_over(ctx):
        raise Refusal("day_not_over")
    fact = f.MeetingPostponed(reason="停止当日 24:00 仍未恢复", day_over=True)
    return (fact, *absences(ctx))


@verb(f.MeetingPostponed)
def postpone(ctx: Ctx, request: f.MeetingPostponed) -> tuple[Fact, ...]:
    """T09/T13; the drafts of 3.7 are confirmed now (8.7-6); those who came are not absent."""
    text_needed(request.reason, "reason")
    return (request, *absences(ctx))


def absences(ctx: Ctx) -> tuple[Fact, ...]:
    """What the facts prove of each expert's duty and is not recorded yet: confirmed at the end (C64, 8.7-6)."""
    return drafts(ctx.case, ctx.now)


@verb(f.SessionSuspended)
def suspend(_ctx: Ctx, request: f.SessionSuspended) -> tuple[Fact, ...]:
    """T11: a break, or an adjournment to a named time."""
    if request.pause is PauseKind.ADJOURNMENT and request.until is None:
        raise Refusal("until_needed")
    return (request,)


@verb(f.RollCalled)
def roll_call(ctx: Ctx, request: f.RollCalled) -> tuple[Fact, ...]:
    """EC-47: only those listed as present can be confirmed; the others check in anew."""
    away = [p for p in request.people if not ctx.m.present(p)]
    if away:
        raise Refusal("not_in", name=ctx.m.name(away[0]))
    return (request,)


@verb(f.SessionResumed)
def resume(ctx: Ctx, request: f.SessionResumed) -> tuple[Fact, ...]:
    """T12: roll-call complete, guards hold, an unplanned pause not over time.max_pause_hours (else T13)."""
    pause = ctx.m.pause
    if pause is None:
        raise Refusal("not_paused")
    hours = (ctx.now - pause.since).total_seconds() / 3600
    if pause.kind is not PauseKind.ADJOURNMENT and hours > ctx.case.pack.time.max_pause_hours:
        raise Refusal("pause_too_long", hours=str(int(hours)), limit=str(ctx.case.pack.time.max_pause_hours))
    gate(ctx.case, "T12")
    return (request,)


@verb(f.LateExpertBriefed)
def brief(ctx: Ctx, request: f.LateExpertBriefed) -> tuple[Fact, ...]:
    """C74: the leader's note."""
    text_needed(request.note, "note")
    if request.person not in ctx.m.experts:
        raise Refusal("not_an_expert", name=ctx.m.name(request.person))
    return (request,)


@verb(f.TopicConcluded)
@verb(f.PlanPartsTicked)
@verb(f.ConditionFlagSet)
@verb(f.AssessmentWritten)
@verb(f.RevisionItemRemoved)
@verb(f.KeyNodeRemoved)
@verb(f.ReservationWritten)
@verb(f.PersonalConclusionGiven)
def record(_ctx: Ctx, request: Fact) -> tuple[Fact, ...]:
    """The request is the fact; who and when were asked before."""
    return (request,)


@verb(f.DefectsAnswered)
def answer_defects(ctx: Ctx, request: f.DefectsAnswered) -> tuple[Fact, ...]:
    """C42: only items that apply to this plan."""
    strange = [i for i in request.answers if i not in applicable_items(ctx.case)]
    if strange:
        raise Refusal("item_not_applicable", item=strange[0])
    return (request,)


@verb(f.DefectFixed)
def fix_defects(ctx: Ctx, request: f.DefectFixed) -> tuple[Fact, ...]:
    """The leader fixes; an item some expert ticked 存在 is fixed otherwise only with the reason why (section 6)."""
    applicable = applicable_items(ctx.case)
    for item, result in request.results.items():
        if item not in applicable:
            raise Refusal("item_not_applicable", item=item)
        ticked = any(a.get(item) is DefectAnswer.PRESENT for a in ctx.m.session.answers.values())
        if ticked and result is not DefectAnswer.PRESENT and not request.reasons.get(item, "").strip():
            raise Refusal("defect_reason", item=item, clause=ctx.case.pack.check("C43").src)
    return (request,)


@verb(f.RevisionItemWritten)
def write_item(_ctx: Ctx, request: f.RevisionItemWritten) -> tuple[Fact, ...]:
    """3.2 part 三."""
    text_needed(request.requirement, "requirement")
    return (request,)


@verb(f.KeyNodeWritten)
def write_node(ctx: Ctx, request: f.KeyNodeWritten) -> tuple[Fact, ...]:
    """3.2 part 五; the expert is the leader or a member he delegates (XJ-三（四）)."""
    text_needed(request.name, "name")
    text_needed(request.content, "content")
    if request.expert and request.expert not in ctx.m.experts:
        raise Refusal("not_an_expert", name=ctx.m.name(request.expert))
    return (request,)


@verb(r.Propose)
def propose(ctx: Ctx, request: r.Propose) -> tuple[Fact, ...]:
    """T14: judged as it would be with this verdict; every present expert has given his own conclusion before."""
    if request.verdict is Verdict.FAIL:
        text_needed(request.reason, "reason")
    silent = [p for p in ctx.case.present if p not in ctx.m.session.conclusions]
    if silent:
        raise Refusal("conclusions_missing", names="、".join(ctx.m.name(p) for p in silent))
    fact = f.VerdictProposed(
        version=len(ctx.m.session.proposals) + 1, verdict=request.verdict, reason=request.reason
    )
    gate(ctx.preview(fact), "T14")
    return (fact,)


@verb(f.ProposalWithdrawn)
def withdraw(ctx: Ctx, request: f.ProposalWithdrawn) -> tuple[Fact, ...]:
    """T15."""
    text_needed(request.reason, "reason")
    _current(ctx, request.version)
    return (request,)


@verb(f.StanceTaken)
def take_stance(ctx: Ctx, request: f.StanceTaken) -> tuple[Fact, ...]:
    """C47: on the current proposal only; 不同意 with his reason."""
    _current(ctx, request.version)
    if request.expert not in ctx.case.present:
        raise Refusal("not_here", name=ctx.m.name(request.expert))
    if request.stance is Stance.DISAGREE:
        text_needed(request.reason, "reason")
    return (request,)


def _current(ctx: Ctx, version: int) -> None:
    proposal = ctx.m.session.proposal
    if proposal is None or proposal.version != version:
        raise Refusal("proposal_gone", version=str(version))
