"""The deadlines of a meeting (rules.md 0.3): vectors, states, and what is never green."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.models import facts as f
from app.models.calendar import BEIJING
from app.models.deadlines import Deadline, deadlines, urgency
from app.models.package import Package
from app.models.terms import PauseKind, Verdict
from app.services.holidays import holiday_years
from support import build, walk
from support.book import VERIFIER, Book

FULL = tuple(holiday_years(2025, 2026))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING).astimezone(UTC)


def package(place: str, start: str = "2026-11-20T10:00", **experts: object) -> Package:
    made = build.package(place)
    rows = tuple(replace(e, **experts) for e in made.experts) if experts else made.experts
    meeting = replace(made.meeting, planned_start=at(start))
    return replace(made, meeting=meeting, holidays=FULL, experts=rows)


def due(book: Book, key: str, now: datetime | None = None) -> Deadline:
    return next(d for d in deadlines(book.case(now)) if d.key == key)


def keys(book: Book, now: datetime | None = None) -> list[str]:
    return [d.key for d in deadlines(book.case(now))]


@pytest.mark.parametrize(
    ("start", "w5", "w1"),
    [
        ("2026-10-12T10:00", "2026-09-29", "2026-10-10"),
        ("2026-02-25T10:00", "2026-02-11", "2026-02-24"),
        ("2026-05-08T10:00", "2026-04-28", None),
        ("2026-01-05T10:00", "2025-12-26", "2026-01-04"),
        ("2026-11-20T10:00", "2026-11-13", "2026-11-19"),
    ],
)
def test_before_the_meeting_in_xinjiang(start: str, w5: str, w1: str | None) -> None:
    book = Book("xinjiang", package("xinjiang", start))
    book.import_package()
    assert (due(book, "apply_lead").target, due(book, "plan_lead").target) == (date.fromisoformat(w5),) * 2
    if w1:
        letters = [d for d in deadlines(book.case()) if d.key == "letter"]
        assert {d.target for d in letters} <= {date.fromisoformat(w1)}


@pytest.mark.parametrize(
    ("uploaded", "state", "in_time"),
    [
        ("2026-09-28T23:59", "done", True),
        ("2026-09-29T00:01", "borderline", True),
        ("2026-09-30T00:01", "done", False),
    ],
)
def test_a_plan_in_time_by_one_reading_only_is_borderline(
    uploaded: str, state: str, *, in_time: bool
) -> None:
    made = package("xinjiang", "2026-10-12T10:00")
    book = Book("xinjiang", replace(made, plan=replace(made.plan, uploaded_at=at(uploaded))))
    book.import_package()
    found = due(book, "plan_lead")
    assert (found.state, found.in_time) == (state, in_time)
    assert urgency(found) > urgency(replace(found, state="by_hand"))


def test_nanning_counts_days_and_qingdao_hours() -> None:
    book = Book("nanning", package("nanning"))
    book.import_package()
    assert (keys(book), due(book, "plan_lead").target) == (["plan_lead"], date(2026, 11, 18))
    sent = at("2026-11-20T20:30")
    made = package("qingdao", "2026-11-24T10:00", sms_at=sent, confirmed_at=None)
    book = Book("qingdao", made)
    book.import_package()
    until = due(book, "confirm:e1", at("2026-11-21T02:00"))
    assert (until.target, until.state) == (at("2026-11-21T02:30"), "due_today")
    assert due(book, "confirm:e1", at("2026-11-20T23:00")).state == "running"
    assert due(book, "confirm:e1", at("2026-11-21T02:31")).state == "late"


@pytest.mark.parametrize(
    ("ended", "target", "latest"),
    [
        ("2026-09-30T17:00", "2026-10-03", "2026-10-08"),
        ("2026-11-19T17:40", "2026-11-22", "2026-11-23"),
        ("2026-11-21T00:20", "2026-11-24", "2026-11-24"),
    ],
)
def test_uploads_by_e_plus_3(ended: str, target: str, latest: str) -> None:
    book = ending("qingdao", ended)
    found = due(book, "upload", at(ended))
    assert (found.target, found.latest) == (date.fromisoformat(target), date.fromisoformat(latest))
    assert (found.state, found.check) == ("running", "C67")
    assert due(book, "upload", at(f"{target}T12:00")).state == "due_today"
    over = "past_target" if target != latest else "late"
    assert due(book, "upload", at(f"{target}T23:59") + timedelta(minutes=2)).state == over
    assert due(book, "upload", at(f"{latest}T23:59") + timedelta(minutes=2)).state == "late"
    walk.upload(book)
    done = due(book, "upload", at("2026-12-31T10:00"))
    assert (done.state, done.done_at is not None) == ("done", True)


def ending(place: str, ended: str, verdict: Verdict = Verdict.PASS) -> Book:
    """Sealed, with 散会 at this moment."""
    book = Book(place, package(place))
    made = walk.signing(place, verdict, book.package)
    walk.sign(made)
    made.add(f.OnSiteAttested(leader="e1", verifier="owner-verifier"), walk.expert("e1"))
    made.add(f.MeetingEnded(), walk.HOST, at=at(ended))
    walk.seal(made)
    walk.receive(made)
    return made


@pytest.mark.parametrize(
    ("ended", "target"),
    [
        ("2026-09-29T16:00", "2026-10-09"),
        ("2026-11-19T17:40", "2026-11-24"),
        ("2026-09-30T17:00", "2026-10-10"),
    ],
)
def test_registration_by_w_plus_3(ended: str, target: str) -> None:
    book = ending("zhengzhou", ended)
    assert due(book, "register:e2", at(ended)).target == date.fromisoformat(target)
    assert "upload" not in keys(book)
    early = f.ExpertRegistered(expert="e2", registered_at=at(f"{target}T23:59"))
    late = f.ExpertRegistered(expert="e3", registered_at=at(f"{target}T23:59") + timedelta(minutes=2))
    book.add(early)
    book.add(late)
    after = at("2026-12-31T10:00")
    assert (due(book, "register:e2", after).state, due(book, "register:e2", after).in_time) == ("done", True)
    assert (due(book, "register:e3", after).state, due(book, "register:e3", after).in_time) == ("done", False)
    assert due(book, "register:e4", after).state == "late"
    said = {x.subject: x.variant for x in book.find("C62", now=after).values()}
    assert (said["e3"], said["e4"], "e2" in said) == ("registered_late", "late", False)


def test_a_year_without_a_table_is_looked_up_by_hand_and_never_green() -> None:
    book = ending("zhengzhou", "2026-12-30T12:00")
    now = at("2026-12-30T13:00")
    found = due(book, "register:e2", now)
    assert (found.target, found.latest, found.state, found.ends) == (None, None, "by_hand", None)
    book.add(f.ExpertRegistered(expert="e2", registered_at=now))
    assert due(book, "register:e2", now).state == "by_hand"
    assert due(book, "register:e2", now).in_time is None
    assert book.find("C62", now=now)["C62:by_hand:e2"].level.value == "W"


def test_nobody_registers_a_failed_plan_and_no_report_has_uploads() -> None:
    book = ending("zhengzhou", "2026-11-20T17:00", Verdict.FAIL)
    assert keys(book) == []
    assert book.find("C62") == {}
    book = walk.opened("qingdao")
    book.add(f.NoConsensusClosed(reason="不一致"), walk.expert("e1"))
    assert keys(book) == []


def test_a_stop_ends_at_midnight_and_a_pause_after_its_hours() -> None:
    book = walk.checked_in("xinjiang", skip=["e7"])
    book.add(f.MeetingStopped(keys=(), reason="缺专家"), VERIFIER)
    stop = due(book, "stop_day")
    assert (stop.target, stop.state) == (at("2026-11-21T00:00"), "due_today")
    book = walk.opened("national")
    book.add(f.SessionSuspended(pause=PauseKind.BREAK), walk.HOST)
    pause = due(book, "pause")
    assert pause.target == book.clock + timedelta(hours=12)
    assert due(book, "pause", book.clock + timedelta(hours=12, seconds=1)).state == "late"
    book = walk.opened("national")
    until = book.clock + timedelta(days=1)
    book.add(f.SessionSuspended(pause=PauseKind.ADJOURNMENT, until=until), walk.HOST)
    assert keys(book) == [], "a planned adjournment is not limited"


def test_a_key_node_counts_down_to_its_day_and_then_to_the_push() -> None:
    book = walk.closed("xinjiang", Verdict.PASS)
    now = at("2027-01-10T10:00")
    assert (due(book, "key_node:n1", now).target, due(book, "key_node:n1", now).state) == (
        date(2027, 1, 15),
        "running",
    )
    assert due(book, "key_node:n1", at("2027-01-16T00:01")).state == "late"
    day = date(2027, 1, 14)
    book.add(f.KeyNodeVisited(node="n1", visited_on=day, expert="e1", guidance="已查", result="合格"))
    assert due(book, "key_node:n1", now).target == date(2027, 1, 17)
    book.add(f.KeyNodePushed(node="n1", pushed_at=at("2027-01-15T09:00")))
    assert due(book, "key_node:n1", now).state == "done"
    assert "key_node:n1" not in keys(walk.closed("qingdao", Verdict.PASS))


def test_a_node_without_a_date_is_looked_up_by_hand() -> None:
    book = walk.opened("xinjiang")
    walk.deliberate(book, Verdict.PASS)
    book.add(
        f.KeyNodeWritten(node="n1", name="坑底", content="检查", expected="开挖到底时"), walk.expert("e1")
    )
    walk.propose(book, Verdict.PASS)
    walk.agree(book)
    walk.freeze(book)
    walk.sign(book)
    book.add(f.MeetingEnded(), walk.HOST)
    assert due(book, "key_node:n1").state == "by_hand"


def test_a_letter_is_due_by_w_1_whoever_it_delegates() -> None:
    early = at("2026-11-19T23:59")
    for uploaded, paper, state in ((early, False, "done"), (None, False, "running"), (None, True, "running")):
        made = build.with_delegate(package("xinjiang"), uploaded_at=uploaded)
        book = Book("xinjiang", made)
        book.import_package()
        if paper:
            book.add(f.LetterShown(letter=made.letters[0], channel="paper"))
        found = due(book, "letter", at("2026-11-18T10:00"))
        assert (found.target, found.state, found.subject) == (date(2026, 11, 19), state, "gc-tech-delegate")
    assert due(book, "letter", at("2026-11-20T00:01")).state == "late"
    national = Book("national", build.with_delegate(package("national")))
    national.import_package()
    assert keys(national) == []


@settings(max_examples=60, deadline=None)
@given(
    hours=st.integers(0, 24 * 40),
    place=st.sampled_from(["xinjiang", "qingdao", "zhengzhou"]),
    more=st.integers(0, 90),
)
def test_time_never_makes_a_deadline_better(hours: int, place: str, more: int) -> None:
    book = _SEALED.setdefault(place, ending(place, "2026-11-19T17:40"))
    first = book.clock + timedelta(hours=hours)
    rank = ("running", "due_today", "past_target", "late")
    now = {d.key: d.state for d in deadlines(book.case(first))}
    then = {d.key: d.state for d in deadlines(book.case(first + timedelta(hours=more)))}
    assert now.keys() == then.keys()
    for key, state in now.items():
        if state in rank:
            assert rank.index(then[key]) >= rank.index(state), key
        else:
            assert then[key] == state
    found = deadlines(book.case(first))
    if found:
        worst = max((rank.index(d.state) for d in found if d.state in rank), default=-1)
        first_state = min(found, key=urgency).state
        assert worst < 0 or first_state == rank[worst]


_SEALED: dict[str, Book] = {}
