"""Whose facts count at a venue with several devices: any cut, any healing, any hostile scanner (4.3-3, EC-19)."""

import itertools
from collections.abc import Iterable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from app.models import facts as f
from app.models.entry import By, Entry, Unsigned
from app.models.facts import Fact
from app.models.fold import fold
from app.models.fold.writers import AT_THE_DOOR, at_the_door
from app.models.meeting import Meeting
from app.models.terms import AbsenceKind, Factor, Role, Stage
from support import build, walk
from support.book import BOTH, INK, OWNER_PM, SECRETARY, Book
from support.pool import POOL

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
P, S, T = "d1", "d2", "d3"
SCANNER = By(person="door", role=Role.SCANNER, name="门口", factors=BOTH)


def came(person: str) -> f.PersonCheckedIn:
    return f.PersonCheckedIn(
        person=person, roles=(Role.EXPERT,), factors=(Factor.BADGE, Factor.LOOK), notice=True
    )


def begun() -> Book:
    """The door is open, and two devices have joined."""
    book = walk.prepared()
    book.add(f.CheckInOpened())
    for device in (S, T):
        book.add(f.DeviceJoined(device=device, public="", name="门口"))
    return book


def content(m: Meeting) -> dict[str, object]:
    return {k: v for k, v in asdict(m).items() if k not in {"count", "clocks", "last_hash", "last_at"}}


class Net:
    """Devices that each write their own chain and now and then exchange what they have; time is no clock's."""

    def __init__(self, book: Book, devices: Iterable[str]) -> None:
        self.world = book.world
        self.start = tuple(book.entries)
        self.at = book.clock
        self.sets: dict[str, dict[str, Entry]] = {d: {e.hash: e for e in self.start} for d in devices}
        self.count = itertools.count(1)

    def add(self, device: str, fact: Fact, by: By = SECRETARY) -> str:
        known = self.sets[device]
        seq = sum(e.body.device == device for e in known.values()) + 1
        lamport = max(e.body.lamport for e in known.values()) + 1
        n = next(self.count)
        entry = Entry(
            body=Unsigned(
                meeting=build.MEETING,
                device=device,
                seq=seq,
                prev="",
                lamport=lamport,
                at=self.at,
                mono=n,
                by=by,
                fact=fact,
            ),
            hash=f"{device}-{seq:05d}-{n}",
            sig="",
        )
        known[entry.hash] = entry
        return entry.hash

    def heal(self, one: str, other: str) -> None:
        both = self.sets[one] | self.sets[other]
        self.sets[one], self.sets[other] = dict(both), dict(both)

    def all_heal(self) -> None:
        every = {h: e for known in self.sets.values() for h, e in known.items()}
        self.sets = {device: dict(every) for device in self.sets}

    def m(self, device: str) -> Meeting:
        return fold(build.MEETING, sorted(self.sets[device].values(), key=lambda e: e.order), self.world)


EXPERTS = [e.person for e in build.package("xinjiang").experts]
STEPS = st.one_of(
    st.tuples(st.just("in"), st.sampled_from([P, S, T]), st.sampled_from(EXPERTS)),
    st.tuples(st.just("out"), st.sampled_from([P, S, T]), st.sampled_from(EXPERTS)),
    st.tuples(st.just("heal"), st.sampled_from([P, S, T]), st.sampled_from([P, S, T])),
    st.tuples(st.just("left"), st.just(P), st.sampled_from([S, T])),
    st.tuples(st.just("joined"), st.just(P), st.sampled_from([S, T])),
    st.tuples(st.just("take"), st.sampled_from([S, T]), st.just("")),
    st.tuples(st.just("any"), st.sampled_from([P, S, T]), st.integers(0, len(POOL) - 1)),
    st.tuples(st.just("undo"), st.sampled_from([P, S, T]), st.integers(0, 40)),
)


