"""The after-log at the desk: voiding, receipts, registrations, scores, corrections, links, archives, late photos."""

from datetime import timedelta
from typing import Any

import pytest

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Document, Role, Stage, Verdict
from app.services.desk import requests as r
from support import build, walk
from support.book import BOTH
from support.counter import PEN, Counter


def sealed(place: str = "xinjiang", verdict: Verdict = Verdict.PASS, *, received: bool = False) -> Counter:
    book = walk.sealed(place, verdict)
    if received:
        walk.receive(book)
    return Counter(book)


def void(**changes: Any) -> r.VoidRecord:
    said: dict[str, Any] = {
        "cause": "内容差错",
        "reason": "结论页漏印一条",
        "owner": "owner-pm",
        "leader_drawing": PEN,
        "owner_drawing": PEN,
    }
    return r.VoidRecord(**{**said, **changes})


def test_leader_owner_and_secretary_void_together() -> None:
    counter = sealed()
    for lacking in (
        void(leader_drawing=None),
        void(owner_drawing=None),
        void(owner=""),
        void(owner="gc-pm"),
    ):
        assert counter.code(lacking) == "void_who"
    assert counter.code(void(), walk.HOST) == "who_secretary"
    assert counter.code(void(reason=" ")) == "text_needed"
    assert counter.code(void()) == ""
    fact = counter.book.m.after.void
    assert fact is not None
    assert (fact.leader, fact.owner, fact.reason) == ("e1", "owner-pm", "内容差错：结论页漏印一条")
    assert counter.book.stage() is Stage.VOID
    walk.receive(counter.book)
    assert counter.book.stage() is Stage.VOID, "VOID stays VOID"
    assert counter.code(void()) == "stage_VOID"


def test_ec_54_an_unwelcome_verdict_is_no_reason() -> None:
    counter = sealed(verdict=Verdict.FAIL)
    said = counter.ask(void(cause="结论不被接受", order_number="样令1号"))
    assert said is not None
    assert (said.code, said.clause) == ("void_verdict", "令37-13③")
    assert counter.code(void(leader_drawing=None, reason="业主不同意")) == "void_who", (
        "never without the leader"
    )
    assert counter.book.stage() is Stage.SYNC_PENDING


def test_an_order_of_the_authority_needs_nobody_else() -> None:
    counter = sealed()
    alone = {"owner": "", "leader_drawing": None, "owner_drawing": None}
    assert counter.code(void(cause="主管部门要求", order_number="样令〔2026〕3号", **alone)) == ""
    assert counter.book.stage() is Stage.VOID


def test_after_a_receipt_the_central_system_must_accept_it() -> None:
    counter = sealed(received=True)
    assert counter.code(void()) == "void_acceptance"
    assert counter.code(void(order_number="样令1号")) == "void_acceptance"
    assert counter.code(void(acceptance="样受-7")) == ""
    assert counter.book.stage() is Stage.VOID


def test_a_record_without_agreement_is_voided_too() -> None:
    book = walk.opened()
    book.add(f.NoConsensusClosed(reason="不一致"), walk.expert("e1"))
    counter = Counter(book)
    assert counter.code(void()) == ""
    assert book.stage() is Stage.VOID


def upload(**changes: Any) -> r.RecordUpload:
    said: dict[str, Any] = {"source": "platform", "number": "HZ-1", "item": "SIGNIN_SCAN"}
    return r.RecordUpload(**{**said, "received_at": build.START + timedelta(minutes=1), **changes})


def test_a_receipt_keeps_its_screenshot_and_an_acceptance_needs_one() -> None:
    counter = sealed(received=True)
    assert counter.code(upload(item="PHOTOS")) == "upload_unknown"
    assert counter.code(upload(number="")) == "text_needed"
    assert counter.code(upload(source="acceptance")) == "acceptance_scan"
    assert counter.code(upload(scan=b"png")) == ""
    stored = counter.book.m.after.uploads["SIGNIN_SCAN"]
    assert counter.blobs[stored.scan] == b"png"
    assert counter.code(upload(item="REPORT_SCAN", source="acceptance", scan=b"pdf")) == ""
    assert counter.book.stage() is Stage.CLOSED


