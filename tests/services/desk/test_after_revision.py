"""修改后通过 at the desk: filing, telling, the leader's answer, who acts as leader, the approval (T26–T30, C61)."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.models import facts as f
from app.models.after import acting_leader
from app.models.entry import By
from app.models.terms import Role, Stage, Verdict
from app.services.desk import requests as r
from support import walk
from support.book import BOTH
from support.counter import PEN, Counter

DONE = (f.RereviewRow(item="i1", result="已落实"),)
LEFT = (f.RereviewRow(item="i1", result="未落实", note="第3章未改"),)
LEADER = walk.expert("e1")


def awaiting(place: str) -> Counter:
    book = walk.sealed(place, Verdict.PASS_AFTER_REVISION)
    walk.receive(book)
    return Counter(book)


def filed(place: str, **changes: Any) -> Counter:
    counter = awaiting(place)
    assert counter.code(plan(**changes)) == ""
    return counter


def plan(**changes: Any) -> f.RevisionFiled:
    answers = (f.RevisionAnswer(item="i1", answer="井间距改为12m", place="3.2节"),)
    said: dict[str, Any] = {"plan_sha256": "cd" * 32, "plan_version": "V3", "dated": date(2026, 11, 25)}
    return f.RevisionFiled(**{**said, "answers": answers, **changes})


@pytest.mark.parametrize("place", ["qingdao", "nanning"])
def test_the_leader_reviews_where_the_place_asks_him(place: str) -> None:
    counter = filed(place)
    assert counter.book.stage() is Stage.REREVIEW
    assert [x.level.value for x in counter.book.find("C61").values()] == ["B"]
    assert counter.code(r.ApproveRevision(rows=DONE, drawing=PEN), LEADER) == ""
    assert counter.book.stage() is Stage.REVIEWED
    assert counter.book.find("C61") == {}
    assert counter.book.m.after.rereviews[-1].by.person == "e1"


@pytest.mark.parametrize("place", ["national", "xinjiang", "changji", "zhengzhou"])
def test_elsewhere_the_experts_are_told_and_the_leader_is_asked_only_on_wish(place: str) -> None:
    counter = filed(place)
    assert counter.book.stage() is Stage.AWAIT_REVISION
    assert counter.code(r.ApproveRevision(rows=DONE, drawing=PEN), LEADER) == "stage_AWAIT_REVISION"
    asked = filed(place, to_leader=True)
    assert asked.book.stage() is Stage.REREVIEW
    assert asked.code(r.ApproveRevision(rows=DONE, drawing=PEN), LEADER) == ""
    assert asked.book.stage() is Stage.REVIEWED
    assert {x.level.value for x in asked.book.find("C61").values()} == {"W"}, "they are still to be told"


def test_the_changed_plan_is_another_file_with_every_answer() -> None:
    counter = awaiting("qingdao")
    assert counter.code(plan(plan_sha256=counter.book.package.plan.sha256)) == "revision_same"
    assert counter.code(plan(answers=())) == "revision_open"
    strange = f.RevisionAnswer(item="i9", answer="已改", place="3")
    assert counter.code(plan(answers=(*plan().answers, strange))) == "revision_item"
    assert counter.book.stage() is Stage.AWAIT_REVISION


def test_what_the_leader_sent_back_is_not_filed_again() -> None:
    counter = filed("qingdao")
    assert counter.code(r.ReturnRevision(rows=DONE, reason="再核", drawing=PEN), LEADER) == "return_nothing"
    bare = (f.RereviewRow(item="i1", result="部分"),)
    assert counter.code(r.ReturnRevision(rows=bare, reason="再核", drawing=PEN), LEADER) == "text_needed"
    assert counter.code(r.ReturnRevision(rows=LEFT, reason="再核", drawing=PEN), LEADER) == ""
    assert counter.book.stage() is Stage.AWAIT_REVISION
    assert [x.variant for x in counter.book.find("C61").values()] == ["not_filed"]
    assert counter.code(plan()) == "revision_same"
    assert counter.code(plan(plan_sha256="ef" * 32)) == ""
    assert counter.book.stage() is Stage.REREVIEW
    assert len(counter.book.m.after.filed) == 2


def test_nothing_is_approved_with_an_item_left_or_without_ink_or_by_another() -> None:
    counter = filed("nanning")
    assert counter.code(r.ApproveRevision(rows=LEFT, drawing=PEN), LEADER) == "rereview_open"
    assert counter.code(r.ApproveRevision(rows=(), drawing=PEN), LEADER) == "rereview_open"
    assert counter.code(r.ApproveRevision(rows=(*DONE, *DONE), drawing=PEN), LEADER) == "revision_item"
    assert counter.code(r.ApproveRevision(rows=DONE), LEADER) == "ink_needed"
    assert counter.code(r.ApproveRevision(rows=DONE, drawing=PEN), walk.expert("e2")) == "who_acting_leader"
    assert counter.code(r.ApproveRevision(rows=DONE, drawing=PEN)) == "who_acting_leader"
    seen = By(person="e1", role=Role.EXPERT, factors=BOTH[:1])
    assert counter.code(r.ApproveRevision(rows=DONE, drawing=PEN), seen) == "not_identified"
    assert counter.book.stage() is Stage.REREVIEW


def test_the_leader_need_not_be_in_the_room() -> None:
    counter = filed("qingdao")
    counter.book.add(f.PersonCheckedOut(person="e1"))
    assert counter.code(r.ApproveRevision(rows=DONE, drawing=PEN), LEADER) == ""


def test_a_change_that_is_too_big_needs_a_new_meeting() -> None:
    counter = filed("nanning")
    assert counter.code(r.RejectRevision(reason="", drawing=PEN), LEADER) == "text_needed"
    assert counter.code(r.RejectRevision(reason="支护形式改变", drawing=PEN), LEADER) == ""
    assert counter.book.stage() is Stage.FAILED
    assert counter.code(f.NextMeetingLinked(next_meeting="样申-2")) == ""
    walk.upload(counter.book)
    counter.book.add(f.PhotoTaken(blob="f" * 64, late_reason="会后移交"))
    walk.upload(counter.book, "PHOTOS")
    assert counter.book.stage() is Stage.CLOSED


def test_only_a_document_of_the_authority_replaces_the_leader() -> None:
    counter = filed("qingdao")
    asked = r.ReplaceLeader(leader="e2", number="样函〔2026〕1号", scan=b"%PDF-")
    assert counter.code(r.ReplaceLeader(leader="e2", number="样函〔2026〕1号")) == "leader_scan"
    assert counter.code(r.ReplaceLeader(leader="e2", scan=b"%PDF-")) == "text_needed"
    assert counter.code(r.ReplaceLeader(leader="e1", number="1", scan=b"%PDF-")) == "leader_acting"
    assert counter.code(r.ReplaceLeader(leader="gc-pm", number="1", scan=b"%PDF-")) == "not_an_expert"
    assert counter.code(asked, walk.HOST) == "who_secretary"
    assert counter.code(asked) == ""
    assert acting_leader(counter.book.m) == "e2"
    assert counter.code(r.ApproveRevision(rows=DONE, drawing=PEN), LEADER) == "who_acting_leader"
    assert counter.code(r.ApproveRevision(rows=DONE, drawing=PEN), walk.expert("e2")) == ""
    counter.ask(r.ReplaceLeader(leader="e3", number="样函〔2026〕2号", scan=b"%PDF-"))
    assert counter.book.find("C61") == {}, "who signed was the leader then"


def test_the_authority_may_name_somebody_who_was_not_there() -> None:
    counter = filed("qingdao")
    nameless = r.ReplaceLeader(leader="x9", number="样函", scan=b"%PDF-")
    assert counter.code(nameless) == "text_needed"
    named = r.ReplaceLeader(leader="x9", name="样外来", number="样函", scan=b"%PDF-")
    assert counter.code(named) == ""
    assert counter.book.m.name("x9") == "样外来"
    assert counter.code(r.ApproveRevision(rows=DONE, drawing=PEN), walk.expert("x9")) == ""


def test_who_was_told_of_one_change_is_told_again_of_the_next() -> None:
    counter = filed("xinjiang")
    book = counter.book
    told = f.ChangeNoticeDelivered(expert="e2", channel="系统", delivered_at=book.clock)
    assert counter.code(told) == ""
    assert counter.code(plan(plan_sha256="ef" * 32)) == ""
    assert "e2" in {x.subject for x in book.find("C61").values()}


def test_a_notice_goes_to_an_expert_of_the_report_after_the_filing() -> None:
    counter = awaiting("xinjiang")
    at = counter.book.clock
    assert (
        counter.code(f.ChangeNoticeDelivered(expert="e1", channel="系统", delivered_at=at))
        == "revision_first"
    )
    counter.ask(plan())
    for wrong, code in (
        (f.ChangeNoticeDelivered(expert="gc-pm", channel="系统", delivered_at=at), "not_of_report"),
        (f.ChangeNoticeDelivered(expert="e1", channel="", delivered_at=at), "text_needed"),
        (
            f.ChangeNoticeDelivered(expert="e1", channel="系统", delivered_at=at + timedelta(days=9)),
            "future_time",
        ),
    ):
        assert counter.code(wrong) == code


def approved(**changes: Any) -> f.SupervisorApproved:
    said: dict[str, Any] = {
        "technical_director_on": date(2026, 11, 26),
        "chief_supervisor_on": date(2026, 11, 27),
        "stamped": True,
    }
    return f.SupervisorApproved(**{**said, **changes})


def test_the_approval_follows_the_change_in_its_order_and_closes_with_the_uploads() -> None:
    counter = filed("qingdao")
    book = counter.book
    later = book.clock + timedelta(days=10)
    assert counter.code(approved(), at=later) == "stage_REREVIEW"
    counter.ask(r.ApproveRevision(rows=DONE, drawing=PEN), LEADER)
    assert counter.code(approved(stamped=False), at=later) == "approval_stamp"
    early = approved(technical_director_on=date(2026, 11, 24))
    assert counter.code(early, at=later) == "approval_before"
    assert counter.code(approved(chief_supervisor_on=date(2026, 11, 25)), at=later) == "approval_order"
    assert counter.code(approved()) == "future_time"
    assert counter.code(approved(), at=later) == ""
    assert book.stage() is Stage.REVIEWED, "the uploads are missing"
    walk.upload(book)
    assert book.stage() is Stage.CLOSED
