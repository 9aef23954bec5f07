"""The corrected re-issue of a voided record (T32b, EC-21)."""

from typing import Any

import pytest

from app.models import facts as f
from app.models.stages import obstacles
from app.models.terms import Factor, Stage, Verdict
from app.services.desk import requests as r
from support import build, walk
from support.book import BOTH, Book
from support.counter import PEN, Counter

NEW = f"{build.MEETING}~2"


def voided(place: str = "xinjiang", verdict: Verdict = Verdict.PASS) -> Book:
    book = walk.sealed(place, verdict)
    counter = Counter(book)
    void = r.VoidRecord(
        cause="内容差错", reason="漏印", owner="owner-pm", leader_drawing=PEN, owner_drawing=PEN
    )
    assert counter.code(void) == ""
    return book


def anew(old: Book, meeting: str = NEW) -> Counter:
    book = Book(old.place, old.package)
    book.clock = old.clock
    counter = Counter(book, meeting)
    counter.others[build.MEETING] = old
    return counter


def together(old: Book, *, without: str = "", factors: tuple[Factor, ...] = BOTH) -> r.Reissue:
    people = {p: factors for p in walk.everyone(old) if p != without}
    return r.Reissue(of=build.MEETING, people=people, reason="结论页漏印一条，全体专家在场更正")


@pytest.mark.parametrize("place", ["national", "xinjiang", "qingdao", "nanning", "zhengzhou"])
def test_it_starts_at_the_proposal_with_everything_signed_anew(place: str) -> None:
    old = voided(place, Verdict.PASS_AFTER_REVISION)
    counter = anew(old)
    assert counter.code(together(old)) == ""
    m = counter.book.m
    assert (m.stage, m.out_of_place, m.pauses) == (Stage.PROPOSED, [], [])
    assert m.session.items == old.m.session.items
    assert m.session.fixed == old.m.session.fixed
    assert (m.leader, m.verdict) == (old.m.leader, Verdict.PASS_AFTER_REVISION)
    assert m.session.proposal is not None
    assert (m.session.proposal.version, m.session.proposal.stances, m.signatures) == (2, {}, {})
    assert m.reissue is not None
    assert (m.reissue.of, m.reissue.seal_hash) == (build.MEETING, "5e" * 32)
    assert {x.check for x in obstacles(counter.book.case(), "T16")} == {"C47"}
    walk.agree(counter.book)
    assert obstacles(counter.book.case(), "T16") == ()
    walk.freeze(counter.book)
    walk.sign(counter.book)
    counter.book.add(f.OnSiteAttested(leader="e1", verifier="owner-verifier"), walk.expert("e1"))
    counter.book.add(f.MeetingEnded(), walk.HOST)
    stopped = {x.check for x in obstacles(counter.book.case(), "T19") if x.stops}
    assert stopped <= {"C51"}, "QD and NN want ink on paper"
    walk.seal(counter.book)
    assert counter.book.stage() is Stage.SYNC_PENDING
    assert counter.book.m.absences == {}


def test_only_a_void_report_is_issued_again_under_its_own_number() -> None:
    old = walk.sealed()
    assert anew(old).code(together(old)) == "reissue_of"
    old = voided()
    assert anew(old, "SAMPLE-2026-0001~3").code(together(old)) == "reissue_id"
    assert anew(old).code(r.Reissue(of="nobody", people={}, reason="漏印")) == "reissue_of"
    assert anew(old).code(together(old), walk.expert("e1")) == "who_secretary"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"without": "e4"}, "reissue_people"),
        ({"factors": BOTH[:1]}, "factors_needed"),
        ({"without": "sup-chief"}, "gate_T32b"),
    ],
)
def test_they_are_together_and_identified_again(asked: dict[str, Any], code: str) -> None:
    old = voided()
    counter = anew(old)
    assert counter.code(together(old, **asked)) == code
    assert counter.book.entries == []


def test_who_leaves_again_suspends_the_meeting() -> None:
    old = voided()
    counter = anew(old)
    counter.ask(together(old))
    counter.book.add(f.PersonCheckedOut(person="e5"))
    assert counter.book.stage() is Stage.SUSPENDED
