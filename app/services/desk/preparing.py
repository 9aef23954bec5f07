"""Verbs before the day and about papers (T01, T02, T03 and their papers)."""

from datetime import date, datetime, timedelta

from msgspec.structs import replace

from app.models import facts as f
from app.models.calendar import beijing_day
from app.models.checks import Case
from app.models.entry import GENESIS
from app.models.facts import Fact
from app.models.finding import Finding
from app.models.fold.moves import MOVES
from app.models.fold.undo import undoable
from app.models.package import PackRef
from app.models.stages import findings, obstacles
from app.models.terms import Level, Role
from app.services.desk import requests as r
from app.services.desk.context import Ctx
from app.services.desk.refusal import Refusal
from app.services.desk.registry import verb


def gate(case: Case, transition: str, *, but: tuple[str, ...] = ()) -> None:
    """Refuse a transition while something stops it; ``but``: checks of the gate that may still come true afterwards.

    Raises:
        Refusal: ``gate_T..`` with the open findings.

    """
    stops = tuple(x for x in obstacles(case, transition) if x.check not in but)
    if stops:
        raise Refusal(f"gate_{transition}", findings=stops, clause=stops[0].clause, n=str(len(stops)))


def text_needed(text: str, what: str) -> None:
    """Refuse an empty reason or text.

    Raises:
        Refusal: ``text_needed``.

    """
    if not text.strip():
        raise Refusal("text_needed", what=what)


_AHEAD = timedelta(hours=1)
"""What another clock may show and this one not yet (EC-17)."""


def not_ahead(ctx: Ctx, moment: datetime | date) -> None:
    """Refuse what is said to have happened in the future; a day counts in Beijing time.

    Raises:
        Refusal: ``future_time``.

    """
    late = ctx.now + _AHEAD
    ahead = moment > late if isinstance(moment, datetime) else moment > beijing_day(late)
    if ahead:
        raise Refusal("future_time")


@verb(r.ImportPackage)
def import_package(ctx: Ctx, request: r.ImportPackage) -> tuple[Fact, ...]:
    """T01: freeze package, roster version and rule pack."""
    signed = ctx.gate.read(request.data)
    pack, blob = ctx.gate.pack_for(signed)
    ref = PackRef(id=pack.meta.id, version=pack.meta.version, sha256=ctx.put_blob(blob))
    fact = f.PackageImported(
        package=ctx.put_blob(request.data),
        pack=ref,
        pack_blob=ref.sha256,
        roster_version=signed.package.roster_version,
        signed_by=signed.kid,
    )
    gate(ctx.preview(fact), "T01")
    return (fact,)


@verb(r.RefreshPackage)
def refresh_package(ctx: Ctx, request: r.RefreshPackage) -> tuple[Fact, ...]:
    """T02: the next roster as a whole, before opening only."""
    if ctx.m.opened_at is not None:  # STOPPED after the opening: the frozen roster stays (EC-23)
        raise Refusal("roster_frozen")
    signed = ctx.gate.read(request.data)
    new = signed.package
    if new.meeting.id != ctx.meeting:
        raise Refusal("other_meeting", got=new.meeting.id, want=ctx.meeting)
    if new.roster_version <= ctx.m.info.roster_version:
        raise Refusal("roster_not_newer", got=str(new.roster_version), have=str(ctx.m.info.roster_version))
    return (
        f.PackageRefreshed(
            package=ctx.put_blob(request.data), roster_version=new.roster_version, signed_by=signed.kid
        ),
    )


@verb(f.RosterVersionNoticed)
def notice_roster(ctx: Ctx, request: f.RosterVersionNoticed) -> tuple[Fact, ...]:
    """EC-23: after the opening a newer roster is only remarked; before it is taken by T02."""
    if ctx.m.opened_at is None:
        raise Refusal("roster_take_it")
    if request.roster_version <= max(ctx.m.info.roster_version, ctx.m.newer_roster):
        have = str(ctx.m.info.roster_version)
        raise Refusal("roster_not_newer", got=str(request.roster_version), have=have)
    return (request,)


@verb(f.FlagDecided)
def decide_flag(_ctx: Ctx, request: f.FlagDecided) -> tuple[Fact, ...]:
    """C10: a "no" needs a reason."""
    if not request.value:
        text_needed(request.reason, "reason")
    return (request,)


@verb(r.ShowLetter)
def show_letter(ctx: Ctx, request: r.ShowLetter) -> tuple[Fact, ...]:
    """C08: a letter at the venue, with its scan."""
    letter = request.letter
    if letter.delegate not in ctx.m.people or letter.unit_code not in ctx.m.parties:
        raise Refusal("letter_unknown", number=letter.number)
    kept = replace(letter, scan=ctx.put_blob(request.scan)) if request.scan else letter
    return (f.LetterShown(letter=kept, channel="paper"),)


@verb(f.EmployerCodeSet)
def set_employer_code(ctx: Ctx, request: f.EmployerCodeSet) -> tuple[Fact, ...]:
    """2.6-4: from a paper shown."""
    if request.person not in ctx.m.experts:
        raise Refusal("not_an_expert", name=ctx.m.name(request.person))
    text_needed(request.evidence, "evidence")
    text_needed(request.code, "code")
    return (request,)