def test_nanning_closes_only_with_a_photo_or_the_word_of_the_authority() -> None:
    counter = sealed("nanning", received=True)
    book = counter.book
    walk.upload(book)
    assert list(book.find("C60")) == ["C60:no_photo:PHOTOS"]
    assert book.stage() is Stage.SYNCED
    assert counter.code(r.TakePhoto(data=b"jpg")) == "text_needed"
    late = r.TakePhoto(data=b"jpg", taken_by="样秘", shot_at=build.START, late_reason="手机当日没有电")
    assert counter.code(late) == ""
    assert (book.m.photos[0].late_reason, book.m.photos[0].shot_at) == ("手机当日没有电", build.START)
    walk.upload(book, "PHOTOS")
    assert book.stage() is Stage.CLOSED
    other = sealed("nanning", received=True)
    walk.upload(other.book, "CONCLUSION", "SIGNIN_RECORD", "REPORT_SCAN")
    assert other.code(upload(item="PHOTOS", source="acceptance", scan=b"pdf")) == ""
    assert other.book.stage() is Stage.CLOSED


def registered(expert: str = "e1", **changes: Any) -> f.ExpertRegistered:
    said: dict[str, Any] = {"registered_at": build.START + timedelta(hours=1), "number": "样登-1"}
    return f.ExpertRegistered(expert=expert, **{**said, **changes})


def test_only_zhengzhou_asks_the_experts_to_register() -> None:
    assert sealed("xinjiang").code(registered()) == "register_not_asked"
    assert sealed("zhengzhou", Verdict.FAIL).code(registered()) == "register_not_asked"
    counter = sealed("zhengzhou")
    now = counter.book.clock + timedelta(days=1)
    assert counter.code(registered("gc-pm"), at=now) == "not_of_report"
    assert counter.code(registered(registered_at=now + timedelta(days=1)), at=now) == "future_time"
    assert counter.code(registered(), at=now) == ""
    assert counter.code(registered(), at=now) == "registered_already"
    assert "e1" not in {x.subject for x in counter.book.find("C62").values()}


def score(**changes: Any) -> f.ExpertScored:
    said: dict[str, Any] = {"expert": "e2", "scheme": "organiser", "item": "discipline", "points": 4}
    return f.ExpertScored(**{**said, **changes})


def test_a_score_is_a_line_of_the_table_of_the_place() -> None:
    assert sealed("xinjiang").code(score()) == "score_not_used"
    counter = sealed("nanning")
    for wrong, code in (
        (score(scheme="term"), "score_not_used"),
        (score(expert="gc-pm"), "not_an_expert"),
        (score(item="beauty"), "score_item"),
        (score(points=0), "score_points"),
        (score(points=2.5), "score_points"),
    ):
        assert counter.code(wrong) == code
    assert counter.code(score()) == ""
    assert counter.code(score(), walk.expert("e2")) == "who_desk"
    assert counter.book.find("C65")["C65:organiser:e2"].args["points"] == "4"
    term = sealed("zhengzhou")
    assert term.code(score(scheme="term", item="passed_severe_defect", points=10)) == "score_points"
    assert term.code(score(scheme="term", item="passed_severe_defect", points=-10)) == ""


def test_scores_are_hidden_before_the_seal() -> None:
    book = walk.opened("nanning")
    assert Counter(book).code(score()) == ""
    assert book.find("C65") == {}


def correction(**changes: Any) -> r.WriteCorrection:
    said: dict[str, Any] = {
        "document": Document.SIGN_IN,
        "place": "第 1 页单位电话",
        "wrong": "123",
        "right": "124",
        "reason": "笔误",
        "drawing": PEN,
    }
    return r.WriteCorrection(**{**said, **changes})


