"""How fast the ledger is, each figure against its limit measured in the same run (issue, "How fast, how small").

The ratios stand in ``extra_info`` of the report; a benchmark fails only if the thing does not work at all.
"""

import itertools
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from app.models.entry import By, Entry
from app.models.facts import (
    CheckInOpened,
    Fact,
    PackageImported,
    PersonCheckedIn,
    PersonCheckedOut,
    RevisionItemWritten,
)
from app.models.fold import World, fold
from app.models.package import Package
from app.models.rulepack import to_blob
from app.models.terms import Factor, Role
from app.services.intake.sample import sample_package
from app.services.ledger import Ledger
from app.services.ledger.seen import Seen
from app.services.packs import load_pack
from app.services.signing.keys import DeviceKey
from bench.support.figures import Figure

MEETING = "M-1"
PAIRS = 1000
FACTS = 10_000
STEPS = (0, 1_000, 10_000, 100_000)
BATCH = 1000


Result = TypeVar("Result")


def timed(
    benchmark: BenchmarkFixture,
    work: Callable[..., Result],
    args: tuple[object, ...] = (),
    *,
    rounds: int,
    warmup_rounds: int = 0,
) -> Result:
    """Run ``work`` that often and give back what it gives."""
    found: Result = benchmark.pedantic(work, args, rounds=rounds, warmup_rounds=warmup_rounds)  # type: ignore[no-untyped-call]  # pytest-benchmark has no types
    return found


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db", DeviceKey.in_memory()) as opened:
        yield opened


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Callable[[bytes], None]]:
    """One SQLite insert with fsync, and nothing else."""
    connection = sqlite3.connect(tmp_path / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE facts (id INTEGER PRIMARY KEY, body BLOB)")

    def insert(body: bytes) -> None:
        connection.execute("INSERT INTO facts (body) VALUES (?)", (body,))

    yield insert
    connection.close()


def _by(package: Package) -> By:
    person = package.people[0]
    return By(person=person.id, role=Role.SECRETARY, name=person.name, factors=(Factor.BADGE, Factor.LOOK))


def _facts(package: Package, count: int) -> Iterator[Fact]:
    """A long day: people come and go, and the list of items is written and rewritten."""
    experts = [expert.person for expert in package.experts]
    for number in range(count):
        person = experts[number // 3 % len(experts)]
        yield (
            PersonCheckedIn(person=person, roles=(Role.EXPERT,), factors=(Factor.BADGE, Factor.LOOK)),
            PersonCheckedOut(person=person, reason="接电话"),
            RevisionItemWritten(
                item=f"R{number % 30}",
                place="第 5.2 节",
                problem="支护桩嵌固深度计算未计入坑外超载。",
                requirement="按坑外 20 kPa 超载重新计算，并补充计算书。",
                expert=person,
            ),
        )[number % 3]


def _fill(ledger: Ledger, package: Package, count: int) -> None:
    by, facts = _by(package), _facts(package, count)
    for _ in range(count // BATCH):
        with ledger.write(MEETING) as tx:
            for fact in itertools.islice(facts, BATCH):
                tx.append(by, fact)


def _pairs(ledger: Ledger, bare: Callable[[bytes], None], package: Package) -> tuple[float, float]:
    """Median seconds of a bare insert and of an append, turn by turn, so that both meet the same disk."""
    by = _by(package)
    alone: list[float] = []
    signed: list[float] = []
    for fact in _facts(package, PAIRS):
        body = bytes(600)
        start = time.perf_counter()
        bare(body)
        middle = time.perf_counter()
        with ledger.write(MEETING) as tx:
            tx.append(by, fact)
        signed.append(time.perf_counter() - middle)
        alone.append(middle - start)
    return statistics.median(alone), statistics.median(signed)


def test_append_against_one_bare_insert(
    benchmark: BenchmarkFixture, figure: Figure, ledger: Ledger, bare: Callable[[bytes], None]
) -> None:
    package = sample_package()
    for step in STEPS:
        _fill(ledger, package, step - sum(head.upto for head in ledger.heads(MEETING)))
        alone, signed = _pairs(ledger, bare, package)
        name, of = f"append of one signed fact at {step:,}", "bare insert with fsync"
        figure(name, signed * 1e6, alone * 1e6, unit="µs", aim=2, of=of)
        benchmark.extra_info[f"ratio at {step} facts (aim 2)"] = round(signed / alone, 2)
        benchmark.extra_info[f"more than the bare insert at {step} facts, µs"] = round((signed - alone) * 1e6)
        benchmark.extra_info[f"append at {step} facts, µs"] = round(signed * 1e6)
        benchmark.extra_info[f"bare insert at {step} facts, µs"] = round(alone * 1e6)
    by, facts = _by(package), _facts(package, 10**9)

    def append() -> None:
        with ledger.write(MEETING) as tx:
            tx.append(by, next(facts))

    timed(benchmark, append, rounds=PAIRS, warmup_rounds=10)
    assert len(ledger.entries(MEETING)) > max(STEPS)


def _read(ledger: Ledger) -> tuple[Entry, ...]:
    """Every entry off the disk, as if nothing had been read before."""
    ledger._seen = Seen()
    return ledger.entries(MEETING)


def test_reading_10000_facts(benchmark: BenchmarkFixture, ledger: Ledger) -> None:
    _fill(ledger, sample_package(), FACTS)
    found = timed(benchmark, _read, (ledger,), rounds=10, warmup_rounds=1)
    assert len(found) == FACTS


def test_replay_from_the_disk(benchmark: BenchmarkFixture, figure: Figure, ledger: Ledger) -> None:
    """Read and fold; aim: 100 ms."""
    package = sample_package()
    pack = load_pack(package.rule_pack.id)
    with ledger.write(MEETING) as tx:
        names = tx.put_blob(b"package"), tx.put_blob(to_blob(pack))
        first = PackageImported(
            package=names[0], pack=package.rule_pack, pack_blob=names[1], roster_version=1, signed_by="n-1"
        )
        tx.append(_by(package), first)
        tx.append(_by(package), CheckInOpened())
    _fill(ledger, package, FACTS)
    world = World({names[0]: package}, {names[1]: pack})

    def replay() -> int:
        return fold(MEETING, _read(ledger), world).count

    assert timed(benchmark, replay, rounds=10, warmup_rounds=1) == FACTS + 2
    median = benchmark.stats.stats.median  # type: ignore[union-attr]  # it ran
    figure("replay of 10,000 facts from the disk", median * 1e3, 100, unit="ms", aim=1)


def test_the_list_of_1000_meetings(benchmark: BenchmarkFixture, ledger: Ledger) -> None:
    package = sample_package()
    by = _by(package)
    for number in range(1000):
        with ledger.write(f"M-{number}") as tx:
            names = tx.put_blob(b"package"), tx.put_blob(b"pack")
            tx.append(
                by,
                PackageImported(
                    package=names[0],
                    pack=package.rule_pack,
                    pack_blob=names[1],
                    roster_version=1,
                    signed_by="n-1",
                ),
            )
            for fact in _facts(package, 30):
                tx.append(by, fact)
    assert len(timed(benchmark, ledger.meetings, rounds=10, warmup_rounds=1)) == 1000


def test_verifying_10000_facts(benchmark: BenchmarkFixture, ledger: Ledger) -> None:
    _fill(ledger, sample_package(), FACTS)
    assert timed(benchmark, ledger.verify, (MEETING,), rounds=2).ok
