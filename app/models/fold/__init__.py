"""The fold: a Meeting is a pure function of the package and the facts (DESIGN.md 1).

Facts come in the total order (lamport, device, seq). A fact that the table of 4.2 does not allow in the stage it meets
changes nothing and is listed in ``out_of_place``. Transitions the rules call automatic (T11 by a lost guard, T21, T22,
T24, T25, T28b, T31, T34) follow here from the facts; T05/T05b follow from the checks (``stages.shown_stage``).
"""

from collections.abc import Callable, Iterable
from datetime import timedelta

from app.models import quorum
from app.models.after import goes_to_leader, revision_told, uploads_complete
from app.models.entry import Entry
from app.models.facts import (
    DeclarationSigned,
    Fact,
    FlagDecided,
    GapOverridden,
    LetterShown,
    MeetingOpened,
    PersonCheckedIn,
    PersonCheckedOut,
    PostHolderChanged,
    SessionResumed,
    SubstitutionSuspected,
)
from app.models.fold import after as _after
from app.models.fold import attendance as _attendance
from app.models.fold import door as _door
from app.models.fold import prepare as _prepare
from app.models.fold import revision as _revision
from app.models.fold import session as _session
from app.models.fold import signing as _signing
from app.models.fold.moves import LIVE, MOVES, PRIMARY_ONLY, in_place
from app.models.fold.registry import HANDLERS, World
from app.models.fold.undo import undone_by
from app.models.fold.writers import barred
from app.models.meeting import Meeting, Step
from app.models.rulepack import RulePack
from app.models.terms import PauseKind, Stage, Verdict

__all__ = ["World", "apply", "begin", "fold", "undone_by"]

_MINUTE = timedelta(minutes=1)
_LOADED = (
    _after,
    _attendance,
    _door,
    _prepare,
    _revision,
    _session,
    _signing,
)  # imported for the handlers they register


_MOVES_PEOPLE = frozenset(
    {
        PersonCheckedIn,
        PersonCheckedOut,
        DeclarationSigned,
        FlagDecided,
        GapOverridden,
        LetterShown,
        MeetingOpened,
        PostHolderChanged,
        SessionResumed,
        SubstitutionSuspected,
    }
)
"""Only after these can a guard of T11 be lost; asking after every fact would cost a long replay its speed."""


def fold(meeting: str, entries: Iterable[Entry], world: World) -> Meeting:
    """Compute the meeting from its entries.

    Args:
        meeting: id of the meeting.
        entries: in the total order ``Entry.order``.
        world: packages and packs the facts name by digest.

    Raises:
        KeyError: a fact names a package or pack that ``world`` lacks.

    """
    entries = tuple(entries)
    m = begin(meeting, entries, world)
    for entry in entries:
        apply(m, entry, world)
    return m


def begin(meeting: str, entries: tuple[Entry, ...], world: World) -> Meeting:
    """The meeting before its first entry, with what has to be known of all of them: who may write, and what is undone."""
    m = Meeting(id=meeting)
    m.barred = barred(entries, world)
    m.undone = undone_by(entries, m.barred)
    return m


def apply(m: Meeting, entry: Entry, world: World) -> None:
    """Apply one entry in place."""
    m.count += 1
    m.last_hash, m.last_at = entry.hash, entry.body.at
    if entry.hash not in m.barred:  # a device that was sent away has no say on the clock either
        _watch_clock(m, entry)
    if entry.hash in m.undone:
        return
    kind = type(entry.body.fact)
    move = MOVES.get(kind)
    other_writer = kind in PRIMARY_ONLY and m.primary not in {"", entry.body.device}
    if other_writer or entry.hash in m.barred or not in_place(m, entry.body.fact):
        m.out_of_place.append(entry.hash)
        return
    HANDLERS[kind](m, entry.body.fact, entry, world)
    if move:
        if move.to is not None:
            m.stage = move.to
        m.walk.append(Step(transition=move.id, stage=m.stage, at=entry.body.at, entry=entry.hash))
    _automatic(m, entry, world)


