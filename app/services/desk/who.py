"""Who may do what, and that he was identified at that moment (issue: "the fact carries it"; 4.2 column "who")."""

from enum import Enum, auto

from msgspec import Struct

from app.models import facts as f
from app.models.after import acting_leader
from app.models.entry import By
from app.models.terms import Role
from app.services.desk import requests as r
from app.services.desk import requests_door as rd
from app.services.desk.context import Ctx
from app.services.desk.refusal import Refusal


class Who(Enum):
    """Kinds of people a verb asks for."""

    DESK = auto()  # the secretary at the laptop, or the host
    DOOR = auto()  # these, or who scans at the door: check-in and check-out, photos, declarations (4.3-3)
    SECRETARY = auto()
    HOST = auto()
    LEADER = auto()
    LEADER_OR_HOST = auto()
    DESK_OR_LEADER = auto()
    SELF = auto()  # the expert or person the request is about
    EXPERT = auto()  # any present expert
    VERIFIER = auto()  # owner's people where attendance.verifier = OWNER, else the secretary
    OWNER = auto()  # a person of the owner's unit, never the secretary (C29)
    DECIDER = auto()  # T07: OWNER_VERIFIER, else OWNER_PM, else HOST
    SECRETARY_OR_OWNER = auto()
    ACTING_LEADER = auto()  # after the meeting: the leader, or whom the authority named (T28)
    DESK_OR_SELF = auto()  # the secretary enters the paper, or the expert signs here
    OVERRIDER = auto()  # OWNER_PM, or SUP_CHIEF for the owner's own gap


