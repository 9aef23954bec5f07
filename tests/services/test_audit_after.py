"""What was recorded after the seal is judged again too (T26b–T30, T32, T32b)."""

from datetime import date
from typing import Any

import pytest

from app.models import facts as f
from app.models.terms import Factor, Stage, Verdict
from app.services.audit import audit
from app.services.desk import requests as r
from app.services.law import law_tables
from support import build, walk
from support.book import BOTH, INK, Book
from support.counter import PEN, Counter

DONE = (f.RereviewRow(item="i1", result="已落实"),)


def breaches(book: Book) -> list[tuple[str, set[str]]]:
    """Those of the after-log; a book of facts knows nothing of packs and their hashes (T01)."""
    found = audit(build.MEETING, tuple(book.entries), book.world, law_tables())
    return [(b.transition, {x.check for x in b.findings}) for b in found if b.transition in AFTER]


AFTER = {"T26b", "T27", "T28", "T29", "T30", "T32", "T16"}


def filed(place: str = "qingdao") -> Book:
    book = walk.sealed(place, Verdict.PASS_AFTER_REVISION)
    walk.receive(book)
    walk.file_revision(book)
    return book


def answer(**changes: Any) -> f.RevisionApproved:
    said: dict[str, Any] = {"rows": DONE, "ink": INK}
    return f.RevisionApproved(**{**said, **changes})


@pytest.mark.parametrize(
    ("fact", "by", "found"),
    [
        (answer(), "e1", []),
        (answer(), "e2", [("T28", set()), ("T28", {"C61"})]),
        (answer(ink=None), "e1", [("T28", set()), ("T28", {"C61"})]),
        (answer(rows=()), "e1", [("T28", {"C61"})]),
        (f.RevisionRejected(reason="改变重大", ink=INK), "e3", [("T29", set())]),
        (f.RecordWithdrawn(reason="撤回"), "e1", [("T26b", {"C60"})]),
    ],
)
def test_the_answer_of_another_or_with_an_item_left_is_found(
    fact: f.Fact, by: str, found: list[tuple[str, set[str]]]
) -> None:
    book = filed()
    book.add(fact, walk.expert(by))
    assert breaches(book) == found


def test_an_approval_without_the_leader_or_the_stamp_is_found() -> None:
    book = filed()
    book.add(answer(), walk.expert("e1"))
    days = {"technical_director_on": date(2026, 12, 1), "chief_supervisor_on": date(2026, 12, 1)}
    book.add(f.SupervisorApproved(**days, stamped=False))
    assert breaches(book) == [("T30", set())]


def test_a_voiding_by_the_secretary_alone_is_found() -> None:
    cases: tuple[tuple[f.MeetingVoided, list[tuple[str, set[str]]]], ...] = (
        (f.MeetingVoided(reason="不想要"), [("T32", set())]),
        (f.MeetingVoided(reason="差错", leader="e1", owner="owner-pm"), [("T32", set())]),
        (f.MeetingVoided(reason="差错", order_number="样令1"), [("T32", set())]),
        (f.MeetingVoided(reason="差错", order_number="样令1", acceptance="样受1"), []),
    )
    for fact, found in cases:
        book = walk.sealed()
        walk.receive(book)
        book.add(fact)
        assert (book.stage(), breaches(book)) == (Stage.VOID, found)


def test_a_re_issue_by_the_verbs_is_clean_and_one_without_the_experts_is_not() -> None:
    old = walk.sealed()
    void = r.VoidRecord(
        cause="内容差错", reason="漏印", owner="owner-pm", leader_drawing=PEN, owner_drawing=PEN
    )
    assert Counter(old).code(void) == ""
    book = Book(old.place, old.package)
    counter = Counter(book, f"{build.MEETING}~2")
    counter.others[build.MEETING] = old
    people: dict[str, tuple[Factor, ...]] = dict.fromkeys(walk.everyone(old), BOTH)
    assert counter.code(r.Reissue(of=build.MEETING, people=people, reason="漏印")) == ""
    walk.agree(book)
    walk.freeze(book)
    assert breaches(book) == []
    book.entries = [
        e for e in book.entries if not (isinstance(e.fact, f.PersonCheckedIn) and e.fact.person == "e4")
    ]
    assert [(t, "C40" in checks) for t, checks in breaches(book)] == [("T16", True)]
