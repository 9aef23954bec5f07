"""The corrected re-issue of a voided record while the experts of the old report are together again (T32b, EC-21)."""

from app.models import after
from app.models import facts as f
from app.models.checks import Case
from app.models.entry import Entry
from app.models.facts import Fact
from app.models.meeting import Meeting
from app.models.package import PackRef
from app.models.terms import Presence, Role, Stage
from app.services.desk import requests as r
from app.services.desk.context import Ctx
from app.services.desk.preparing import gate, text_needed
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb

PAPERS: tuple[type[Fact], ...] = (
    f.FlagDecided,
    f.ScopeDecided,
    f.LetterShown,
    f.EmployerCodeSet,
    f.PlanCompared,
    f.PrintingConfirmed,
    f.PostHolderChanged,
    f.LeaderNamed,
    f.NamePictured,
)
CONTENT: tuple[type[Fact], ...] = (
    f.DeclarationSigned,
    f.QualificationsChecked,
    f.LeaderElected,
    f.LateExpertBriefed,
    f.TopicConcluded,
    f.PlanPartsTicked,
    f.ConditionFlagSet,
    f.DefectsAnswered,
    f.DefectFixed,
    f.PersonalFormSubmitted,
    f.PersonalConclusionGiven,
    f.AssessmentWritten,
    f.RevisionItemWritten,
    f.RevisionItemRemoved,
    f.KeyNodeWritten,
    f.KeyNodeRemoved,
    f.QuestionAsked,
    f.QuestionAnswered,
)
"""What is repeated. Stances, reservations, signatures, overrides and acknowledgements are given anew."""


@verb(r.Reissue)
def reissue(ctx: Ctx, request: r.Reissue) -> tuple[Fact, ...]:
    """T32b: guards C31, C39, C40 of the people who are together again; the old record is VOID and had a report."""
    text_needed(request.reason, "reason")
    old = ctx.other(request.of)
    if old is None or old.m.frozen is None or old.m.seal is None or old.m.stage is not Stage.VOID:
        raise Refusal("reissue_of")
    want = after.successor_id(request.of, old.m.frozen.version + 1)
    if ctx.meeting != want:
        raise Refusal("reissue_id", want=want)
    _all_identified(old, request)
    entries = ctx.entries_of(request.of)
    facts = (
        *_begin(old.m),
        *(e.fact for e in _standing(entries, PAPERS, old.m)),
        _told(entries, old.m, request),
        *_here(old, request),
        *(e.fact for e in _standing(entries, CONTENT, old.m)),
    )
    gate(ctx.preview(*facts), "T32b")
    return facts


def _all_identified(old: Case, request: r.Reissue) -> None:
    """The experts of the old report, each with two factors, none without (C31)."""
    m = old.m
    away = [p for p in after.report_experts(m) if p not in request.people]
    if away:
        raise Refusal("reissue_people", names="、".join(m.name(p) for p in away))
    for person, factors in request.people.items():
        if not _roles(m, person):
            raise Refusal("not_on_roster", name=m.name(person), role="")
        if len(set(factors)) < old.pack.identity.factors:
            raise Refusal("factors_needed", name=m.name(person), clause=old.pack.check("C31").src)


def _begin(m: Meeting) -> tuple[Fact, ...]:
    """The package and pack of the old record, as they stood in the end."""
    pack = m.pack or PackRef(id="", version="")
    imported = f.PackageImported(
        package=m.package_blob,
        pack=pack,
        pack_blob=m.pack_blob,
        roster_version=m.info.roster_version,
        signed_by=m.signed_by,
    )
    return (imported,)


def _told(entries: tuple[Entry, ...], m: Meeting, request: r.Reissue) -> Fact:
    frozen, seal, verdict = m.frozen, m.seal, m.verdict
    if frozen is None or seal is None or verdict is None or m.mode is None:
        raise Refusal("reissue_of")
    proposal = m.session.proposal
    return f.RecordReissued(
        of=request.of,
        seal_hash=seal.seal_hash,
        version=frozen.version + 1,
        verdict=verdict,
        verdict_reason=proposal.reason if proposal else "",
        reason=request.reason,
        mode=m.mode,
        entries=tuple(e.hash for e in _standing(entries, (*PAPERS, *CONTENT), m)),
    )


def _here(old: Case, request: r.Reissue) -> tuple[Fact, ...]:
    m = old.m
    return tuple(
        f.PersonCheckedIn(
            person=p,
            roles=_roles(m, p),
            factors=factors,
            presence=span.presence if (span := m.span(p)) else Presence.ONSITE,
            notice=True,
            manual_reason="更正重出，重新核对身份",
        )
        for p, factors in request.people.items()
    )


def _standing(entries: tuple[Entry, ...], kinds: tuple[type[Fact], ...], m: Meeting) -> tuple[Entry, ...]:
    """Entries of these classes that still count: neither undone nor out of place, and recorded before the seal."""
    gone = m.undone | set(m.out_of_place)
    return tuple(e for e in entries if isinstance(e.fact, kinds) and e.hash not in gone)


def _roles(m: Meeting, person: str) -> tuple[Role, ...]:
    roles = [Role.EXPERT] if person in m.experts else []
    return tuple(dict.fromkeys([*roles, *(h.role for h in m.posts.of(person))]))
