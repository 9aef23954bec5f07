"""The forms made on the day, from a real record: WY in the dissenters' words, GR whole, HB, TX, LW, and every stop."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from app.models.papers.there import day_documents
from app.models.terms import Document
from app.services.intake.sample import sample_package
from support.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, sample_package())
    yield made
    made.desk.ledger.close()


def text_of(office: Office, document: Document) -> str:
    view = office.view
    data = office.desk.papers.make(view.case, document, office.desk.ledger.blob)
    return (
        "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
        .replace("\n", "")
        .replace(" ", "")
    )


def sealed(office: Office) -> tuple[Document, ...]:
    seal = office.view.m.seal
    assert seal is not None
    return tuple(x.document for x in seal.files)


def test_no_agreement_prints_the_words_and_no_verdict_box(office: Office) -> None:
    office.until("Propose")
    words = "换撑验算缺失，我不同意。"
    assert office.play("StanceTaken", "e4", expert="e4", version=1, stance="不同意", reason=words) == ""
    note = {"fact_note": "e4 口头说明后离开座位，不愿签名。", "second": "owner-pm"}
    assert office.play("NoConsensusClosed", "leader", reason="换撑工况", **note) == ""
    said = text_of(office, Document.NO_CONSENSUS)
    assert words in said
    assert note["fact_note"].replace(" ", "") in said
    assert "本记录不构成论证报告，方案不得实施，应重新组织论证" in said
    assert "□通过" not in said
    assert office.play("CloseRecord") == ""
    assert Document.NO_CONSENSUS in sealed(office)
    assert Document.REPORT not in sealed(office)


def test_the_personal_form_is_printed_whole(office: Office) -> None:
    office.until("MeetingOpened")
    form: dict[str, Any] = {
        "expert": "e2",
        "conclusion": "修改后通过",
        "topics": ["基本符合", "不符合", "符合"],
        "parts": [{"part": 9, "tick": "缺", "remark": "缺换撑计算书"}],
        "rows": [{"place": "第4章", "problem": "换撑未验算", "advice": "补充验算", "basis": "JGJ120"}],
        "site_visit": "2026-11-18 上午踏勘",
        "wants": "原始监测数据",
        "nodes": ["拆除第二道支撑前"],
        "reserve": "对降水方案保留意见",
    }
    assert office.play("SubmitForm", "e2", **form) == ""
    said = text_of(office, Document.PERSONAL)
    for words in (
        "☑基本符合",
        "☑缺",
        "缺换撑计算书",
        "换撑未验算",
        "补充验算",
        "JGJ120",
        "2026-11-18上午踏勘",
        "原始监测数据",
        "拆除第二道支撑前",
        "☑修改后通过",
        "对降水方案保留意见",
    ):
        assert words in said, words


def test_a_form_says_what_a_lacking_part_lacks(office: Office) -> None:
    office.until("MeetingOpened")
    form: dict[str, Any] = {"expert": "e2", "conclusion": "通过", "opinion": "可行"}
    assert (
        office.play("SubmitForm", "e2", **form, parts=[{"part": 9, "tick": "缺", "remark": ""}])
        == "text_needed"
    )
    assert office.play("SubmitForm", "e2", **form, topics=["符合"]) == "topics_whole"
    assert office.play("SubmitForm", "e2", **{**form, "opinion": ""}) == "text_needed"


def test_declarations_and_election_are_in_the_sealed_record(office: Office) -> None:
    office.until("SealRecord")
    documents = sealed(office)
    assert {
        Document.SIGN_IN,
        Document.REPORT,
        Document.DECLARATION,
        Document.ELECTION,
        Document.PERSONAL,
    } <= set(documents)
    assert documents[2:] == day_documents(office.view.m)
    assert "当选" in text_of(office, Document.ELECTION)
    assert "无利害关系" in text_of(office, Document.DECLARATION)


def test_every_stop_has_its_record_and_the_next_application(office: Office) -> None:
    office.until("CheckInOpened")
    assert office.play("CheckInAll", skip=["e3"]) == ""
    for reason in ("第一次停会", "第二次停会"):
        assert office.play("Stop", "verifier", reason=reason) == ""
        if reason == "第一次停会":
            assert office.play("StopLifted", "verifier", reason="已到齐") == ""
    assert office.play("MeetingPostponed", "verifier", reason="改期", next_application="XJ-2026-0999") == ""
    said = text_of(office, Document.STOP)
    assert "第一次停会" in said
    assert "第二次停会" in said
    assert "☑当日到齐后恢复" in said
    assert "☑改期（新申请编号：XJ-2026-0999）" in said


def test_a_refused_opening_is_printed_with_whom_it_lacked(office: Office) -> None:
    office.until("CheckInOpened")
    assert office.play("CheckInAll", skip=["e3"]) == ""
    assert office.play("MeetingOpened", "host", mode="onsite") == "gate_T06"
    said = text_of(office, Document.SIGN_IN)
    assert "宣布开会：" in said
    assert f"C20专家组全体到场【{office.view.m.name('e3')}】" in said
    assert f"提出人：{office.view.m.name('host')}" in said