def test_a_correction_bears_the_leaders_signature_and_leaves_the_seal() -> None:
    counter = sealed()
    seal = counter.book.m.seal
    assert counter.code(correction(drawing=None)) == "ink_needed"
    assert counter.code(correction(right="123 ")) == "correction_same"
    assert counter.code(correction(reason="")) == "text_needed"
    assert counter.code(correction(), walk.expert("e1")) == "who_secretary"
    assert counter.code(correction()) == ""
    assert (counter.book.m.after.corrections[0].leader, counter.book.m.seal) == ("e1", seal)


def test_the_next_meeting_is_another_one() -> None:
    counter = sealed(verdict=Verdict.FAIL, received=True)
    info = counter.book.package.meeting
    for same in (info.id, info.application_no, " "):
        assert counter.code(f.NextMeetingLinked(next_meeting=same)) in {"next_is_this", "text_needed"}
    assert counter.code(f.NextMeetingLinked(next_meeting="样申-2")) == ""
    assert counter.book.m.after.next_meeting == "样申-2"


def test_both_archives_are_handed_over_to_somebody() -> None:
    counter = sealed()
    assert set(counter.book.find("C66")) == {"C66::contractor", "C66::supervisor"}
    assert counter.code(f.ArchiveHandedOver(archive="contractor", received_by="")) == "text_needed"
    assert counter.code(f.ArchiveHandedOver(archive="contractor", received_by="样收")) == ""
    assert set(counter.book.find("C66")) == {"C66:handed:contractor", "C66::supervisor"}


@pytest.mark.parametrize("role", [Role.EXPERT])
def test_an_expert_writes_nothing_of_the_after_log(role: Role) -> None:
    counter = sealed(received=True)
    by = walk.expert("e2")
    assert by.role is role
    for request in (
        upload(),
        f.NextMeetingLinked(next_meeting="样申-2"),
        f.ArchiveHandedOver(archive="contractor", received_by="样收"),
        f.KeyNodePushed(node="n1", pushed_at=build.START),
    ):
        assert counter.code(request, by) == "who_desk"


def test_an_undo_does_not_take_back_what_closed_the_record() -> None:
    counter = sealed(received=True)
    assert counter.code(upload()) == ""
    first = counter.book.entries[-1].hash
    assert counter.code(f.FactUndone(target=first, reason="编号错")) == ""
    assert counter.book.m.after.uploads == {}
    assert counter.code(upload()) == ""
    assert counter.code(upload(item="REPORT_SCAN")) == ""
    last = counter.book.entries[-1].hash
    assert counter.book.stage() is Stage.CLOSED
    assert counter.code(f.FactUndone(target=last, reason="编号错")) == "undo_relied_on"


def test_who_scans_at_the_door_only_lets_people_in() -> None:
    book = walk.checked_in("national", skip=["e5"])
    counter = Counter(book)
    scanner = By(person="scanner", role=Role.SCANNER, name="样扫", factors=BOTH)
    assert counter.code(f.RollCalled(people=("e1",)), scanner) == "who_desk"
    assert counter.code(f.PlanCompared(method="screen", sha256="ab" * 32), scanner) == "who_desk"
    assert counter.code(f.PersonCheckedOut(person="e4"), scanner) == "not_on_roster", (
        "his to do, were he named"
    )


def test_only_the_recorder_or_the_secretary_takes_a_fact_back() -> None:
    book = walk.checked_in("national")
    counter = Counter(book)
    assert counter.code(f.PersonCheckedOut(person="e4"), walk.HOST) == ""
    target = book.entries[-1].hash
    owner = By(person="owner-pm", role=Role.OWNER_PM, name="样业", factors=BOTH)
    assert counter.code(f.FactUndone(target=target, reason="点错"), owner) == "undo_who"
    assert counter.code(f.FactUndone(target=target, reason="点错"), walk.HOST) == ""