def play(net: Net, step: tuple[str, str, object]) -> None:
    what, device, with_ = step
    if what == "in":
        net.add(device, came(str(with_)))
    elif what == "out":
        net.add(device, f.PersonCheckedOut(person=str(with_)))
    elif what == "heal":
        net.heal(device, str(with_))
    elif what == "left":
        net.add(device, f.DeviceLeft(device=str(with_), reason="收回"))
    elif what == "joined":
        net.add(device, f.DeviceJoined(device=str(with_), public="", name="门口"))
    elif what == "take":
        net.add(device, f.PrimaryTaken(device=device, how="takeover", owner="owner-pm", reason="主控损坏"))
    elif what == "any":
        net.add(device, POOL[int(str(with_))])
    else:
        hashes = sorted(net.sets[device])
        net.add(device, f.FactUndone(target=hashes[int(str(with_)) % len(hashes)], reason="点错了"))


@quick
@given(steps=st.lists(STEPS, max_size=25), data=st.data())
def test_any_cut_and_any_healing_gives_one_meeting_on_all(
    steps: list[tuple[str, str, object]], data: st.DataObject
) -> None:
    net = Net(begun(), (P, S, T))
    for step in steps:
        play(net, step)
    net.all_heal()
    found = [net.m(device) for device in (P, S, T)]
    assert found[0] == found[1] == found[2]
    entries = list(net.sets[P].values())
    shuffled = data.draw(st.permutations(entries))
    assert fold(build.MEETING, sorted(shuffled, key=lambda e: e.order), net.world) == found[0]


@quick
@given(times=st.lists(st.tuples(st.sampled_from([P, S, T]), st.integers(-30, 30)), min_size=2, max_size=6))
def test_check_ins_of_one_person_collapse_to_the_earliest(times: list[tuple[str, int]]) -> None:
    net = Net(begun(), (P, S, T))
    start = net.at
    for device, minutes in times:
        net.at = start + timedelta(minutes=minutes)
        net.add(device, came(EXPERTS[0]))
    net.all_heal()
    spans = net.m(P).spans[EXPERTS[0]]
    assert len(spans) == 1
    assert spans[0].came == start + timedelta(minutes=min(minutes for _, minutes in times))


HOSTILE: list[Fact] = [fact for fact in POOL if not at_the_door(fact)]


@quick
@given(
    some=st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=8),
    stage=st.sampled_from(["begun", "opened"]),
    back=st.integers(0, 40),
)
def test_what_a_scanner_may_not_record_changes_nothing(some: list[Fact], stage: str, back: int) -> None:
    book = opened() if stage == "opened" else begun()
    book.world.packages["pkg-2"] = book.package  # a desk reads every package that is named
    out = set(book.m.out_of_place)
    before = content(book.m)
    first = book.entries[0].body.lamport
    lamport = max(first + 1, book.entries[-1].body.lamport - back)
    made = []
    for n, fact in enumerate(some):
        body = Unsigned(
            meeting=build.MEETING,
            device=S,
            seq=n + 1,
            prev="",
            lamport=lamport + n,
            at=book.clock,
            mono=n,
            by=OWNER_PM,
            fact=fact,
        )
        made.append(Entry(body=body, hash=f"evil-{n}", sig=""))
    m = fold(build.MEETING, sorted([*book.entries, *made], key=lambda e: e.order), book.world)
    after = content(m)
    assert set(m.out_of_place) - out <= {e.hash for e in made}
    for name in ("out_of_place", "barred", "undone"):
        before.pop(name)
        after.pop(name)
    assert after == before
    assert {e.hash for e in made} <= m.barred


def opened() -> Book:
    """An open meeting, whose second device joined before the door was opened."""
    book = walk.opened()
    place = 1 + next(n for n, e in enumerate(book.entries) if isinstance(e.fact, f.PackageImported))
    moved = [
        replace(e, body=replace(e.body, lamport=e.body.lamport + (1 if n >= place else 0)))
        for n, e in enumerate(book.entries)
    ]
    joined = Unsigned(
        meeting=build.MEETING,
        device=P,
        seq=9999,
        prev="",
        lamport=moved[place - 1].body.lamport + 1,
        at=moved[place - 1].body.at,
        mono=0,
        by=SECRETARY,
        fact=f.DeviceJoined(device=S, public="", name="门口"),
    )
    book.entries = [*moved[:place], Entry(body=joined, hash="joined", sig=""), *moved[place:]]
    return book


