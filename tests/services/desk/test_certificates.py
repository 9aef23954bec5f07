"""证照扫码 at the door (CJ-01, CJ-02): one certificate belongs to one person, and nobody comes in by it."""

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import pytest

from app.models import facts as f
from app.models.certificates import shown_by, swapped
from app.models.entry import By
from app.models.papers.doorlog import door_log
from app.models.stages import obstacles
from app.models.terms import Level, Proof, Role, Tick
from app.services.desk.devices import AT_THE_DOOR
from support import walk
from support.book import BOTH, Book
from support.counter import Counter

NUMBER = "新建安B(2024)0000001"
SCANNER = By(person="scanner", role=Role.SCANNER, name="样扫", factors=BOTH)


def seen(
    person: str = "gc-pm", text: str = "https://zlaq.mohurd.gov.cn/fwmh/a", **changed: str
) -> f.ECertificateSeen:
    values = {"certificate": "项目负责人安全生产考核合格证书（B证）", "number": NUMBER, **changed}
    values.setdefault("digest", sha256(text.encode()).hexdigest())
    return f.ECertificateSeen(person=person, **values)


def answered(about: f.ECertificateSeen, state: Any = "valid", person: str = "") -> f.ECertificateVerified:
    return f.ECertificateVerified(
        digest=about.digest,
        person=person or about.person,
        valid=state == "valid",
        state=state,
        detail="样例",
        verified_at=datetime(2026, 11, 20, 2, tzinfo=UTC),
        day=date(2026, 11, 20),
    )


@pytest.fixture
def counter() -> Counter:
    book = walk.prepared("changji")
    book.add(f.CheckInOpened())
    return Counter(book)


def test_it_is_recorded_and_lets_nobody_in(counter: Counter) -> None:
    assert f.ECertificateSeen in AT_THE_DOOR
    assert counter.code(seen()) == ""
    m = counter.book.m
    assert not m.present("gc-pm")
    (shown,) = shown_by(m, "gc-pm")
    assert (shown.seen.number, shown.state) == (NUMBER, "")
    walk.arrive(counter.book, "gc-pm")
    assert counter.code(seen(text="another", number="新165000000001")) == ""
    assert len(shown_by(counter.book.m, "gc-pm")) == 2


@pytest.mark.parametrize(
    "again", [{}, {"text": "other code"}, {"text": "x", "number": "新建安b（2024）0000001"}]
)
def test_the_same_one_again_is_said_kindly(counter: Counter, again: dict[str, str]) -> None:
    counter.ask(seen())
    before = len(counter.book.entries)
    assert counter.code(seen(**again)) == "certificate_known"
    assert len(counter.book.entries) == before


@pytest.mark.parametrize("how", [{}, {"text": "other code"}, {"number": "another number"}])
def test_one_certificate_for_two_people_is_refused_with_both_names(
    counter: Counter, how: dict[str, str]
) -> None:
    counter.ask(seen())
    said = counter.ask(seen("gc-safety", **how))
    assert said is not None
    assert said.code == "certificate_swapped"
    assert said.args_["other"] == counter.book.m.name("gc-pm")
    assert shown_by(counter.book.m, "gc-safety") == ()


def test_a_slip_is_undone_and_the_right_holder_recorded(counter: Counter) -> None:
    counter.ask(seen("gc-safety"))
    counter.book.add(answered(seen("gc-safety"), "other_person"))
    assert counter.code(f.FactUndone(target=counter.book.entries[-2].hash, reason="选错了人")) == ""
    assert counter.code(seen("gc-pm")) == ""
    (shown,) = shown_by(counter.book.m, "gc-pm")
    assert shown.state == "", "the answer was about somebody else"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"person": "nobody"}, "not_on_roster"),
        ({"certificate": " "}, "text_needed"),
        ({"number": ""}, "text_needed"),
        ({"number": "9" * 201}, "certificate_text"),
        ({"number": "新建安B\u202e(2024)"}, "certificate_text"),
        ({"certificate": "证" * 61}, "certificate_text"),
        ({"certificate": "B证\n"}, "certificate_text"),
        ({"digest": "A" * 64}, "certificate_text"),
        ({"digest": ""}, "certificate_text"),
    ],
)
def test_what_is_not_taken(counter: Counter, wrong: dict[str, str], code: str) -> None:
    assert counter.code(seen(**wrong)) == code


