"""Applies the facts of the session."""

from datetime import datetime

from app.models import facts as f
from app.models.entry import Entry
from app.models.fold.registry import World, on
from app.models.meeting import Meeting, Pause, Stop
from app.models.meetingparts import Proposal
from app.models.terms import PauseKind, Stage, Stance, StopKind


def renew_proposal(m: Meeting, at: datetime) -> None:
    """Any change of content in PROPOSED is proposal v_n+1; the stances on v_n are void (8.7-3, T18).

    A leader is also elected in a pause (EC-07); the proposal it interrupted is then renewed as well.
    """
    old = m.session.proposal
    if old is None or Stage.PROPOSED not in {m.stage, m.pause.came_from if m.pause else m.stage}:
        return
    if not old.stances and not m.invalidated:
        return  # nobody has said anything on v_n yet
    old.superseded = True
    m.session.proposals.append(
        Proposal(version=old.version + 1, verdict=old.verdict, reason=old.reason, at=at)
    )


def suspend(m: Meeting, kind: PauseKind, reason: str, at: datetime, until: datetime | None = None) -> None:
    """Enter SUSPENDED; a new pause after 散会 takes the end back (T18, 续会)."""
    since = m.ended_at or at  # 续会 counts from the 散会 it supersedes (T18)
    m.pauses.append(Pause(kind=kind, reason=reason, since=since, came_from=m.stage, until=until))
    m.ended_at = None


@on(f.MeetingOpened)
def _(m: Meeting, fact: f.MeetingOpened, entry: Entry, _world: World) -> None:
    m.mode, m.opened_at, m.opened_by = fact.mode, entry.body.at, entry.body.by


@on(f.MeetingStopped)
def _(m: Meeting, fact: f.MeetingStopped, entry: Entry, _world: World) -> None:
    kind = StopKind.AFTER_OPENING if m.opened_at else StopKind.BEFORE_OPENING
    m.stops.append(Stop(fact=fact, by=entry.body.by, at=entry.body.at, kind=kind, entry=entry.hash))


@on(f.StopLifted)
def _(m: Meeting, _fact: f.StopLifted, entry: Entry, _world: World) -> None:
    stop = m.stops[-1]
    stop.lifted = entry.body.at
    m.stage = Stage.CHECKIN if stop.kind is StopKind.BEFORE_OPENING else Stage.SUSPENDED


@on(f.MeetingPostponed)
def _(m: Meeting, fact: f.MeetingPostponed, entry: Entry, _world: World) -> None:
    m.abort_reason, m.ended_at = fact.reason, m.ended_at or entry.body.at
    m.next_application = fact.next_application


@on(f.MeetingCancelled)
def _(m: Meeting, fact: f.MeetingCancelled, entry: Entry, _world: World) -> None:
    m.abort_reason, m.ended_at = fact.reason, m.ended_at or entry.body.at


@on(f.SessionSuspended)
def _(m: Meeting, fact: f.SessionSuspended, entry: Entry, _world: World) -> None:
    suspend(m, fact.pause, fact.reason, entry.body.at, fact.until)


@on(f.RollCalled)
def _(m: Meeting, fact: f.RollCalled, _entry: Entry, _world: World) -> None:
    if m.pause:
        m.pause.rolled.update(fact.people)


@on(f.SessionResumed)
def _(m: Meeting, _fact: f.SessionResumed, entry: Entry, _world: World) -> None:
    pause = m.pauses[-1]
    pause.resumed = entry.body.at
    m.stage = pause.came_from


@on(f.LateExpertBriefed)
def _(m: Meeting, fact: f.LateExpertBriefed, _entry: Entry, _world: World) -> None:
    m.session.briefed[fact.person] = fact


@on(f.TopicConcluded)
def _(m: Meeting, fact: f.TopicConcluded, entry: Entry, _world: World) -> None:
    m.session.topics[fact.topic] = fact
    renew_proposal(m, entry.body.at)


@on(f.PlanPartsTicked)
def _(m: Meeting, fact: f.PlanPartsTicked, entry: Entry, _world: World) -> None:
    m.session.parts.update({p.part: p for p in fact.parts})
    renew_proposal(m, entry.body.at)