WHO: dict[type[Struct], Who] = {
    r.ImportPackage: Who.SECRETARY,
    r.RefreshPackage: Who.SECRETARY,
    f.FlagDecided: Who.DESK,
    f.ScopeDecided: Who.DESK,
    r.ShowLetter: Who.DESK,
    f.EmployerCodeSet: Who.VERIFIER,
    f.PlanCompared: Who.DESK,
    f.PrintingConfirmed: Who.DESK,
    r.AnchorClock: Who.DOOR,
    f.ClockAttested: Who.SECRETARY,
    f.WarningAcknowledged: Who.SECRETARY,
    r.Override: Who.OVERRIDER,
    f.FactUndone: Who.DOOR,
    f.CheckInOpened: Who.SECRETARY,
    r.CheckIn: Who.DOOR,
    f.VisitorCheckedIn: Who.DOOR,
    f.ECertificateSeen: Who.DOOR,
    f.PersonCheckedOut: Who.DOOR,
    r.Declare: Who.SELF,
    f.QualificationsChecked: Who.VERIFIER,
    r.VerifyAttendance: Who.OWNER,
    f.PostHolderChanged: Who.VERIFIER,
    r.ChangePost: Who.VERIFIER,
    r.GiveConsent: Who.DOOR,
    f.LeaderElected: Who.DESK,
    rd.ShareCheckIn: Who.SECRETARY,
    rd.PictureName: Who.SECRETARY,
    rd.TakePrimary: Who.SECRETARY,
    rd.ReissueBadge: Who.DESK,
    rd.RevokeBadge: Who.DESK,
    f.ScanTurnedAway: Who.DOOR,
    f.SubstitutionSuspected: Who.DOOR,
    f.SubstitutionCleared: Who.OWNER,
    f.RosterVersionNoticed: Who.DOOR,
    f.AbsenceRecorded: Who.DESK,
    f.StatusNoticed: Who.DOOR,
    r.TakePhoto: Who.DOOR,
    f.MeetingOpened: Who.HOST,
    r.Stop: Who.DECIDER,
    f.StopLifted: Who.DECIDER,
    f.MeetingPostponed: Who.DECIDER,
    r.EndDay: Who.SECRETARY,
    f.MeetingCancelled: Who.SECRETARY_OR_OWNER,
    f.SessionSuspended: Who.LEADER_OR_HOST,
    f.RollCalled: Who.DESK,
    f.SessionResumed: Who.HOST,
    f.LateExpertBriefed: Who.LEADER,
    f.TopicConcluded: Who.LEADER,
    f.PlanPartsTicked: Who.LEADER,
    f.ConditionFlagSet: Who.LEADER,
    f.DefectsAnswered: Who.SELF,
    f.DefectFixed: Who.LEADER,
    r.SubmitForm: Who.SELF,
    f.PersonalConclusionGiven: Who.SELF,
    f.AssessmentWritten: Who.LEADER,
    f.RevisionItemWritten: Who.EXPERT,
    f.RevisionItemRemoved: Who.LEADER,
    f.KeyNodeWritten: Who.LEADER,
    f.KeyNodeRemoved: Who.LEADER,
    f.ReservationWritten: Who.SELF,
    f.QuestionAsked: Who.SELF,
    f.QuestionAnswered: Who.DESK_OR_LEADER,
    r.Propose: Who.LEADER,
    f.ProposalWithdrawn: Who.LEADER,
    f.StanceTaken: Who.SELF,
    r.Freeze: Who.LEADER,
    r.Sign: Who.SELF,
    r.RefuseToSign: Who.SELF,
    r.AttachScan: Who.SECRETARY,
    f.OnSiteAttested: Who.LEADER,
    f.SigningReopened: Who.LEADER,
    f.MeetingEnded: Who.HOST,
    r.SealRecord: Who.SECRETARY,
    r.CloseRecord: Who.SECRETARY,
    f.NoConsensusClosed: Who.LEADER,
    f.UploadReceiptRecorded: Who.DESK,
    r.RecordUpload: Who.DESK,
    f.RevisionFiled: Who.DESK,
    f.ChangeNoticeDelivered: Who.DESK,
    r.ReturnRevision: Who.ACTING_LEADER,
    r.ApproveRevision: Who.ACTING_LEADER,
    r.RejectRevision: Who.ACTING_LEADER,
    r.ReplaceLeader: Who.SECRETARY,
    f.SupervisorApproved: Who.DESK,
    f.ConflictSettled: Who.SECRETARY,
    r.VoidRecord: Who.SECRETARY,
    r.Reissue: Who.SECRETARY,
    f.RecordWithdrawn: Who.DESK,
    r.WriteCorrection: Who.SECRETARY,
    f.ExpertRegistered: Who.DESK,
    f.ExpertScored: Who.DESK,
    f.NextMeetingLinked: Who.DESK,
    f.ArchiveHandedOver: Who.DESK,
    f.KeyNodeInvited: Who.DESK,
    f.KeyNodeVisited: Who.DESK,
    r.VisitNode: Who.DESK_OR_SELF,
    f.KeyNodePushed: Who.DESK,
    f.DeviceJoined: Who.SECRETARY,
    f.DeviceLeft: Who.SECRETARY,
}

_OWNER_ROLES = frozenset({Role.OWNER_PM, Role.OWNER_VERIFIER})
_STAFF_ROLES = frozenset({Role.SECRETARY, Role.HOST})
_DESK_ROLES = _STAFF_ROLES | _OWNER_ROLES
_DOOR_ROLES = _DESK_ROLES | {Role.SCANNER}


def holds(ctx: Ctx, by: By) -> bool:
    """Does this person hold the role he acts in, by roster and post changes?"""
    if by.role is Role.EXPERT:
        return by.person in ctx.m.experts or _named_leader(ctx, by)
    return any(h.person == by.person for h in ctx.m.holders(by.role))


def _named_leader(ctx: Ctx, by: By) -> bool:
    """The authority may name a leader who was not at the meeting (T28)."""
    named = ctx.m.after.leader
    return named is not None and named.leader == by.person