def test_who_has_left_or_is_under_suspicion_shows_nothing(counter: Counter) -> None:
    walk.arrive(counter.book, "gc-pm", "gc-safety")
    counter.book.add(f.PersonCheckedOut(person="gc-pm"))
    assert counter.code(seen()) == "not_in"
    counter.book.add(f.SubstitutionSuspected(person="gc-safety", evidence="面貌不符"))
    assert counter.code(seen("gc-safety")) == "suspected"


def test_only_people_of_the_door_and_only_on_the_day() -> None:
    book = walk.prepared("changji")
    assert Counter(book).code(seen()) == "stage_PREPARED"
    book.add(f.CheckInOpened())
    assert Counter(book).code(seen(), walk.expert("e1")) == "who_door"


def test_two_devices_that_were_apart_keep_the_first_and_show_the_swap(counter: Counter) -> None:
    book = counter.book
    walk.arrive(book, "gc-pm", "gc-safety")
    book.add(seen(), device="d1")
    book.add(seen(), device="d2")
    book.add(seen("gc-safety"), device="d2")
    assert [x.person for x in book.m.certificates.values()] == ["gc-pm"]
    assert [x.person for x in swapped(book.m, "gc-safety")] == ["gc-safety"]
    found = {x.variant: x for x in book.find("C30").values() if x.variant.startswith("ecert")}
    assert found["ecert_twice"].level is Level.WARN
    assert found["ecert_twice"].people == ("gc-safety",)


def gathered(place: str = "changji") -> Book:
    return walk.checked_in(place)


def ecert(book: Book) -> dict[str, Level]:
    return {x.variant: x.level for x in book.find("C30").values() if x.variant.startswith("ecert")}


@pytest.mark.parametrize(
    ("place", "level"),
    [("changji", Level.BLOCK), ("xinjiang", Level.BLOCK), ("national", Level.WARN), ("qingdao", Level.WARN)],
)
def test_an_expired_one_is_an_expired_proof(place: str, level: Level) -> None:
    """CJ-02: expired = B under XJ; elsewhere C30 has the level of the place."""
    book = gathered(place)
    book.add(seen())
    assert ecert(book) == {}, "not verified is shown, it stops nothing"
    book.add(answered(seen(), "expired"))
    assert ecert(book) == {"ecert_expired": level}


@pytest.mark.parametrize(
    ("state", "variant"), [("revoked", "ecert_revoked"), ("other_person", "ecert_other")]
)
def test_where_the_rules_say_nothing_it_is_shown_and_does_not_stop(state: str, variant: str) -> None:
    book = gathered()
    stops = {x.key for x in obstacles(book.case(), "T06") if x.stops}
    book.add(seen())
    book.add(answered(seen(), state))
    assert ecert(book) == {variant: Level.WARN}
    assert {x.key for x in obstacles(book.case(), "T06") if x.stops} == stops


def test_the_new_certificate_after_the_old_one_mends_it() -> None:
    book = gathered()
    new = seen(text="new", number="新建安B(2026)0000009")
    book.add(seen())
    book.add(new)
    book.add(answered(seen(), "expired"))
    assert set(ecert(book)) == {"ecert_expired"}
    book.add(answered(new))
    assert ecert(book) == {}


def test_a_good_one_of_another_kind_mends_nothing() -> None:
    book = gathered()
    other = seen(text="c", number="C-1", certificate="一级建造师注册证书")
    book.add(seen())
    book.add(other)
    book.add(answered(seen(), "expired"))
    book.add(answered(other))
    assert set(ecert(book)) == {"ecert_expired"}


def test_a_tick_names_the_e_certificate_as_its_proof(counter: Counter) -> None:
    walk.arrive(counter.book, "gc-pm", "owner-verifier")
    counter.ask(seen())
    tick = f.QualificationTick(person="gc-pm", role=Role.GC_PM, result=Tick.CONFORMS, proof=Proof.E_CERT)
    assert (
        counter.code(
            f.QualificationsChecked(ticks=(tick,)),
            By(person="owner-verifier", role=Role.OWNER_VERIFIER, factors=BOTH),
        )
        == ""
    )
    assert counter.book.m.qualifications["gc-pm", Role.GC_PM].tick.proof is Proof.E_CERT


def test_the_history_of_the_door_names_what_was_shown_but_not_each_hearing_of_the_list(
    counter: Counter,
) -> None:
    counter.ask(seen())
    moment = datetime(2026, 11, 20, 2, tzinfo=UTC)
    counter.book.add(f.BadgesRevoked(serials=(), source="node", as_of=moment))
    rows = door_log(counter.book.entries, counter.book.m)
    assert [(row.person, NUMBER in row.note) for row in rows] == [("gc-pm", True)]
    assert counter.book.m.revoked_as_of == moment