@on(f.ConditionFlagSet)
def _(m: Meeting, fact: f.ConditionFlagSet, entry: Entry, _world: World) -> None:
    m.session.conditions[fact.flag] = fact.value
    renew_proposal(m, entry.body.at)


@on(f.DefectsAnswered)
def _(m: Meeting, fact: f.DefectsAnswered, _entry: Entry, _world: World) -> None:
    m.session.answers.setdefault(fact.expert, {}).update(fact.answers)


@on(f.DefectFixed)
def _(m: Meeting, fact: f.DefectFixed, entry: Entry, _world: World) -> None:
    m.session.fixed.update(fact.results)
    m.session.fixed_reasons.update(fact.reasons)
    renew_proposal(m, entry.body.at)


@on(f.PersonalFormSubmitted)
def _(m: Meeting, fact: f.PersonalFormSubmitted, entry: Entry, _world: World) -> None:
    m.when["PersonalFormSubmitted", fact.expert] = entry.body.at
    m.session.forms[fact.expert] = fact
    m.session.conclusions[fact.expert] = fact.conclusion


@on(f.PersonalConclusionGiven)
def _(m: Meeting, fact: f.PersonalConclusionGiven, _entry: Entry, _world: World) -> None:
    m.session.conclusions[fact.expert] = fact.conclusion


@on(f.AssessmentWritten)
def _(m: Meeting, fact: f.AssessmentWritten, entry: Entry, _world: World) -> None:
    m.session.assessment = fact
    renew_proposal(m, entry.body.at)


@on(f.RevisionItemWritten)
def _(m: Meeting, fact: f.RevisionItemWritten, entry: Entry, _world: World) -> None:
    m.session.items[fact.item] = fact
    renew_proposal(m, entry.body.at)


@on(f.RevisionItemRemoved)
def _(m: Meeting, fact: f.RevisionItemRemoved, entry: Entry, _world: World) -> None:
    m.session.items.pop(fact.item, None)
    renew_proposal(m, entry.body.at)


@on(f.KeyNodeWritten)
def _(m: Meeting, fact: f.KeyNodeWritten, entry: Entry, _world: World) -> None:
    m.session.nodes[fact.node] = fact
    renew_proposal(m, entry.body.at)


@on(f.KeyNodeRemoved)
def _(m: Meeting, fact: f.KeyNodeRemoved, entry: Entry, _world: World) -> None:
    m.session.nodes.pop(fact.node, None)
    renew_proposal(m, entry.body.at)


@on(f.ReservationWritten)
def _(m: Meeting, fact: f.ReservationWritten, entry: Entry, _world: World) -> None:
    if fact.text:
        m.session.reservations[fact.expert] = fact
    else:
        m.session.reservations.pop(fact.expert, None)
    renew_proposal(m, entry.body.at)


@on(f.VerdictProposed)
def _(m: Meeting, fact: f.VerdictProposed, entry: Entry, _world: World) -> None:
    version = len(m.session.proposals) + 1  # counted here, so two devices cannot give one number twice
    m.session.proposals.append(
        Proposal(version=version, verdict=fact.verdict, reason=fact.reason, at=entry.body.at)
    )


@on(f.ProposalWithdrawn)
def _(m: Meeting, _fact: f.ProposalWithdrawn, _entry: Entry, _world: World) -> None:
    if m.session.proposal:
        m.session.proposal.superseded = True


@on(f.StanceTaken)
def _(m: Meeting, fact: f.StanceTaken, _entry: Entry, _world: World) -> None:
    proposal = m.session.proposal
    if proposal and proposal.version == fact.version:  # a stance on an older version is void
        proposal.stances[fact.expert] = fact.stance
        if fact.stance is Stance.AGREE:  # a refusal was about an older content (EC-08)
            m.sign_refusals.pop(fact.expert, None)
        if fact.reason:
            proposal.objections[fact.expert] = fact.reason


@on(f.QuestionAsked)
def _(m: Meeting, fact: f.QuestionAsked, _entry: Entry, _world: World) -> None:
    m.session.questions[fact.question] = fact


@on(f.QuestionAnswered)
def _(m: Meeting, fact: f.QuestionAnswered, _entry: Entry, _world: World) -> None:
    m.session.replies[fact.question] = fact
