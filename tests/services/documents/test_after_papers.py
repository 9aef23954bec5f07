"""The papers after the meeting, from facts: every field of rules part 3, long names, many experts, empty forms."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from msgspec.structs import replace
from PIL import Image
from pypdf import PdfReader

from app.models import facts as f
from app.models.entry import By
from app.models.package import Letter, Package
from app.models.terms import AbsenceKind, Document, Role, Verdict
from app.services.documents.copies import copy_of, marked_copy
from app.services.documents.papers import PaperMaker
from support import build, walk
from support.book import INK, OWNER_PM, SECRETARY, Book

LONG = "古丽努尔·阿卜杜热合曼·吐尔逊江娜扎提艾尔肯沙迪克样"
LEADER = By(person="e1", role=Role.EXPERT, name=LONG)
NEW_HASH = "cd" * 32


def long_package(place: str, experts: int) -> Package:
    base = build.package(place, experts)
    return build.with_person(
        base, "e1", name=LONG, title="正高级工程师/注册土木工程师（岩土）", phone_tail="0001"
    )


def photo(colour: tuple[int, int, int] = (40, 90, 120)) -> bytes:
    out = BytesIO()
    Image.new("RGB", (1600, 1200), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def blob(ink: bytes) -> Callable[[str], bytes]:
    def read(name: str) -> bytes:
        return {"p" * 64: ink, "f1" * 32: photo(), "f2" * 32: b"no picture"}[name]

    return read


def book_of(place: str, verdict: Verdict = Verdict.PASS_AFTER_REVISION, experts: int = 7) -> Book:
    """A sealed and received record."""
    book = walk.signing(place, verdict, long_package(place, experts))
    walk.sign(book)
    book.add(f.MeetingEnded(), walk.HOST)
    files = tuple(
        f.SealedFile(document=d, id=f"XJ-{build.MEETING}-{d.value}-01-v1", sha256=h * 32, size=9, pages=3)
        for d, h in ((Document.SIGN_IN, "a1"), (Document.REPORT, "b2"))
    )
    book.add(
        f.ReportSealed(
            content_hash=walk.CONTENT, seal_hash="5e" * 32, tree_root="7e" * 32, last_entry="", files=files
        )
    )
    walk.receive(book)
    return book


def text(pdf: bytes) -> str:
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def made(book: Book, document: Document, blob: Callable[[str], bytes], subject: str = "") -> str:
    return text(PaperMaker().make(book.case(), document, blob, subject))


def file_plan(book: Book) -> None:
    answers = tuple(
        f.RevisionAnswer(item=i, answer="已补充换撑验算", place="第 4.3 节，第 57 页")
        for i in book.m.session.items
    )
    book.add(
        f.RevisionFiled(plan_sha256=NEW_HASH, plan_version="V3.0", dated=date(2026, 11, 24), answers=answers)
    )


def rereview_rows(book: Book, result: str = "已落实") -> tuple[f.RereviewRow, ...]:
    return tuple(f.RereviewRow(item=i, result=result, note="第57页") for i in book.m.session.items)  # type: ignore[arg-type]  # one of the three words


def test_the_rereview_before_the_leader_answered_is_a_form_to_fill_in(blob: Callable[[str], bytes]) -> None:
    book = book_of("qingdao")
    with pytest.raises(LookupError):
        made(book, Document.REREVIEW, blob)
    file_plan(book)
    found = made(book, Document.REREVIEW, blob)
    for field in (
        "专项施工方案修改情况复核意见",
        "原论证报告",
        "-LZ-01-v1",
        "原论证结论修改后通过",
        f"版本V3.0编制日期2026-11-24文件哈希{NEW_HASH[:12]}",
        "已补充换撑验算",
        "第4.3节，第57页",
        "□已落实□未落实□部分",
        "□已按论证意见修改，同意",
        "□需继续修改",
        "□改变重大，建议重新论证",
        "施工单位技术负责人审核签字、单位公章尚未办理",
        "总监理工程师审查签字、执业印章",
        "尚未告知",
        "作为监理单位是否批准的重要依据",
    ):
        assert re.sub(r"\s+", "", field) in found
    assert PaperMaker().number(book.case(), Document.REREVIEW).endswith("-FH-01-v1")


def test_each_round_of_the_rereview_has_its_own_paper(blob: Callable[[str], bytes]) -> None:
    book = book_of("qingdao")
    file_plan(book)
    book.add(f.RevisionReturned(rows=rereview_rows(book, "部分"), reason="轴力取值未改", ink=INK), LEADER)
    file_plan(book)
    assert PaperMaker().number(book.case(), Document.REREVIEW).endswith("-FH-02-v1")
    book.add(f.RevisionApproved(rows=rereview_rows(book), opinion="同意", ink=INK), LEADER)
    first, second = (made(book, Document.REREVIEW, blob, n) for n in "12")
    assert "☑需继续修改" in first
    assert "轴力取值未改" in first
    assert "☑部分" in first
    assert "☑已按论证意见修改，同意" in second
    assert "☑已落实" in second
    assert LONG in second


def test_another_signer_is_named_with_the_document_of_the_authority(blob: Callable[[str], bytes]) -> None:
    book = book_of("nanning")
    file_plan(book)
    book.add(f.LeaderReplaced(leader="e2", name="样代组长", number="南住建函〔2026〕9号", scan="5c" * 32))
    assert "样代组长（组长变更，主管部门文号南住建函〔2026〕9号）" in made(book, Document.REREVIEW, blob)


@pytest.mark.parametrize("count", [5, 7, 15])
def test_the_key_node_form_is_taken_along_empty_and_comes_back_filled(
    count: int, blob: Callable[[str], bytes]
) -> None:
    book = book_of("xinjiang", experts=count)
    empty = made(book, Document.KEY_NODE, blob, "n1")
    assert "□合格□整改后复验□不合格" in empty
    assert "尚未推送" in empty
    visit = f.KeyNodeVisited(
        node="n1",
        visited_on=date(2027, 1, 15),
        expert="e1",
        guidance="坑底隆起在控制值内，同意进入下道工序。",
        result="整改后复验",
        state="与方案一致",
        problems="换撑块强度报告未到",
        fix_by=date(2027, 1, 20),
        project_tech=build.pid(Role.GC_PROJ_TECH),
        chief=build.pid(Role.SUP_CHIEF),
        ink=INK,
    )
    book.add(
        f.KeyNodeInvited(node="n1", expert="e1", invited_at=book.clock, channel="系统消息", delegation="")
    )
    book.add(visit, LEADER)
    book.add(replace(visit, visited_on=date(2027, 1, 21), result="合格", fix_by=None), LEADER)
    book.add(f.KeyNodePushed(node="n1", pushed_at=book.clock, number="TS-1"))
    first = made(book, Document.KEY_NODE, blob, "n1#1")
    assert "☑整改后复验" in first
    assert "2027-01-20" in first
    assert "换撑块强度报告未到" in first
    last = made(book, Document.KEY_NODE, blob, "n1")
    assert "☑合格" in last
    assert "TS-1" in last
    assert "★项目总监理工程师" in last
    assert f"{LONG}（组长）" in last
    number = PaperMaker().number
    assert number(book.case(), Document.KEY_NODE, "n1#1").endswith("-JD-01-v1")
    assert number(book.case(), Document.KEY_NODE, "n1").endswith("-JD-01-v2")
    with pytest.raises(LookupError):
        made(book, Document.KEY_NODE, blob, "n9")


def test_the_void_form_is_valid_itself_and_the_voided_papers_say_so(blob: Callable[[str], bytes]) -> None:
    book = book_of("xinjiang")
    with pytest.raises(LookupError):
        made(book, Document.VOID, blob)
    book.add(
        f.MeetingVoided(
            reason="论证报告第五部分关键节点日期有误",
            leader="e1",
            owner="owner-pm",
            acceptance="SL-2026-7",
            leader_ink=INK,
            owner_ink=INK,
        )
    )
    found = made(book, Document.VOID, blob)
    for field in (
        "论证记录作废说明",
        "原文件编号",
        "原封存哈希",
        "论证报告第五部分关键节点日期有误",
        "☑专家组组长、建设单位、会议秘书签名",
        f"专家组组长{LONG}",
        "SL-2026-7",
        "对论证结论不满意不是作废的理由",
        "不得实施",
    ):
        assert re.sub(r"\s+", "", field) in found
    assert "作废" in made(book, Document.SIGN_IN, blob)


def test_a_voiding_by_order_names_the_order_and_needs_no_ink(blob: Callable[[str], bytes]) -> None:
    book = book_of("xinjiang", Verdict.FAIL)
    book.add(f.MeetingVoided(reason="抽取程序违规", order_number="新建质〔2026〕88号"))
    found = made(book, Document.VOID, blob)
    assert "☑主管部门文号：新建质〔2026〕88号" in found
    assert "原论证结论不通过" in found


def test_a_correction_names_wrong_and_right(blob: Callable[[str], bytes]) -> None:
    book = book_of("xinjiang")
    with pytest.raises(LookupError):
        made(book, Document.CORRECTION, blob)
    book.add(
        f.CorrectionWritten(
            document=Document.SIGN_IN,
            place="四、统计与核对",
            wrong="电话尾号 0012",
            right="电话尾号 0021",
            reason="录入错误",
            leader="e1",
            leader_ink=INK,
        )
    )
    found = made(book, Document.CORRECTION, blob)
    assert "原文电话尾号0012" in found
    assert "更正为电话尾号0021" in found
    assert "封存文件不作改动" in found


@pytest.mark.parametrize("count", [7, 15])
def test_the_duty_record_keeps_refusals_apart(count: int, blob: Callable[[str], bytes]) -> None:
    book = book_of("zhengzhou", experts=count)
    assert "无。" in made(book, Document.DUTY, blob)
    book.add(
        f.AbsenceRecorded(
            person="e1",
            absence=AbsenceKind.LEAVE,
            reason="因病住院",
            evidence="请假条照片",
            statement="已于前一日电话请假",
            noticed_at=book.clock,
            excused=True,
        )
    )
    book.add(f.ExpertScored(expert="e2", scheme="organiser", item="ability", points=4, note="熟悉规范"))
    found = made(book, Document.DUTY, blob)
    for field in (
        "请假",
        "因病住院",
        "请假条照片",
        "已于前一日电话请假",
        "有正当理由",
        "专业能力4（熟悉规范）",
        "拒绝签字（专家权利）",
    ):
        assert field in found


def test_scores_are_not_printed_before_the_seal(blob: Callable[[str], bytes]) -> None:
    book = walk.opened("nanning")
    book.add(f.ExpertScored(expert="e2", scheme="organiser", item="ability", points=4))
    assert "专业能力" not in made(book, Document.DUTY, blob)


def test_slips_say_until_when_or_that_the_calendar_is_unknown(blob: Callable[[str], bytes]) -> None:
    book = book_of("zhengzhou", experts=15)
    found = made(book, Document.DUTY, blob, "slips")
    assert found.count("请在2026-11-25") == 15  # W+3 of Friday 2026-11-20
    assert made(book, Document.DUTY, blob, "slips:e2").count("登记情况") == 1
    book.add(f.ExpertRegistered(expert="e2", registered_at=book.clock, number="DJ-2"))
    assert "DJ-2" in made(book, Document.DUTY, blob, "slips:e2")
    book.package = replace(book.package, holidays=())
    book.world.packages["pkg-1"] = book.package
    assert "请人工核对期限" in made(book, Document.DUTY, blob, "slips:e3")
    with pytest.raises(LookupError):
        made(book_of("xinjiang"), Document.DUTY, blob, "slips")


def test_the_two_archives_differ_and_the_handover_names_every_digest(blob: Callable[[str], bytes]) -> None:
    book = book_of("xinjiang")
    seal = book.m.seal
    assert seal is not None
    file_plan(book)
    book.add(
        f.UploadReceiptRecorded(
            item="SIGNIN_SCAN", source="platform", number="HZ-9", received_at=book.clock, scan="5c" * 32
        )
    )
    handover = made(book, Document.HANDOVER, blob)
    assert seal.seal_hash in handover
    assert build.PLAN_SHA in handover
    assert all(x.sha256 in handover for x in seal.files)
    assert "HZ-9" in handover
    book.add(f.ArchiveHandedOver(archive="contractor", received_by="样档案员", note="第 7 卷"))
    contractor = made(book, Document.HANDOVER, blob, "contractor")
    supervisor = made(book, Document.HANDOVER, blob, "supervisor")
    assert "专家论证" in contractor
    assert "安全技术交底记录" in contractor
    assert "已移交样档案员第7卷" in contractor
    assert "危大工程监理实施细则" in supervisor
    assert "二、专家论证" not in supervisor
    assert "尚未移交" in supervisor
    numbers = [
        PaperMaker().number(book.case(), Document.HANDOVER, x) for x in ("", "contractor", "supervisor")
    ]
    assert [x[-8:] for x in numbers] == ["JJ-01-v1", "JJ-02-v1", "JJ-03-v1"]
    with pytest.raises(LookupError):
        made(walk.opened(), Document.HANDOVER, blob)


def test_a_letter_is_printed_as_recorded_and_blank_from_the_roster(blob: Callable[[str], bytes]) -> None:
    book = walk.prepared("xinjiang", long_package("xinjiang", 7))
    blank = made(book, Document.LETTER, blob)
    assert "专项施工方案专家论证会技术负责人授权委托书" in blank
    assert "样例总承包公司" in blank
    assert "☑总承包□分包" in blank
    assert "空白表" in blank
    assert "☑分包" in made(book, Document.LETTER, blob, f"unit:{build.SC}")
    letter = Letter(
        number="WT-07",
        unit_code=build.GC,
        delegator="样技术",
        delegate="e1",
        plan_name=build.PLAN_NAME,
        dated=date(2026, 11, 18),
        stamped=True,
        signed=True,
        reason="出差",
    )
    book.add(f.LetterShown(letter=letter, channel="paper"))
    found = made(book, Document.LETTER, blob, "WT-07")
    for field in ("WT-07", "样技术", LONG, "尾号0001", "出差", "2026-11-18", "现场出示", "不得转委托"):
        assert field in found
    assert "空白表" not in found


def test_photos_show_both_times_and_name_what_cannot_be_printed(blob: Callable[[str], bytes]) -> None:
    book = walk.opened("nanning")
    with pytest.raises(LookupError):
        made(book, Document.PHOTOS, blob)
    away = book.clock + timedelta(hours=2)
    book.add(f.PhotoTaken(blob="f1" * 32, caption="全景（含会标）", taken_by="secretary", shot_at=away))
    for n in range(6):
        book.add(f.PhotoTaken(blob="f1" * 32, caption=f"质询讨论 {n}"))
    book.add(f.PhotoTaken(blob="f2" * 32, late_reason="手机没电，会后导出"))
    pdf = PaperMaker().make(book.case(), Document.PHOTOS, blob)
    found = text(pdf)
    assert "共8张" in found
    assert re.search(r"相差1(19|20)分钟，以本机时间为准", found)
    assert "手机没电，会后导出" in found
    assert "不能打印，原件按哈希保存" in found
    assert len(PdfReader(BytesIO(pdf)).pages) == 2
    assert PaperMaker().make(book.case(), Document.PHOTOS, blob) == pdf


def test_the_same_facts_give_the_same_bytes(blob: Callable[[str], bytes]) -> None:
    book = book_of("qingdao")
    file_plan(book)
    case = book.case()
    for document, subject in (
        (Document.REREVIEW, ""),
        (Document.KEY_NODE, "n1"),
        (Document.DUTY, ""),
        (Document.HANDOVER, "contractor"),
        (Document.LETTER, ""),
    ):
        assert PaperMaker().make(case, document, blob, subject) == PaperMaker().make(
            case, document, blob, subject
        )
    assert SECRETARY != OWNER_PM


def test_a_void_copy_keeps_every_word_and_says_void_on_each_page(blob: Callable[[str], bytes]) -> None:
    book = book_of("xinjiang", experts=15)
    data = PaperMaker().make(book.case(), Document.KEY_NODE, blob, "n1")
    copy = PdfReader(BytesIO(marked_copy(data, void=True))).pages
    before = PdfReader(BytesIO(data)).pages
    assert len(copy) == len(before) == 2
    for page, was in zip(copy, before, strict=True):
        assert "作废" in page.extract_text()
        assert "作废" not in was.extract_text()
        words = re.sub(r"\s+", "", was.extract_text())
        assert words in re.sub(r"\s+", "", page.extract_text())


def test_a_record_stored_with_a_note_says_it_on_every_later_copy(blob: Callable[[str], bytes]) -> None:
    book = book_of("xinjiang", experts=15)
    data = PaperMaker().make(book.case(), Document.KEY_NODE, blob, "n1")
    assert copy_of(book.m, data) == data
    other = walk.sealed("xinjiang")
    other.add(f.ConflictNoticed(reason="名单版本不同"))
    walk.receive(other)
    other.add(f.ConflictSettled(how="stored_with_note", reason="名单第 2 版晚于开会，按第 1 版保存"))
    noted = PdfReader(BytesIO(copy_of(other.m, data))).pages
    assert len(noted) == 2
    for page in noted:
        assert "中心节点附注：名单第2版晚于开会" in re.sub(r"\s+", "", page.extract_text())
