"""What the wall may see, and above all what it may not: the rows are a pure function, and no secret of the meeting is in them."""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models import facts as f
from app.models.facts import Fact
from app.models.package import Package
from app.models.stages import findings, shown_stage
from app.models.terms import PauseKind, Role, Stance, Verdict
from app.services.desk.desk import View
from app.ui.board.rows import BoardRows, rows_of
from app.ui.stages.checkin_board import DESIGN, EXPERTS, GENERAL, OWNER, SUB, board
from app.ui.stages.parts.roll import roll_left
from app.ui.widgets.marks import State
from support import build, walk
from support.book import Book
from support.pool import POOL

pytestmark = pytest.mark.usefixtures("desk")

WORDS = {
    "reason",
    "evidence",
    "note",
    "text",
    "opinion",
    "with_whom",
    "manual_reason",
    "purpose",
    "detail",
    "ask",
    "answer",
    "document",
    "number",
    "content",
    "problem",
    "requirement",
}
"""Fields in which people write sentences; none of them is for the wall."""


def secret(package: Package) -> Package:
    """The package with a mark in everything that is about a person and not for the room."""
    people = tuple(
        msgspec.structs.replace(p, last4="QLAST4", phone_tail="QPHONE", id_hash="QIDHASH", photo="QPHOTO")
        for p in package.people
    )
    return msgspec.structs.replace(package, people=people)


def marked(fact: Fact) -> Fact:
    """The fact with a mark in every sentence a person wrote."""
    fields = {x.name for x in msgspec.structs.fields(type(fact)) if x.type is str} & WORDS
    return msgspec.structs.replace(fact, **dict.fromkeys(fields, "QSECRET"))


MARKED = tuple(marked(fact) for fact in POOL)
HIDDEN = ("QLAST4", "QPHONE", "QIDHASH", "QPHOTO", "QSECRET", "样客", *Verdict, *Stance)
STARTS = (walk.prepared, walk.checked_in, walk.opened, walk.signing)


def view_of(book: Book) -> View:
    case = book.case()
    return View(case.m, case, shown_stage(case), findings(case), tuple(book.entries), 0)


def rows(book: Book) -> BoardRows:
    return rows_of(view_of(book))


def words_of(shown: BoardRows) -> str:
    def walk_(value: Any) -> list[str]:
        if isinstance(value, dict):
            return [x for v in value.values() for x in walk_(v)]
        return [x for v in value for x in walk_(v)] if isinstance(value, list | tuple) else [str(value)]

    return "\n".join(walk_(dataclasses.asdict(shown)))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(start=st.sampled_from(STARTS), more=st.lists(st.sampled_from(MARKED), max_size=25))
def test_no_secret_is_on_the_wall_whatever_happens(start: Any, more: list[Fact]) -> None:
    book = start(package=secret(build.package()))
    book.world.packages["pkg-2"] = msgspec.structs.replace(book.package, roster_version=2)
    for fact in more:
        book.add(fact)
    shown = words_of(rows(book))
    assert [mark for mark in HIDDEN if mark in shown] == []


def test_the_property_can_fail() -> None:
    """The marks do reach the meeting: the desk's own board would show one."""
    book = walk.checked_in(package=secret(build.package()))
    book.add(f.VisitorCheckedIn(visitor="v1", name="样客", unit="样例", purpose="QSECRET"))
    text = "".join(str(person) for group in board(view_of(book)).values() for person in group.people)
    assert "样客" in text
    assert "QSECRET" in text
    assert "样客" not in words_of(rows(book))


def test_the_list_of_what_is_allowed_is_short_and_known() -> None:
    assert {field.name for field in dataclasses.fields(BoardRows)} == {
        "phase", "title", "project", "place", "word", "sub", "state", "next", "roll", "groups", "missing", "came",
    }  # fmt: skip


def test_who_is_suspected_has_simply_not_come() -> None:
    book = walk.checked_in()
    name = book.m.name("e2")
    assert not rows(book).missing
    book.add(f.SubstitutionSuspected(person="e2", evidence="照片不符"))
    shown = rows(book)
    assert shown.missing[0].name == name
    assert shown.missing[0] == dataclasses.replace(shown.missing[0], second="专家")
    assert name not in {row.name for row in shown.came}
    assert shown.groups[0].here == 6
    book.add(f.SubstitutionCleared(person="e2", reason="本人"))
    assert not rows(book).missing


def test_an_expert_with_a_declared_interest_is_not_told_from_one_who_has_not_come() -> None:
    book = walk.checked_in()
    before = rows(walk.checked_in(skip=("e3",)))
    book.add(f.DeclarationSigned(person="e3", interest=True, with_whom="监理"), walk.expert("e3"))
    shown = rows(book)
    assert (shown.missing, shown.word, shown.sub, shown.groups) == (
        before.missing,
        before.word,
        before.sub,
        before.groups,
    )


def test_the_counts_are_those_of_the_check_in_board() -> None:
    for skip in ((), ("e5", "gc-safety"), ("e1", "e2", "sup-chief", "design-tech", "sc-pm")):
        view = view_of(walk.checked_in(skip=skip))
        shown, groups = rows_of(view), board(view)
        assert (shown.groups[0].here, shown.groups[0].due) == (groups[EXPERTS].here, groups[EXPERTS].due)
        units = [groups[key] for key in (OWNER, GENERAL, SUB, DESIGN)]
        assert sum(g.here for g in shown.groups[1:]) == sum(g.here for g in units)
        assert sum(g.due for g in shown.groups[1:]) == sum(g.due for g in units)
        assert len(shown.missing) == shown.due - shown.here