def require(ctx: Ctx, request: Struct) -> None:
    """Refuse unless the right person asks, identified now.

    Raises:
        Refusal: ``who`` (not his to do), ``not_identified`` (fewer than two factors), ``not_here`` (not checked in).

    """
    who = WHO[type(request)]
    by = ctx.by
    if not _fits(who, ctx, request):
        raise Refusal(f"who_{who.name.lower()}", name=by.name or by.person)
    if by.role is Role.SECRETARY and not ctx.m.holders(Role.SECRETARY):
        return  # the roster names no secretary: whoever sits at the laptop is
    if not holds(ctx, by):
        raise Refusal("not_on_roster", name=by.name or by.person, role=by.role.value)
    if by.role is Role.SECRETARY:
        return
    if len(set(by.factors)) < ctx.case.pack.identity.factors:
        raise Refusal("not_identified", name=by.name or by.person, clause=ctx.case.pack.check("C31").src)
    if ctx.m.suspected(by.person):
        raise Refusal("suspected", name=by.name or by.person, clause=ctx.case.pack.check("C31").src)
    if by.role not in _STAFF_ROLES and ctx.m.checkin_opened_at and not _here(ctx, by, request):
        raise Refusal("not_here", name=by.name or by.person)


def require_secretary(by: By) -> None:
    """Refuse unless the secretary asks: for what begins a record and has no roster yet (T32b).

    Raises:
        Refusal: ``who_secretary``.

    """
    if by.role is not Role.SECRETARY:
        raise Refusal("who_secretary", name=by.name or by.person)


def _here(ctx: Ctx, by: By, request: Struct) -> bool:
    """Deciders must be in the room; a check-out, an interest and what comes after the seal are never turned away."""
    return ctx.m.present(by.person) or ctx.m.seal is not None or isinstance(request, r.Declare)


def _fits(who: Who, ctx: Ctx, request: Struct) -> bool:
    role, person = ctx.by.role, ctx.by.person
    simple: dict[Who, frozenset[Role]] = {
        Who.DESK: _DESK_ROLES,
        Who.DOOR: _DOOR_ROLES,
        Who.SECRETARY: frozenset({Role.SECRETARY}),
        **({Who.DESK_OR_SELF: _DESK_ROLES} if role is not Role.EXPERT else {}),
        Who.HOST: _hosts(ctx),
        Who.OWNER: _OWNER_ROLES,
        Who.EXPERT: frozenset({Role.EXPERT}),
        Who.SECRETARY_OR_OWNER: frozenset({Role.SECRETARY, Role.OWNER_PM}),
        Who.OVERRIDER: frozenset({Role.OWNER_PM, Role.SUP_CHIEF}),
    }
    if who in simple:
        return role in simple[who]
    if who is Who.SELF or (who is Who.DESK_OR_SELF and role is Role.EXPERT):
        return person == (getattr(request, "person", "") or getattr(request, "expert", ""))
    if who is Who.ACTING_LEADER:
        return role is Role.EXPERT and bool(person) and person == acting_leader(ctx.m)
    if who is Who.VERIFIER:
        owner = ctx.case.pack.attendance.verifier == "OWNER"
        return role in (_OWNER_ROLES if owner else _STAFF_ROLES | _OWNER_ROLES)
    if who is Who.DECIDER:
        return _decides(ctx)
    leader = bool(ctx.m.leader) and person == ctx.m.leader and role is Role.EXPERT
    beside = {Who.LEADER_OR_HOST: frozenset({Role.HOST}), Who.DESK_OR_LEADER: simple[Who.DESK]}
    return leader or role in beside.get(who, frozenset())


def _hosts(ctx: Ctx) -> frozenset[Role]:
    """The host; where the roster names none, the owner's project leader takes the chair (APP)."""
    return frozenset({Role.HOST} if ctx.m.holders(Role.HOST) else {Role.OWNER_PM})


def _decides(ctx: Ctx) -> bool:
    """T07: the owner's verifier or project leader; the host only when nobody of the owner is here."""
    if ctx.by.role in _OWNER_ROLES:
        return True
    owners = [h.person for role in _OWNER_ROLES for h in ctx.m.holders(role)]
    return ctx.by.role is Role.HOST and not any(ctx.m.present(p) for p in owners)
