"""Were the rules kept? Replays a meeting and asks the checks again at every transition that was taken.

The chain proves that nobody changed what was recorded; this proves that what was recorded was allowed. A desk that was
tampered with can sign whatever it likes, but not seal six of seven experts without this finding it (4.3-4).
"""

from collections.abc import Callable

import msgspec
from msgspec import Struct

from app.models import facts as f
from app.models.after import acting_leader, voiding_lacks
from app.models.checks import Case
from app.models.entry import Entry
from app.models.finding import Finding
from app.models.fold import World, apply, begin
from app.models.fold.moves import MOVES
from app.models.law import LawTables
from app.models.meeting import Meeting
from app.models.package import SignedPackage
from app.models.packfile import PackError
from app.models.rulepack import from_blob
from app.models.stages import GATES, obstacles
from app.services.packs import load_pack

JUDGED_AFTER = frozenset({"T01", "T14", "T28"})
"""These are judged as the meeting is with them: the package, the verdict or the leader's answer is part of the question."""

JUDGED_LATER = frozenset({"T32b"})
"""The people of a re-issue come with the facts that follow it; the gate of T16 asks for them."""

AFTER_LOG: tuple[type[f.Fact], ...] = (
    f.RecordWithdrawn,
    f.RevisionReturned,
    f.RevisionApproved,
    f.RevisionRejected,
    f.SupervisorApproved,
    f.MeetingVoided,
)
"""Facts after the seal that a rule may forbid (T26b–T30, T32)."""


HEARD: tuple[type[f.Fact], ...] = (f.ConflictNoticed,)
"""What two devices may each have heard of the node, or one that only scans: where it changes nothing it is nobody's deed."""


class Breach(Struct, frozen=True, kw_only=True):
    """A transition that was taken although something stopped it; what came in a wrong stage changed nothing."""

    transition: str
    entry: str
    seq: int
    findings: tuple[Finding, ...] = ()


def load_world(entries: tuple[Entry, ...], blob: Callable[[str], bytes]) -> World:
    """Packages and packs the facts name.

    Raises:
        LookupError: a blob is missing.

    """
    world = World({}, {})
    for e in entries:
        fact = e.body.fact
        if isinstance(fact, f.PackageImported | f.PackageRefreshed):
            signed = msgspec.json.decode(blob(fact.package), type=SignedPackage)
            world.packages[fact.package] = signed.package
        if isinstance(fact, f.PackageImported):
            world.packs[fact.pack_blob] = from_blob(blob(fact.pack_blob))
    return world


def audit(meeting: str, entries: tuple[Entry, ...], world: World, law: LawTables) -> tuple[Breach, ...]:
    """All breaches of a meeting, in order; empty = the rules were kept at every transition."""
    m = begin(meeting, entries, world)
    found = _imports(entries)
    for e in entries:
        found += _judge(m, e, world, law)
    return tuple(found)


def _judge(m: Meeting, e: Entry, world: World, law: LawTables) -> list[Breach]:
    """Apply one entry and say what it broke."""
    move = MOVES.get(type(e.body.fact))
    counts = move is not None and m.stage in move.of and e.hash not in m.undone
    judged = move.id if counts and move and move.id in GATES and move.id not in JUDGED_LATER else ""
    late = judged in JUDGED_AFTER
    before = _obstacles(m, e, world, law, judged) if judged and not late else ()
    wrong = _after_log(m, e, world, law)
    apply(m, e, world)
    if late:
        before = _obstacles(m, e, world, law, judged)
    found = []
    if move and e.hash in m.out_of_place and not isinstance(e.fact, HEARD):
        found.append(Breach(transition=move.id, entry=e.hash, seq=e.body.seq))
    elif wrong is not None:
        found.append(wrong)
    if before:
        found.append(Breach(transition=judged, entry=e.hash, seq=e.body.seq, findings=before))
    return found


def _after_log(m: Meeting, e: Entry, world: World, law: LawTables) -> Breach | None:
    """What only the verb asks after the seal: who answered for the leader, who voided, the leader before the approval."""
    fact = e.body.fact
    if isinstance(fact, f.RevisionReturned | f.RevisionApproved | f.RevisionRejected):
        if e.body.by.person != acting_leader(m) or fact.ink is None:
            row = {f.RevisionReturned: "T27", f.RevisionApproved: "T28", f.RevisionRejected: "T29"}
            return Breach(transition=row[type(fact)], entry=e.hash, seq=e.body.seq)
    elif isinstance(fact, f.MeetingVoided):
        if voiding_lacks(m, fact):
            return Breach(transition="T32", entry=e.hash, seq=e.body.seq)
    elif isinstance(fact, f.SupervisorApproved):
        stops = tuple(x for x in _obstacles(m, e, world, law, "T30") if x.check != "C60")
        if stops or not fact.stamped:
            return Breach(transition="T30", entry=e.hash, seq=e.body.seq, findings=stops)
    return None


def _imports(entries: tuple[Entry, ...]) -> list[Breach]:
    """A record without a package obeys no rules; a pack that bears a version of ours must be ours word for word."""
    first = entries[:1]
    if not any(isinstance(e.fact, f.PackageImported) for e in entries):
        return [Breach(transition="T01", entry=e.hash, seq=e.body.seq) for e in first]
    return [
        Breach(transition="T01", entry=e.hash, seq=e.body.seq)
        for e in entries
        if isinstance(e.fact, f.PackageImported) and _is_forged(e.fact)
    ]


def _is_forged(fact: f.PackageImported) -> bool:
    if fact.pack.sha256 != fact.pack_blob:
        return True
    try:
        ours = load_pack(fact.pack.id, allow_draft=True).ref
    except PackError:
        return False  # a pack of another program; its values stand in the record for people to read
    return ours.version == fact.pack.version and ours.sha256 != fact.pack.sha256


def _obstacles(m: Meeting, e: Entry, world: World, law: LawTables, transition: str) -> tuple[Finding, ...]:
    pack = world.packs.get(m.pack_blob)
    if m.package is None or pack is None:
        return ()
    return obstacles(Case(m, pack, law, e.body.at), transition)