@verb(f.PrintingConfirmed)
@verb(f.PlanCompared)
@verb(f.ScopeDecided)
def record(_ctx: Ctx, request: Fact) -> tuple[Fact, ...]:
    """The request is the fact."""
    return (request,)


@verb(r.AnchorClock)
def anchor_clock(ctx: Ctx, request: r.AnchorClock) -> tuple[Fact, ...]:
    """EC-17: drift of this device against the server."""
    drift = (ctx.now - request.server_time).total_seconds()
    return (f.ClockAnchored(server_time=request.server_time, drift_seconds=drift),)


@verb(f.ClockAttested)
def attest_clock(ctx: Ctx, request: f.ClockAttested) -> tuple[Fact, ...]:
    """C73: owner and secretary type the true time."""
    if request.owner not in {
        h.person for role in (Role.OWNER_PM, Role.OWNER_VERIFIER) for h in ctx.m.holders(role)
    }:
        raise Refusal("owner_needed")
    drift = (ctx.now - request.true_time).total_seconds()
    return (f.ClockAttested(true_time=request.true_time, drift_seconds=drift, owner=request.owner),)


@verb(f.CheckInOpened)
def open_check_in(ctx: Ctx, request: f.CheckInOpened) -> tuple[Fact, ...]:
    """T03."""
    gate(ctx.case, "T03")
    return (request,)


def _known(ctx: Ctx, keys: tuple[str, ...], level: Level) -> list[Finding]:
    """The open findings of these keys, all of this level.

    Raises:
        Refusal: ``finding_gone`` if one is not open, ``finding_level`` if one has another level.

    """
    now = {x.key: x for x in findings(ctx.case)}
    found = []
    for key in keys:
        if key not in now:
            raise Refusal("finding_gone", key=key)
        if now[key].level is not level:
            raise Refusal(
                f"finding_level_{now[key].level.name.lower()}", clause=now[key].clause, findings=(now[key],)
            )
        found.append(now[key])
    if not found:
        raise Refusal("nothing_chosen")
    return found


@verb(f.WarningAcknowledged)
def acknowledge(ctx: Ctx, request: f.WarningAcknowledged) -> tuple[Fact, ...]:
    """A W goes on with the secretary's name and reason (0.2); a B or O never this way."""
    _known(ctx, request.keys, Level.WARN)
    text_needed(request.reason, "reason")
    return (request,)


@verb(r.Override)
def override(ctx: Ctx, request: r.Override) -> tuple[Fact, ...]:
    """An O goes on with OWNER_PM's reason and signature; the owner's own gap with 总监 + 组长 together (0.2)."""
    found = _known(ctx, request.keys, Level.OVERRIDE)
    text_needed(request.reason, "reason")
    owner_gap = any(x.check == "C24" for x in found)
    owners = [h.person for h in ctx.m.holders(Role.OWNER_PM)]
    owner_away = not any(ctx.m.present(p) for p in owners)
    if ctx.by.role is Role.SUP_CHIEF:
        if not (owner_gap or owner_away):
            raise Refusal("override_owner", clause=found[0].clause)
        if request.second != ctx.m.leader or not ctx.m.leader or request.second_drawing is None:
            raise Refusal("override_leader", clause=found[0].clause)
    elif owner_gap:
        raise Refusal("override_own_gap", clause=found[0].clause)
    ink = ctx.ink(request.drawing)
    if ink is None:
        raise Refusal("ink_needed")
    return (
        f.GapOverridden(
            keys=request.keys,
            reason=request.reason,
            ink=ink,
            second=request.second,
            second_ink=ctx.ink(request.second_drawing),
        ),
    )


_CLOSES = frozenset({"T24", "T28b", "T30", "T31"})
"""Automatic transitions that rely on facts of the after-log."""


@verb(f.FactUndone)
def undo(ctx: Ctx, request: f.FactUndone) -> tuple[Fact, ...]:
    """8.7-9: with a reason, until a transition has relied on the fact; never a signature, an override, a seal."""
    text_needed(request.reason, "reason")
    at = next((n for n, e in enumerate(ctx.entries) if e.hash == request.target), None)
    if at is None or request.target == GENESIS or request.target in ctx.m.undone:
        raise Refusal("undo_unknown")
    fact, recorder = ctx.entries[at].body.fact, ctx.entries[at].body.by
    if ctx.by.role is not Role.SECRETARY and ctx.by.person != recorder.person:
        raise Refusal("undo_who", name=recorder.name or recorder.person)
    if not undoable(fact):
        raise Refusal("undo_never", kind=type(fact).__name__)
    closing = {step.entry for step in ctx.m.walk if step.transition in _CLOSES}
    taken = {
        step.entry for step in ctx.m.walk
    }  # one of a scanner changes nothing, so nothing relies on it (4.3-3)
    if any(type(e.body.fact) in MOVES and e.hash in taken for e in ctx.entries[at + 1 :]) or any(
        e.hash in closing for e in ctx.entries[at:]
    ):
        raise Refusal("undo_relied_on", kind=type(fact).__name__)
    return (request,)
