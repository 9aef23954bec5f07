"""Undo gives every finding back; two devices fold to one meeting however their chains interleave (4.3, 8.7-9, EC-19)."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from app.models import facts as f
from app.models.checks import CHECKS, evaluate
from app.models.entry import Entry
from app.models.finding import Finding
from app.models.fold import fold
from app.models.fold.undo import undoable
from app.models.meeting import Meeting
from app.models.stages import findings, shown_stage
from app.models.terms import Stage, Verdict
from support import build, walk
from support.book import Book
from support.pool import POOL

quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
UNDOABLE = [fact for fact in POOL if undoable(fact)]
WAYS: dict[str, Callable[[], Book]] = {
    "prepared": walk.prepared,
    "checked_in": walk.checked_in,
    "opened": walk.opened,
    "national": lambda: walk.opened("national"),
    "nanning": lambda: walk.opened("nanning"),
    "signing": walk.signing,
}
DOOR = (f.PersonCheckedIn, f.DeclarationSigned, f.VisitorCheckedIn)
_made: dict[str, Book] = {}


def book_of(way: str) -> Book:
    """A copy of a meeting that has come so far; it is made once."""
    if way not in _made:
        _made[way] = WAYS[way]()
    base = _made[way]
    book = Book(base.place, base.package)
    book.entries, book.clock, book._seq = list(base.entries), base.clock, dict(base._seq)
    return book


def all_findings(book: Book) -> tuple[Stage, tuple[Finding, ...], tuple[Finding, ...]]:
    """Stage, what is shown, and what every check says, at one moment."""
    case = book.case(now=build.START)
    return shown_stage(case), findings(case), evaluate(case, CHECKS)


@quick
@given(way=st.sampled_from(sorted(WAYS)), fact=st.sampled_from(UNDOABLE))
def test_undo_of_a_fact_restores_every_finding(way: str, fact: f.Fact) -> None:
    book = book_of(way)
    before = all_findings(book)
    book.undo(book.add(fact))
    assert all_findings(book) == before


@quick
@given(
    way=st.sampled_from(["checked_in", "opened"]),
    some=st.lists(st.sampled_from(UNDOABLE), min_size=2, max_size=6),
    data=st.data(),
)
def test_undone_one_by_one_in_any_order_all_findings_are_back(
    way: str, some: list[f.Fact], data: st.DataObject
) -> None:
    book = book_of(way)
    before = all_findings(book)
    targets = [book.add(fact) for fact in some]
    for target in data.draw(st.permutations(targets)):
        book.undo(target)
    assert all_findings(book) == before


def content(m: Meeting) -> dict[str, object]:
    """The meeting without what only tells how many entries of which device there are."""
    return {k: v for k, v in asdict(m).items() if k not in {"count", "clocks"}}


def spread(book: Book, away: set[str], ahead: int) -> list[Entry]:
    """The same meeting, with the door facts of ``away`` on a second device that heard nothing of the first meanwhile.

    ``ahead``: by how much the second device's counter had run on before the door opened.
    """
    kinds = [type(e.fact) for e in book.entries]
    first = kinds.index(f.CheckInOpened) + 1
    last = kinds.index(f.LeaderElected)
    counter = {"d1": first, "d2": first + ahead}
    made: list[Entry] = []
    for n, entry in enumerate(book.entries):
        who = getattr(entry.fact, "person", "")
        device = "d2" if first <= n < last and isinstance(entry.fact, DOOR) and who in away else "d1"
        if n < first:
            lamport = n + 1
        elif n < last:
            counter[device] += 1
            lamport = counter[device]
        else:  # they have exchanged: what follows knows both chains
            lamport = max(counter.values()) + 1 + n - last
        made.append(replace(entry, body=replace(entry.body, device=device, lamport=lamport)))
    return sorted(made, key=lambda e: e.order)


@quick
@given(
    way=st.sampled_from(["xinjiang", "national", "qingdao"]),
    data=st.data(),
    ahead=st.integers(0, 40),
)
def test_a_legal_meeting_is_one_meeting_in_any_interleaving_of_two_devices(
    way: str, data: st.DataObject, ahead: int
) -> None:
    key = f"sealed {way}"
    if key not in _made:
        _made[key] = walk.sealed(way, Verdict.PASS_AFTER_REVISION)
    book = _made[key]
    people = sorted({e.fact.person for e in book.entries if isinstance(e.fact, f.PersonCheckedIn)})
    away = set(data.draw(st.lists(st.sampled_from(people), max_size=len(people))))
    entries = spread(book, away, ahead)
    arrived = data.draw(st.permutations(entries))
    m = fold(build.MEETING, sorted(arrived, key=lambda e: e.order), book.world)
    assert m.out_of_place == []
    assert content(m) == content(book.m)


def test_only_the_primary_decides() -> None:
    book = book_of("checked_in")
    walk.verify(book)
    count = len(book.m.out_of_place)
    book.add(f.MeetingOpened(mode=book.m.info.meeting.mode), walk.HOST, device="d2")
    assert (book.stage(), len(book.m.out_of_place)) == (Stage.CHECKIN, count + 1)
    book.add(f.PrimaryTaken(device="d2", how="takeover", owner="owner-pm", reason="主控损坏"))
    book.add(f.MeetingOpened(mode=book.m.info.meeting.mode), walk.HOST, device="d2")
    assert book.stage() is Stage.IN_SESSION
    assert [x.owner for x in book.m.takeovers] == ["owner-pm"]