@pytest.mark.parametrize(
    "evil",
    [
        f.MeetingOpened(mode=build.package("xinjiang").meeting.mode),
        f.GapOverridden(keys=("C21",), reason="x", ink=INK),
        f.OwnerVerified(attendance="0" * 64, ink=INK),
        f.DeviceJoined(device="d9", public="", name="生人"),
        f.DeviceLeft(device=T, reason="x"),
        f.BadgesRevoked(serials=("00",), source="desk", as_of=build.START, reason="x"),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_each_hostile_line_alone(evil: Fact) -> None:
    book = begun()
    before = book.m
    book.add(evil, OWNER_PM, device=S)
    assert (book.stage(), book.m.devices, book.m.overridden, book.m.verification, book.m.revoked) == (
        Stage.CHECKIN,
        before.devices,
        before.overridden,
        before.verification,
        before.revoked,
    )
    assert book.m.out_of_place == [book.entries[-1].hash]


def test_a_package_a_scanner_dates_back_to_before_its_joining_is_not_even_read() -> None:
    book = begun()
    body = replace(
        book.entries[1].body,
        device=S,
        seq=1,
        fact=f.PackageRefreshed(package="missing", roster_version=2, signed_by="x"),
    )
    made = Entry(body=body, hash="evil", sig="")
    m = fold(build.MEETING, sorted([*book.entries, made], key=lambda e: e.order), book.world)
    assert "evil" in m.barred


def sealed() -> Book:
    book = begun()
    book.add(f.MeetingCancelled(reason="样例取消"))
    book.add(f.RecordClosed(seal_hash="5" * 64, tree_root="", last_entry="", files=()))
    assert book.stage() is Stage.SYNC_PENDING
    return book


def test_what_a_node_said_without_a_signature_counts_only_from_the_primary() -> None:
    """T23, EC-23: a scanner stops no upload, remarks no roster, and neither strikes off an expert nor lets him sit."""
    book = sealed()
    expert = EXPERTS[0]
    book.add(f.StatusNoticed(person=expert, status="revoked"))
    news = (
        f.ConflictNoticed(reason="x"),
        f.RosterVersionNoticed(roster_version=10**6),
        f.StatusNoticed(person=expert, status="active"),
        f.StatusNoticed(person=EXPERTS[1], status="revoked"),
    )
    for fact in news:
        book.add(fact, SCANNER, device=S)
    m = book.m
    assert m.out_of_place == [e.hash for e in book.entries[-len(news) :]]
    assert (m.stage, m.newer_roster, m.statuses) == (Stage.SYNC_PENDING, 0, {expert: "revoked"})
    assert m.after.conflicts == []
    book.add(f.ConflictNoticed(reason="方案已撤回"))
    assert book.stage() is Stage.SYNC_CONFLICT


def test_a_clock_anchor_speaks_of_the_clock_of_its_own_device() -> None:
    """C73 asks for the clock that decides: another one neither blames it nor excuses it (EC-17)."""
    book = begun()
    book.add(f.ClockAnchored(server_time=build.START, drift_seconds=9000), SCANNER, device=S)
    assert book.find("C73") == {}
    book.add(f.ClockAnchored(server_time=build.START, drift_seconds=400))
    book.add(f.ClockAnchored(server_time=build.START, drift_seconds=0), SCANNER, device=S)
    assert list(book.find("C73")) == ["C73:drift:"]
    assert book.m.clock_drift == 400
    book.add(f.PrimaryTaken(device=S, how="takeover", owner="owner-pm", reason="主控损坏"), device=S)
    assert book.find("C73") == {}, "now another clock decides"


def test_a_device_that_was_sent_away_has_no_say_on_the_clock() -> None:
    book = begun()
    book.add(f.DeviceLeft(device=S, reason="丢失"))
    book.add(f.ClockAttested(true_time=build.START, drift_seconds=0, owner="owner-pm"))
    book.add(came(EXPERTS[0]), device=S)
    book.add(came(EXPERTS[0]), device=S, at=build.START - timedelta(hours=9))
    assert book.m.clock_attested
    assert book.m.clock_back == 0


@pytest.mark.parametrize("kid", ["", "n-0000000000000000"])
def test_revoked_badges_of_a_scanner_count_only_under_a_key_the_meeting_knows(kid: str) -> None:
    book = begun()
    word = f.BadgesRevoked(serials=("ab" * 8,), source="node", as_of=build.START, reason="遗失")
    book.add(replace(word, kid=kid), SCANNER, device=S)
    assert (book.m.revoked, book.m.revoked_as_of) == ({}, None)
    book.add(replace(word, kid=book.m.signed_by), SCANNER, device=S)
    assert book.m.revoked == {"ab" * 8: "遗失"}


def test_an_older_programs_list_counts_from_the_primary() -> None:
    book = begun()
    book.add(f.BadgesRevoked(serials=("ab" * 8,), source="node", as_of=build.START, reason="遗失"))
    assert book.m.revoked == {"ab" * 8: "遗失"}


def test_a_scanner_takes_back_its_own_slip_and_nobody_elses() -> None:
    book = begun()
    ours = book.add(came(EXPERTS[0]), device=S)
    theirs = book.add(came(EXPERTS[1]), device=P)
    book.add(f.FactUndone(target=theirs, reason="x"), device=S)
    assert book.m.present(EXPERTS[1])
    book.add(f.FactUndone(target=ours, reason="点错了"), device=S)
    assert not book.m.present(EXPERTS[0])
    again = book.add(came(EXPERTS[0]), device=S)
    book.add(f.FactUndone(target=again, reason="点错了"), device=P)
    assert not book.m.present(EXPERTS[0])


def test_what_a_device_writes_after_it_was_sent_away_does_not_count_until_it_joins_again() -> None:
    book = begun()
    book.add(came(EXPERTS[0]), device=S)
    book.add(f.DeviceLeft(device=S, reason="丢失"))
    book.add(came(EXPERTS[1]), device=S)
    book.add(f.PrimaryTaken(device=S, how="takeover", owner="owner-pm", reason="x"), device=S)
    assert (book.m.present(EXPERTS[0]), book.m.present(EXPERTS[1]), book.m.primary) == (True, False, P)
    assert list(book.m.devices_gone) == [S]
    book.add(f.DeviceJoined(device=S, public="", name="门口"))
    book.add(came(EXPERTS[2]), device=S)
    assert book.m.present(EXPERTS[2])
    assert not book.m.devices_gone


def test_a_scanner_that_took_over_decides_and_the_old_primary_only_scans() -> None:
    book = begun()
    book.add(f.PrimaryTaken(device=S, how="takeover", owner="owner-pm", reason="主控损坏"), device=S)
    book.add(f.FlagDecided(flag="has_survey", value=False, reason="x"), device=P)
    assert book.m.out_of_place == [book.entries[-1].hash]
    book.add(came(EXPERTS[0]), device=P)
    book.add(f.DeviceJoined(device="d4", public="", name="第四台"), device=S)
    assert book.m.present(EXPERTS[0])
    assert list(book.m.devices) == [S, T, "d4"]
    assert book.m.primaries == {P, S}


def test_an_early_leaving_goes_with_its_check_out_and_no_other_absence_does() -> None:
    assert at_the_door(f.AbsenceRecorded(person="e1", absence=AbsenceKind.LEFT_EARLY, reason="x"))
    assert not at_the_door(f.AbsenceRecorded(person="e1", absence=AbsenceKind.ABSENT, reason="x"))


def test_one_device_pays_for_none_of_this() -> None:
    assert walk.opened().m.barred == frozenset()


def test_what_the_desk_lets_a_scanner_do_the_fold_counts() -> None:
    from app.services.desk.devices import AT_THE_DOOR as ASKED
    from app.services.desk.inplace import FACT_OF

    facts = {FACT_OF.get(kind, kind) for kind in ASKED}
    assert facts <= AT_THE_DOOR
