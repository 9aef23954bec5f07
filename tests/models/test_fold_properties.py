"""What holds for every sequence of facts (DESIGN.md 1; rules.md 4.2, 4.3)."""

from collections.abc import Callable
from typing import get_args

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models import facts as f
from app.models.entry import Entry, Unsigned
from app.models.facts import Fact
from app.models.fold import apply, fold
from app.models.fold.moves import MOVES
from app.models.fold.undo import undoable
from app.models.meeting import Meeting
from app.models.stages import SHOWN, findings, obstacles, shown_stage
from app.models.terms import Stage, Verdict
from support import build, walk
from support.book import Book
from support.pool import POOL

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PREFIXES: dict[str, Callable[[], Book]] = {
    "nothing": Book,
    "prepared": walk.prepared,
    "checked_in": walk.checked_in,
    "opened": walk.opened,
    "signing": walk.signing,
    "national": lambda: walk.signing("national", Verdict.PASS_AFTER_REVISION),
    "sealed": lambda: walk.sealed("xinjiang", Verdict.PASS_AFTER_REVISION),
    "rereview": lambda: walk.sealed("qingdao", Verdict.PASS_AFTER_REVISION),
}
WAYS: dict[str, set[tuple[str, str]]] = {
    "T01": {("NEW", "PREPARED")},
    "T02": {("PREPARED", "PREPARED"), ("CHECKIN", "CHECKIN"), ("STOPPED", "CHECKIN")},
    "T03": {("PREPARED", "CHECKIN")},
    "T06": {("CHECKIN", "IN_SESSION")},
    "T07": {("CHECKIN", "STOPPED"), ("SUSPENDED", "STOPPED")},
    "T08": {("STOPPED", "CHECKIN"), ("STOPPED", "SUSPENDED")},
    "T09": {("STOPPED", "ABORTED"), ("SUSPENDED", "ABORTED")},
    "T10": {("PREPARED", "ABORTED"), ("CHECKIN", "ABORTED")},
    "T11": {(s, "SUSPENDED") for s in ("IN_SESSION", "PROPOSED", "SIGNING")},
    "T12": {("SUSPENDED", s) for s in ("IN_SESSION", "PROPOSED", "SIGNING")},
    "T14": {("IN_SESSION", "PROPOSED")},
    "T15": {("PROPOSED", "IN_SESSION")},
    "T16": {("PROPOSED", "SIGNING")},
    "T18": {("SIGNING", "PROPOSED")},
    "T19": {("SIGNING", "SEALED")},
    "T20": {(s, "NO_CONSENSUS") for s in ("IN_SESSION", "PROPOSED", "SIGNING", "SUSPENDED")},
    "T21": {(s, "SYNC_PENDING") for s in ("SEALED", "ABORTED", "NO_CONSENSUS")},
    "T22": {("SYNC_PENDING", "SYNCED")},
    "T23": {("SYNC_PENDING", "SYNC_CONFLICT")},
    "T23b": {("SYNC_CONFLICT", "SYNC_PENDING"), ("SYNC_CONFLICT", "SYNCED")},
    "T24": {("SYNCED", "CLOSED")},
    "T25": {("SYNCED", "AWAIT_REVISION")},
    "T26": {("AWAIT_REVISION", "REREVIEW")},
    "T26b": {("AWAIT_REVISION", "CLOSED"), ("REREVIEW", "CLOSED")},
    "T27": {("REREVIEW", "AWAIT_REVISION")},
    "T28": {("REREVIEW", "REVIEWED")},
    "T28b": {("AWAIT_REVISION", "REVIEWED"), ("REREVIEW", "REVIEWED")},
    "T29": {("REREVIEW", "FAILED")},
    "T30": {("REVIEWED", "CLOSED")},
    "T31": {("SYNCED", "FAILED"), ("FAILED", "CLOSED")},
    "T32": {
        (s, "VOID")
        for s in (
            [
                "SYNC_PENDING",
                "SYNC_CONFLICT",
                "SYNCED",
                "AWAIT_REVISION",
                "REREVIEW",
                "REVIEWED",
                "FAILED",
                "NO_CONSENSUS",
                "CLOSED",
            ]
        )
    },
    "T32b": {("PREPARED", "PROPOSED")},
    "T34": {("SYNCED", "CLOSED")},
}
facts = st.lists(st.sampled_from(POOL), max_size=40)
prefixes = st.sampled_from(sorted(PREFIXES))
_made: dict[str, Book] = {}


def book_of(prefix: str) -> Book:
    """A copy of the prefix; it is made once."""
    if prefix not in _made:
        _made[prefix] = PREFIXES[prefix]()
    base = _made[prefix]
    book = Book(base.place, base.package)
    book.world.packages["pkg-2"] = msgspec.structs.replace(base.package, roster_version=2)
    book.entries, book.clock, book._seq = list(base.entries), base.clock, dict(base._seq)
    return book


def filled(prefix: str, more: list[Fact]) -> Book:
    book = book_of(prefix)
    for fact in more:
        book.add(fact)
    return book


