"""Applies the facts before the day and those about papers."""

from app.models import facts as f
from app.models.entry import Entry
from app.models.fold.registry import World, on
from app.models.meeting import Meeting, Note, Refused, ShownLetter
from app.models.package import Flag, Package
from app.models.posts import Held, Posts
from app.models.terms import Stage, StopKind


class Roster:
    """The people of one package in the shape a meeting wants them: made once, copied for each fold."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.people = {p.id: p for p in package.people}
        self.parties = {p.code: p for p in package.parties}
        self.experts = {e.person: e for e in package.experts}
        held = [
            Held(role=post.role, unit_code=party.code, person=post.person, certificate=post.certificate)
            for party in package.parties
            for post in party.posts
        ]
        held += [
            Held(role=s.role, unit_code=self.people[s.person].unit_code, person=s.person)
            for s in package.staff
            if s.person in self.people
        ]
        self.posts = Posts(held)


_ROSTERS: dict[int, Roster] = {}
"""By the identity of the package, which the roster keeps alive; a desk has few of them open at once."""

_MOST_ROSTERS = 16


def _roster(package: Package) -> Roster:
    known = _ROSTERS.get(id(package))
    if known is None or known.package is not package:
        if len(_ROSTERS) >= _MOST_ROSTERS:
            _ROSTERS.clear()
        known = _ROSTERS[id(package)] = Roster(package)
    return known


def load_package(m: Meeting, package: Package) -> None:
    """Take a package as the roster of the meeting; decisions of the desk stay (T02, EC-23)."""
    roster = _roster(package)
    m.package = package
    m.people = dict(roster.people)
    m.parties = dict(roster.parties)
    m.experts = dict(roster.experts)
    m.posts = roster.posts
    plan = package.plan
    m.flags = {
        "has_survey": package.flags.has_survey,
        "has_design": package.flags.has_design,
        "has_subcontractor": package.flags.has_subcontractor,
    } | {k: v for k, v in m.flags.items() if k in m.decided_flags}
    if not m.scope_decided:
        m.primary_category, m.touched_categories, m.scope = (
            plan.primary_category,
            plan.touched_categories,
            plan.scope,
        )
    uploads = {x.number: ShownLetter(letter=x, channel="upload", at=x.uploaded_at) for x in package.letters}
    m.letters = uploads | {k: v for k, v in m.letters.items() if v.channel == "paper"}
    if m.leader not in m.experts:
        m.leader, m.election = "", None
    if package.leader_id and m.election is None:  # the system's leader (NN); an elected one stays (EC-07)
        m.leader = package.leader_id


@on(f.PackageImported)
def _(m: Meeting, fact: f.PackageImported, entry: Entry, world: World) -> None:
    m.package_blob, m.signed_by = fact.package, fact.signed_by
    m.pack, m.pack_blob = fact.pack, fact.pack_blob
    m.imported_at = entry.body.at
    package = world.packages[fact.package]
    m.primary = (
        package.primary_device or entry.body.device
    )  # the lease of the package, else who imported it (4.3-3)
    m.primaries.add(m.primary)
    load_package(m, package)


@on(f.PackageRefreshed)
def _(m: Meeting, fact: f.PackageRefreshed, entry: Entry, world: World) -> None:
    m.package_blob, m.signed_by = fact.package, fact.signed_by
    load_package(m, world.packages[fact.package])
    kept = {*m.experts, *(h.person for h in m.posts), *m.visitors}
    m.spans = {p: s for p, s in m.spans.items() if p in kept}
    if m.stage is Stage.STOPPED and m.stops[-1].kind is StopKind.BEFORE_OPENING:
        m.stage, m.stops[-1].redrawn = Stage.CHECKIN, entry.body.at


@on(f.FlagDecided)
def _(m: Meeting, fact: f.FlagDecided, _entry: Entry, _world: World) -> None:
    m.flags[fact.flag] = Flag(value=fact.value, reason=fact.reason)
    m.decided_flags.add(fact.flag)


@on(f.ScopeDecided)
def _(m: Meeting, fact: f.ScopeDecided, _entry: Entry, _world: World) -> None:
    m.primary_category, m.touched_categories = fact.primary_category, fact.touched_categories
    m.scope, m.scope_decided = fact.scope, True


@on(f.LetterShown)
def _(m: Meeting, fact: f.LetterShown, entry: Entry, _world: World) -> None:
    at = fact.letter.uploaded_at if fact.channel == "upload" else entry.body.at
    m.letters[fact.letter.number] = ShownLetter(letter=fact.letter, channel=fact.channel, at=at)


@on(f.EmployerCodeSet)
def _(m: Meeting, fact: f.EmployerCodeSet, _entry: Entry, _world: World) -> None:
    m.employer_codes[fact.person] = fact


@on(f.PlanCompared)
def _(m: Meeting, fact: f.PlanCompared, _entry: Entry, _world: World) -> None:
    m.plan_compared = fact


@on(f.PrintingConfirmed)
def _(m: Meeting, fact: f.PrintingConfirmed, _entry: Entry, _world: World) -> None:
    m.printing = fact


@on(f.ClockAnchored)
def _(m: Meeting, fact: f.ClockAnchored, entry: Entry, _world: World) -> None:
    """An anchor speaks of the clock of the device that wrote it, and of no other."""
    m.clock_drifts[entry.body.device] = fact.drift_seconds


@on(f.ClockAttested)
def _(m: Meeting, fact: f.ClockAttested, _entry: Entry, _world: World) -> None:
    m.clock_attested = True
    m.attestations.append(fact)


@on(f.WarningAcknowledged)
def _(m: Meeting, fact: f.WarningAcknowledged, entry: Entry, _world: World) -> None:
    note = Note(reason=fact.reason, by=entry.body.by, at=entry.body.at)
    m.acknowledged.update(dict.fromkeys(fact.keys, note))


@on(f.GapOverridden)
def _(m: Meeting, fact: f.GapOverridden, entry: Entry, _world: World) -> None:
    note = Note(reason=fact.reason, by=entry.body.by, at=entry.body.at, override=fact)
    m.overridden.update(dict.fromkeys(fact.keys, note))


@on(f.TransitionRefused)
def _(m: Meeting, fact: f.TransitionRefused, entry: Entry, _world: World) -> None:
    m.refused.append(Refused(transition=fact.transition, keys=fact.keys, at=entry.body.at, by=entry.body.by))


@on(f.PrimaryTaken)
def _(m: Meeting, fact: f.PrimaryTaken, _entry: Entry, _world: World) -> None:
    m.primary = fact.device
    m.primaries.add(fact.device)
    if fact.how == "takeover":
        m.takeovers.append(fact)


@on(f.FactUndone)
def _(_m: Meeting, _fact: f.FactUndone, _entry: Entry, _world: World) -> None:
    """The fold left the target out before; nothing remains to be done."""