def test_experts_first_then_posts_with_unit_and_holder() -> None:
    book = walk.checked_in(skip=("e5", "gc-safety"))
    shown = rows(book)
    assert [row.name for row in shown.missing] == [book.m.name("e5"), "专职安全员"]
    assert shown.missing[1].second == f"总承包 · {book.m.name('gc-safety')}"
    assert (shown.word, shown.state) == ("等候开会", State.BLOCK)
    assert shown.sub == "还差：专家 1 人，总承包 1 岗"


def test_the_latest_comer_stands_first_and_leaves_the_list_when_he_goes() -> None:
    book = walk.checked_in(skip=("e5",))
    walk.arrive(book, "e5")
    assert rows(book).came[0].name == book.m.name("e5")
    assert rows(book).came[0].time.count(":") == 1
    book.add(f.PersonCheckedOut(person="e5"))
    assert book.m.name("e5") not in {row.name for row in rows(book).came}
    assert rows(book).missing[0].name == book.m.name("e5")


def test_many_units_are_told_together() -> None:
    shown = rows(walk.checked_in(skip=tuple(walk.everyone(walk.prepared()))[1:]))
    assert "各单位共" in shown.sub


@pytest.mark.parametrize(
    ("stage", "word", "phase"),
    [
        ("prepared", "尚未开始", "before"),
        ("checked_in", "等候开会", "live"),
        ("opened", "会议进行中", "live"),
        ("signing", "签字 0 / 7", "live"),
        ("sealed", "会议已结束", "over"),
    ],
)
def test_each_stage_has_its_answer(stage: str, word: str, phase: str) -> None:
    shown = rows(getattr(walk, stage)())
    assert (shown.word, shown.phase) == (word, phase)
    assert shown.next


def test_when_all_is_done_the_wall_says_what_the_desk_says() -> None:
    book = walk.checked_in()
    walk.verify(book)
    walk.acknowledge(book)
    shown = rows(book)
    assert (shown.word, shown.state) == ("可以开会", State.PRESENT)
    assert shown.next == "主持人宣布开会"


def test_stops_and_pauses_are_said_without_their_reasons() -> None:
    book = walk.checked_in()
    book.add(f.MeetingStopped(keys=(), reason="QSECRET"), walk.HOST)
    assert rows(book).word == "会议已停止"
    for kind, word in (
        (PauseKind.BREAK, "休息"),
        (PauseKind.ADJOURNMENT, "休会"),
        (PauseKind.EMERGENCY, "会议暂停"),
        (PauseKind.GUARD_LOST, "会议暂停"),
    ):
        book = walk.opened()
        book.add(f.SessionSuspended(pause=kind, until=build.START, reason="QSECRET"), walk.HOST)
        shown = rows(book)
        assert shown.word == word
        assert shown.next == "10:00 继续开会"
        assert "QSECRET" not in words_of(shown)


def test_after_a_break_the_wall_does_not_say_that_all_are_here_before_the_roll_was_called() -> None:
    book = walk.opened()
    book.add(f.SessionSuspended(pause=PauseKind.BREAK, reason="茶歇"), walk.HOST)
    shown = rows(book)
    must = roll_left(view_of(book))
    assert must
    assert shown.roll
    assert shown.sub.endswith(f"已点名 0 / {len(must)}")
    book.add(f.RollCalled(people=must), walk.HOST)
    assert not rows(book).roll
    assert rows(book).sub.endswith(f"已点名 {len(must)} / {len(must)}")


def test_signatures_are_counted_and_refusals_are_not_told() -> None:
    book = walk.signing()
    walk.sign(book, "e1", "e2", "e3")
    book.add(f.SignatureRefused(person="e4", reason="QSECRET"), walk.expert("e4"))
    shown = rows(book)
    assert shown.word == "签字 3 / 7"
    walk.sign(book, "e4", "e5", "e6", "e7")
    book.add(f.MeetingEnded(), walk.HOST)
    assert rows(book).word == "会议已结束"
    assert rows(book).missing == ()


def test_two_subcontractors_are_told_apart_by_name() -> None:
    package = build.package()
    base = next(p for p in package.parties if p.code == build.SC)
    posts = tuple(msgspec.structs.replace(post, person=f"{post.person}-2") for post in base.posts)
    other = msgspec.structs.replace(base, code=build.OTHER_SC, name="样例桩基公司", posts=posts)
    people = (
        *package.people,
        *(build.person(post.person, 60 + n, build.OTHER_SC) for n, post in enumerate(posts)),
    )
    package = msgspec.structs.replace(package, parties=(*package.parties, other), people=people)
    shown = rows(walk.checked_in(package=package, skip=tuple(p.person for p in posts)))
    assert all(row.second.startswith("样例桩基公司 · ") for row in shown.missing)
    assert len(shown.missing) == len(posts)


def test_a_post_of_a_person_without_his_second_factor_is_empty_without_a_word() -> None:
    book = walk.checked_in(skip=("gc-pm",))
    book.add(f.PersonCheckedIn(person="gc-pm", roles=(Role.GC_PM,), factors=()))
    shown = rows(book)
    assert [row.second for row in shown.missing] == [f"总承包 · {book.m.name('gc-pm')}"]
    assert book.m.name("gc-pm") not in {row.name for row in shown.came}