def _watch_clock(m: Meeting, entry: Entry) -> None:
    """EC-17: a clock set back on one device is said (C73), whatever was attested before; order does not change."""
    device, at = entry.body.device, entry.body.at
    back = m.clocks.get(device, at) - at
    if back >= _MINUTE:
        m.clock_back, m.clock_attested = max(m.clock_back, back // _MINUTE), False
    m.clocks[device] = at


def _automatic(m: Meeting, entry: Entry, world: World) -> None:
    pack = world.packs.get(m.pack_blob)
    if pack is None:
        return
    if m.stage in LIVE:
        if _moves_guard(m, pack, entry.body.fact) and m.ended_at is None:
            _watch_guard(m, pack, entry)
        return
    while (move := _next(m, pack)) is not None:
        _step(m, move[0], move[1], entry)


def _watch_guard(m: Meeting, pack: RulePack, entry: Entry) -> None:
    """T11 by a lost guard; the people of a re-issue must first have come together (T32b)."""
    lost = quorum.guard_lost(m, pack)
    if lost and m.gathered:
        _session.suspend(m, PauseKind.GUARD_LOST, "", entry.body.at)
        _step(m, "T11", Stage.SUSPENDED, entry)
    m.gathered = m.gathered or not lost


def _moves_guard(m: Meeting, pack: RulePack, fact: Fact) -> bool:
    """Can this fact lose a guard of T11? Who is no expert matters only where C39 stops the meeting."""
    if type(fact) not in _MOVES_PEOPLE:
        return False
    if isinstance(fact, PersonCheckedIn | PersonCheckedOut):
        return fact.person in m.experts or pack.check("C39").level in quorum.STOPPING
    return True


def _step(m: Meeting, transition: str, stage: Stage, entry: Entry) -> None:
    m.stage = stage
    m.walk.append(Step(transition=transition, stage=stage, at=entry.body.at, entry=entry.hash))


def _next(m: Meeting, pack: RulePack) -> tuple[str, Stage] | None:
    """The automatic transition due now, if any (rows T21, T22, T24–T26, T28b, T30, T31, T34)."""
    if m.stage is Stage.SYNCED:
        return _after_receipt(m, pack)
    if m.stage is Stage.AWAIT_REVISION and goes_to_leader(m, pack):
        return ("T26", Stage.REREVIEW)
    due = _DUE.get(m.stage)
    return due[1:] if due is not None and due[0](m, pack) else None


_DUE: dict[Stage, tuple[Callable[[Meeting, RulePack], bool], str, Stage]] = {
    Stage.SEALED: (lambda _m, _pack: True, "T21", Stage.SYNC_PENDING),
    Stage.SYNC_PENDING: (lambda m, _pack: m.after.received_at is not None, "T22", Stage.SYNCED),
    Stage.AWAIT_REVISION: (revision_told, "T28b", Stage.REVIEWED),
    Stage.REREVIEW: (revision_told, "T28b", Stage.REVIEWED),
    Stage.REVIEWED: (
        lambda m, pack: m.after.approval is not None and uploads_complete(m, pack),
        "T30",
        Stage.CLOSED,
    ),
    Stage.FAILED: (uploads_complete, "T31", Stage.CLOSED),
}
"""What each stage waits for, and where that leads. Asked after every fact of a replay, so only the present stage is."""


def _after_receipt(m: Meeting, pack: RulePack) -> tuple[str, Stage] | None:
    if m.frozen is None or m.abort_reason or m.no_consensus:
        return ("T34", Stage.CLOSED)
    if m.verdict is Verdict.PASS_AFTER_REVISION:
        return ("T25", Stage.AWAIT_REVISION)
    if m.verdict is Verdict.FAIL:
        return ("T31", Stage.FAILED)
    return ("T24", Stage.CLOSED) if uploads_complete(m, pack) else None
