"""Applies the facts of the door."""

from datetime import datetime

from msgspec.structs import replace

from app.models import facts as f
from app.models.entry import Entry
from app.models.fold.registry import World, on
from app.models.fold.session import renew_proposal
from app.models.fold.signing import reopen_signing
from app.models.meeting import Meeting, Span, Ticked, Verification
from app.models.posts import Held, Posts
from app.models.terms import Factor, Presence, Stage


@on(f.CheckInOpened)
def _(m: Meeting, _fact: f.CheckInOpened, entry: Entry, _world: World) -> None:
    m.checkin_opened_at = entry.body.at


@on(f.PersonCheckedIn)
def _(m: Meeting, fact: f.PersonCheckedIn, entry: Entry, _world: World) -> None:
    spans = m.spans.get(fact.person, ())
    if spans and spans[-1].left is None:  # a second scan collapses to the earliest (EC-19, EC-39)
        here = spans[-1]  # of two devices; a role asked for later is no second scan
        came = min(here.came, entry.body.at) if set(fact.roles) <= set(here.roles) else here.came
        roles = tuple(dict.fromkeys((*here.roles, *fact.roles)))
        m.spans[fact.person] = (*spans[:-1], replace(here, came=came, roles=roles))
        return
    new = Span(
        came=entry.body.at,
        roles=fact.roles,
        factors=_standing_factors(m, fact),
        presence=fact.presence,
        notice=fact.notice,
        manual_reason=fact.manual_reason,
        entry=entry.hash,
        by=entry.body.by,
        late=m.opened_at is not None and m.reissue is None,  # a re-issue begins where the old record stood
        badge=fact.badge,
        way=fact.way,
    )
    m.spans[fact.person] = (*spans, new)
    if m.pause:
        m.pause.rolled.add(fact.person)


def _standing_factors(m: Meeting, fact: f.PersonCheckedIn) -> tuple[Factor, ...]:
    """Without the badge if it was void already: revoked at one door, shown at another that had not heard of it (C31)."""
    if not fact.badge or fact.badge not in m.revoked:
        return fact.factors
    return tuple(x for x in fact.factors if x is not Factor.BADGE)


@on(f.VisitorCheckedIn)
def _(m: Meeting, fact: f.VisitorCheckedIn, entry: Entry, _world: World) -> None:
    m.visitors[fact.visitor] = fact
    new = Span(
        came=entry.body.at,
        roles=(fact.role,),
        factors=(),
        presence=Presence.ONSITE,
        notice=True,
        manual_reason="",
        entry=entry.hash,
        by=entry.body.by,
    )
    m.spans[fact.visitor] = (*m.spans.get(fact.visitor, ()), new)


@on(f.PersonCheckedOut)
def _(m: Meeting, fact: f.PersonCheckedOut, entry: Entry, _world: World) -> None:
    spans = m.spans.get(fact.person, ())
    if spans and spans[-1].left is None:
        m.spans[fact.person] = (*spans[:-1], replace(spans[-1], left=entry.body.at))


@on(f.DeclarationSigned)
def _(m: Meeting, fact: f.DeclarationSigned, entry: Entry, _world: World) -> None:
    m.when["DeclarationSigned", fact.person] = entry.body.at
    m.declarations[fact.person] = fact


@on(f.QualificationsChecked)
def _(m: Meeting, fact: f.QualificationsChecked, entry: Entry, _world: World) -> None:
    for tick in fact.ticks:
        m.qualifications[tick.person, tick.role] = Ticked(tick=tick, by=entry.body.by, at=entry.body.at)


@on(f.OwnerVerified)
def _(m: Meeting, fact: f.OwnerVerified, entry: Entry, _world: World) -> None:
    m.verification = Verification(
        by=entry.body.by, at=entry.body.at, attendance=fact.attendance, ink=fact.ink
    )
    if m.pause:
        m.pause.verified = True


@on(f.PostHolderChanged)
def _(m: Meeting, fact: f.PostHolderChanged, _entry: Entry, _world: World) -> None:
    m.people[fact.person.id] = fact.person
    kept = [h for h in m.posts if not (h.role is fact.role and h.unit_code == fact.unit_code)]
    new = Held(role=fact.role, unit_code=fact.unit_code, person=fact.person.id, changed=True)
    m.posts = Posts((*kept, new))
    m.post_changes.append(fact)


@on(f.LeaderElected)
def _(m: Meeting, fact: f.LeaderElected, entry: Entry, _world: World) -> None:
    changed = m.leader != fact.leader
    m.when["LeaderElected", ""] = entry.body.at
    m.leader, m.election = fact.leader, fact
    if changed:
        _lead_anew(m, entry.body.at)


def _lead_anew(m: Meeting, at: datetime) -> None:
    """The report names the leader: a new one is a change of its content (EC-07, 8.7-3, T18)."""
    proposal = m.session.proposal
    if m.frozen is None and proposal and proposal.stances:  # somebody has spoken on the content as it was
        renew_proposal(m, at)
    elif m.frozen and m.pause and m.pause.came_from is Stage.SIGNING:
        reopen_signing(m, at)
        m.pause.came_from = Stage.PROPOSED


@on(f.LeaderNamed)
def _(m: Meeting, fact: f.LeaderNamed, _entry: Entry, _world: World) -> None:
    m.leader = fact.leader


@on(f.SubstitutionSuspected)
def _(m: Meeting, fact: f.SubstitutionSuspected, _entry: Entry, _world: World) -> None:
    m.substitutions.append(fact)
    m.cleared.pop(fact.person, None)  # what was cleared was an earlier incident


@on(f.AbsenceRecorded)
def _(m: Meeting, fact: f.AbsenceRecorded, _entry: Entry, _world: World) -> None:
    m.absences[fact.person] = fact
    m.duties[fact.person, fact.absence] = fact


@on(f.StatusNoticed)
def _(m: Meeting, fact: f.StatusNoticed, _entry: Entry, _world: World) -> None:
    m.statuses[fact.person] = fact.status


@on(f.PhotoTaken)
def _(m: Meeting, fact: f.PhotoTaken, entry: Entry, _world: World) -> None:
    m.photos.append(fact)
    m.photos_at.append(entry.body.at)


@on(f.SubstitutionCleared)
def _(m: Meeting, fact: f.SubstitutionCleared, _entry: Entry, _world: World) -> None:
    m.cleared[fact.person] = fact


@on(f.ConsentGiven)
def _(m: Meeting, fact: f.ConsentGiven, entry: Entry, _world: World) -> None:
    m.when["ConsentGiven", f"{fact.person}+{fact.what}"] = entry.body.at
    m.consents[fact.person, fact.what] = fact


@on(f.CheckInShared)
def _(m: Meeting, fact: f.CheckInShared, _entry: Entry, _world: World) -> None:
    m.shared_from.append(fact)


@on(f.RosterVersionNoticed)
def _(m: Meeting, fact: f.RosterVersionNoticed, _entry: Entry, _world: World) -> None:
    m.newer_roster = max(m.newer_roster, fact.roster_version)