def seen(m: Meeting) -> dict[str, object]:
    """The meeting without what only counts entries."""
    plain = msgspec.structs.asdict(m)
    return {k: v for k, v in plain.items() if k not in {"count", "last_hash", "last_at", "undone", "clocks"}}


def test_the_pool_holds_every_class() -> None:
    assert {type(x) for x in POOL} | {f.FactUndone} == set(get_args(Fact))


@quick
@given(prefix=prefixes, more=facts)
def test_no_sequence_makes_the_fold_fail_or_leaves_the_table(prefix: str, more: list[Fact]) -> None:
    m = filled(prefix, more).m
    stage = "NEW"
    for step in m.walk:
        assert (stage, step.stage.value) in WAYS[step.transition], step
        stage = step.stage.value
    assert m.stage.value == stage
    assert m.count == len(filled(prefix, more).entries)


@quick
@given(prefix=prefixes, more=facts)
def test_the_checks_answer_whatever_happened(prefix: str, more: list[Fact]) -> None:
    book = filled(prefix, more)
    if book.m.package is None:
        return
    case = book.case()
    keys = [x.key for ids in SHOWN.values() for x in book.find(*ids).values()]
    assert all(key.count(":") >= 2 for key in keys)
    findings(case)
    shown_stage(case)
    for transition in ("T03", "T05", "T06", "T12", "T14", "T16", "T19", "T24", "T30"):
        obstacles(case, transition)


@quick
@given(prefix=prefixes, more=facts)
def test_folding_is_deterministic_and_leaves_its_input_alone(prefix: str, more: list[Fact]) -> None:
    book = filled(prefix, more)
    before = [msgspec.json.encode(e) for e in book.entries]
    packages = msgspec.json.encode(book.world.packages)
    assert book.m == book.m
    assert [msgspec.json.encode(e) for e in book.entries] == before
    assert msgspec.json.encode(book.world.packages) == packages


@quick
@given(prefix=prefixes, more=facts, cut=st.integers(0, 200))
def test_reading_back_and_going_on_gives_the_whole(prefix: str, more: list[Fact], cut: int) -> None:
    book = filled(prefix, more)
    again = msgspec.json.decode(msgspec.json.encode(book.entries), type=list[Entry])
    m = fold(build.MEETING, again[:cut], book.world)
    for entry in again[cut:]:
        apply(m, entry, book.world)
    assert m == book.m


@quick
@given(prefix=st.sampled_from(["checked_in", "opened", "national"]), data=st.data())
def test_an_undone_fact_is_as_if_it_had_not_happened(prefix: str, data: st.DataObject) -> None:
    one = data.draw(st.sampled_from([x for x in POOL if undoable(x)]))
    more = data.draw(st.lists(st.sampled_from([x for x in POOL if not _seals(x)]), max_size=20))
    book = book_of(prefix)
    target = book.add(one)
    for fact in more:
        book.add(fact)
    book.undo(target)
    without = [e for e in book.entries if e.hash != target and not isinstance(e.body.fact, f.FactUndone)]
    assert seen(book.m) == seen(fold(build.MEETING, without, book.world))


def _seals(fact: Fact) -> bool:
    return isinstance(fact, f.ReportSealed | f.RecordClosed)


@quick
@given(
    prefix=prefixes,
    left=st.lists(st.sampled_from(POOL), max_size=15),
    right=st.lists(st.sampled_from(POOL), max_size=15),
    data=st.data(),
)
def test_two_chains_fold_to_one_meeting_in_whatever_order_they_arrive(
    prefix: str, left: list[Fact], right: list[Fact], data: st.DataObject
) -> None:
    book = book_of(prefix)
    start = max((e.body.lamport for e in book.entries), default=0)
    chains = [chain(book, device, facts_, start) for device, facts_ in (("d2", left), ("d3", right))]
    arrived = data.draw(st.permutations([*book.entries, *chains[0], *chains[1]]))
    ordered = sorted([*book.entries, *chains[0], *chains[1]], key=lambda e: e.order)
    here = fold(build.MEETING, sorted(arrived, key=lambda e: e.order), book.world)
    assert here == fold(build.MEETING, ordered, book.world)


def chain(book: Book, device: str, some: list[Fact], start: int) -> list[Entry]:
    """The facts one device recorded without hearing of the other."""
    return [
        Entry(
            body=Unsigned(
                meeting=build.MEETING,
                device=device,
                seq=n,
                prev="",
                lamport=start + n,
                at=book.clock,
                mono=n,
                by=walk.HOST,
                fact=fact,
            ),
            hash=f"{device}-{n:05d}",
            sig="",
        )
        for n, fact in enumerate(some, 1)
    ]


def test_every_move_has_its_way_here() -> None:
    automatic = {"T22", "T24", "T25", "T26", "T28b", "T30", "T31", "T34"}
    assert {move.id for move in MOVES.values()} | automatic == set(WAYS)
    assert Stage.SEALED not in {s for move in MOVES.values() if move.id != "T19" for s in [move.to]}
