"""How fast a meeting is computed: decode and fold of 10,000 facts (aim 100 ms), all checks with 40 people (aim 5 ms)."""

from collections.abc import Callable
from itertools import cycle, islice
from typing import Protocol

import msgspec
import pytest
from msgspec.structs import replace

from app.models import facts as f
from app.models.checks import CHECKS, Case, evaluate
from app.models.entry import Entry
from app.models.facts import Fact
from app.models.fold import fold
from app.models.package import Party, Post
from app.models.terms import Conformity, DefectAnswer, PartyKind, Role, Verdict
from bench.support.figures import Figure
from support import build, walk
from support.book import BOTH, Book

FACTS = 10_000
AIM_FOLD = 0.100
AIM_CHECKS = 0.005
SIZES = (40, 100, 200, 400)
"""People of a meeting; the work on its checks may grow as their number does, not faster."""


class Benchmark(Protocol):
    """What pytest-benchmark hands in."""

    extra_info: dict[str, object]
    stats: "Stats"

    def __call__(self, function: Callable[[], object]) -> object: ...


class Stats(Protocol):
    """Its figures."""

    stats: "Stats"
    median: float


def crowded(people: int = 40) -> Book:
    """A national meeting with so many people: experts (about a fifth), the posts, subcontractors with five each."""
    experts = people * 9 // 40 | 1
    base = build.package("national", experts)
    for number in range(1, (people - experts - 23) // 5 + 1):
        code = f"91650100MA0EXSUB{number:02d}"
        names = tuple(build.person(f"sub{number}-{n}", 1000 + 10 * number + n, code) for n in range(5))
        roles = (Role.SC_TECH, Role.SC_PM, Role.SC_PROJ_TECH, Role.SC_AUTHOR, Role.SC_SAFETY)
        posts = tuple(Post(role=r, person=p.id) for r, p in zip(roles, names, strict=True))
        unit = Party(code=code, name=f"样例分包{number}", kind=PartyKind.SC, group=(), posts=posts)
        base = replace(base, people=(*base.people, *names), parties=(*base.parties, unit))
    book = walk.opened("national", base)
    for n in range(people - len(book.m.spans)):
        book.add(f.VisitorCheckedIn(visitor=f"v{n}", name=f"样客{n}", unit="样例站", purpose="旁听"))
    return book


def busy(book: Book) -> list[Fact]:
    """What an industrious meeting records again and again."""
    answers = dict.fromkeys(book.case().defect_items, DefectAnswer.ABSENT)
    turn: list[Fact] = []
    for n, id_ in enumerate(build.experts_of(book.package)):
        turn += [
            f.DefectsAnswered(expert=id_, answers=answers),
            f.PersonalFormSubmitted(expert=id_, conclusion=Verdict.PASS, opinion="总体可行" * 50),
            walk.item(item=f"i{n}", expert=id_),
            f.PersonCheckedOut(person="gc-author"),
            f.PersonCheckedIn(person="gc-author", roles=(Role.GC_AUTHOR,), factors=BOTH),
            f.KeyNodeWritten(node=f"n{n}", name="坑底", content="检查支撑轴力"),
            f.TopicConcluded(topic=1, conclusion=Conformity.CONFORMS),
        ]
    return turn


@pytest.fixture(scope="module")
def long_book() -> Book:
    book = crowded()
    for fact in islice(cycle(busy(book)), FACTS - len(book.entries)):
        _append(book, fact)
    return book


def _append(book: Book, fact: Fact) -> None:
    """As ``Book.add``, but it does not look for the largest lamport each time."""
    last = book.entries[-1]
    body = replace(last.body, seq=last.body.seq + 1, lamport=last.body.lamport + 1, fact=fact)
    book.entries.append(Entry(body=body, hash=f"x-{body.seq:05d}", sig=""))


def _say(benchmark: Benchmark, figure: Figure, name: str, aim: float) -> None:
    figure(name, benchmark.stats.stats.median * 1e3, aim * 1e3, unit="ms", aim=1)
    benchmark.extra_info["aim_s"] = aim
    benchmark.extra_info["ratio"] = round(benchmark.stats.stats.median / aim, 3)


def test_replay_of_10000_facts(benchmark: Benchmark, figure: Figure, long_book: Book) -> None:
    data = [msgspec.json.encode(e) for e in long_book.entries]
    decoder = msgspec.json.Decoder(Entry)

    def replay() -> object:
        return fold(build.MEETING, [decoder.decode(line) for line in data], long_book.world)

    assert benchmark(replay) == long_book.m
    _say(benchmark, figure, "decode and fold 10,000 facts", AIM_FOLD)


def test_fold_of_10000_facts(benchmark: Benchmark, figure: Figure, long_book: Book) -> None:
    assert benchmark(lambda: long_book.m) == long_book.m
    _say(benchmark, figure, "fold alone, 10,000 facts", AIM_FOLD)


_SEEN: dict[int, float] = {}
"""People → median seconds, for the growth."""


@pytest.mark.parametrize("people", SIZES)
def test_every_check_after_a_fact(benchmark: Benchmark, figure: Figure, people: int) -> None:
    book = crowded(people)
    assert len(book.m.spans) == people
    m, pack, law = book.m, book.pack, book.case().law

    def ask() -> object:
        return evaluate(Case(m, pack, law, book.clock), CHECKS)

    assert benchmark(ask)
    _SEEN[people] = benchmark.stats.stats.median
    if people == SIZES[0]:
        _say(benchmark, figure, "all checks, 40 people", AIM_CHECKS)
        return
    name, grown = f"  all checks, {people} people", _SEEN[people] / _SEEN[SIZES[0]]
    figure(name, _SEEN[people] * 1e3, _SEEN[SIZES[0]] * 1e3, unit="ms", aim=people / SIZES[0], of="40 people")
    benchmark.extra_info["growth"] = round(grown, 2)
