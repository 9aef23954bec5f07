"""The forms hold every field rules part 3 names, and stay whole with many people and long names."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from app.models.papers import ReportContent, SignIn, StopRecord
from app.services.documents.forms import report, signin, stop
from app.services.documents.page import Sheet

SHEET = Sheet(
    document="650100-2026112001-LZ-01-v2",
    version=2,
    title="样例",
    content_hash="0123456789abcdef" * 4,
    made_at=datetime(2026, 11, 20, 9, 42, tzinfo=UTC),
)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def squeezed(pdf: bytes) -> str:
    return re.sub(r"\s+", "", "".join(pages(pdf)))


def pressed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def signed(content: ReportContent, ink: bytes) -> report.Around:
    given = {
        row.person: report.GivenSignature(ink, f"2026-11-20 17:3{row.number}") for row in content.signers
    }
    return report.Around(
        "2026-11-20 17:20", given, ("签到表（650100-2026112001-QD-01-v1）", "授权委托书 1 份")
    )


def all_ink(content: SignIn, ink: bytes) -> dict[str, bytes]:
    people = [row.person for row in content.experts]
    people += [row.person for row in content.posts] + [row.person for row in content.observers]
    return dict.fromkeys([*people, "verifier"], ink)


def test_the_sign_in_sheet_names_every_field(sign_in_rows: SignIn, ink: bytes) -> None:
    text = squeezed(signin.render(sign_in_rows, SHEET, all_ink(sign_in_rows, ink)))
    for field in (
        "超过一定规模的危大工程专项施工方案专家论证会签到表",
        "样例新城地下综合管廊及轨道交通换乘枢纽（一期）深基坑工程",
        "6501002026SAMPLE01",
        "XJ-LZ-2026-000123/2026112001",
        "（开挖深度11.6m）",
        "版本第3版文件哈希a1b2c3d4e5f6",
        "组织单位",
        "会议方式现场",
        "2026-11-2010:05—2026-11-2017:42（北京时间）",
        "主持人孙样八",
        "记录人（秘书）周样九",
        "新疆（1.0）",
        "★陈样一",
        "不涉及，理由：本方案不改变勘察结论",
        "WT-2026-0007",
        "监督旁站",
        "应到7人，实到7人",
        "应到岗位39个，实到38个",
        "专家未到：吴样十",
        "吴样十：请假因病",
        "放行C24建设单位项目负责人到场【陈样一】（31号-三（二））：项目负责人因抢险外出",
        "委托书WT-2026-0007未在会前1个工作日",
        "以上人员身份及资质资格已核对，☑符合□不符合",
        "核对人：样核一",
        "未到会的已确认专家吴样十",
        "同一单位专家提示陈样一、王样六",
        "T06：C20专家组全体到场",
    ):
        assert field in text
    for name in [row.name for row in sign_in_rows.experts] + [row.name for row in sign_in_rows.posts]:
        assert pressed(name) in text


def test_rows_of_one_unit_stay_on_one_page(sign_in_rows: SignIn, ink: bytes) -> None:
    found = [pressed(page) for page in pages(signin.render(sign_in_rows, SHEET, all_ink(sign_in_rows, ink)))]
    assert len(found) >= 4
    for first in range(8, 38, 5):  # the six subcontractors
        names = [f"样员{number}" for number in range(first, first + 5)]
        assert any(all(name in page for name in names) for page in found)


def test_no_blank_row_is_printed_for_experts(sign_in_rows: SignIn) -> None:
    text = squeezed(signin.render(replace(sign_in_rows, experts=sign_in_rows.experts[:5]), SHEET, {}))
    assert "不得手工增加专家" in text
    assert "赵样七" not in text


def test_without_the_owners_verification_the_block_is_left_out(sign_in_rows: SignIn) -> None:
    text = squeezed(signin.render(replace(sign_in_rows, verify=False), SHEET, {}))
    assert "资质资格已核对" not in text


def test_before_the_verification_both_boxes_are_empty(sign_in_rows: SignIn) -> None:
    text = squeezed(signin.render(replace(sign_in_rows, verified_by="", verified_at=""), SHEET, {}))
    assert "□符合□不符合核对人签名：" in text


def test_the_title_follows_the_scope(sign_in_rows: SignIn, report_rows: ReportContent) -> None:
    sheet = pages(signin.render(replace(sign_in_rows, oversize_title=False), SHEET, {}))[0]
    paper = pressed(
        pages(report.render(replace(report_rows, oversize_title=False), SHEET, report.Around()))[0]
    )
    assert "超过一定规模的危大工程专项" not in sheet
    assert "危大工程专项施工方案专家论证会签到表" in sheet
    assert "超过一定规模的危险性较大的分部分项工程专项施工方案专家论证报告" not in paper
    assert "危险性较大的分部分项工程专项施工方案专家论证报告" in paper


def test_the_report_names_every_field(report_rows: ReportContent, ink: bytes) -> None:
    text = squeezed(report.render(report_rows, SHEET, signed(report_rows, ink)))
    for field in (
        "开始时间2026-11-2010:05（北京时间）",
        "论证意见形成时间2026-11-2017:20（北京时间）",
        "样员4/样员5",
        "总监理工程师样员13",
        "方案编制人样员6",
        "样技术2026-11-01",
        "系统随机抽取CQ-2026-000456",
        "第2次论证（重新论证），原报告编号：650100-2026091501-LZ-01-v1",
        "□符合☑基本符合□不符合",
        "7.验收要求□有☑缺□不涉及未列换撑验收",
        "共核查23项",
        "未发现严重缺陷",
        "专家勾选“存在”、经组长认定为其他结果",
        "J07、J08、M01",
        "（一）总体评价",
        "建议增设坑外水位自动化监测",
        "□通过☑修改后通过□不通过",
        "经论证，专家组一致意见为：修改后通过。",
        "修改后重新履行审核、审查手续。由专家组组长对修改后的方案再次填写审查意见",
        "基坑开挖至第二道支撑底",
        "专家对本论证报告负责。",
        "（组长）",
        "建议第二道支撑改为钢支撑",
        "签到表（650100-2026112001-QD-01-v1）",
        "重大事故隐患",
    ):
        assert field in text
    assert "待签打印件" not in text
    assert text.count("JGJ120-2012第4.2.1条") == 30
    assert "2026-11-2017:37" in text


def test_the_print_variant_says_so_on_every_page_and_has_the_same_text(
    report_rows: ReportContent, ink: bytes
) -> None:
    around = signed(report_rows, ink)
    unsigned = report.Around(around.formed, {}, around.attachments)
    printed = pages(report.render(report_rows, SHEET, unsigned))
    sealed = pages(report.render(report_rows, SHEET, around))
    assert all("待签打印件 v2" in page for page in printed)
    assert len(printed) == len(sealed)

    def bare(found: list[str]) -> str:
        text = pressed("".join(found)).replace("待签打印件v2·", "")
        return re.sub(r"2026-11-2017:3\d", "", text)

    assert bare(printed) == bare(sealed)


def test_no_page_of_signatures_lacks_the_conclusion(report_rows: ReportContent, ink: bytes) -> None:
    many = replace(
        report_rows,
        signers=tuple(
            replace(report_rows.signers[n % 7], number=n + 1, person=f"x{n}", name=f"签名样{n:02d}")
            for n in range(25)
        ),
    )
    found = pages(report.render(many, SHEET, signed(many, ink)))
    with_signers = [pressed(page) for page in found if "签名样" in page]
    assert len(with_signers) > 1
    assert all("专家组一致意见为：修改后通过" in page for page in with_signers)


def test_conclusion_nodes_and_signatures_share_a_page_when_they_fit(
    report_rows: ReportContent, ink: bytes
) -> None:
    few = replace(report_rows, signers=report_rows.signers[:5])
    found = pages(report.render(few, SHEET, signed(few, ink)))
    assert [
        ("四、论证结论" in p, "五、关键节点" in p, "六、专家组签名表" in p) for p in found if "四、论证" in p
    ] == [(True, True, True)]


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("通过", "☑通过□修改后通过□不通过"),
        ("不通过", "理由：支护形式不可行施工单位修改后应重新组织专家论证。"),
    ],
)
def test_each_verdict_prints_its_own_sentences(report_rows: ReportContent, verdict: str, said: str) -> None:
    content = replace(report_rows, verdict=verdict, verdict_reason="支护形式不可行", nodes=())
    text = squeezed(report.render(content, SHEET, report.Around()))
    assert said in text
    assert "重新履行审核" not in text
    assert f"一致意见为：{verdict}。" in text


def test_a_failed_second_topic_prints_the_warning(report_rows: ReportContent) -> None:
    topics = (
        report_rows.topics[0],
        replace(report_rows.topics[1], conclusion="不符合"),
        report_rows.topics[2],
    )
    content = replace(report_rows, topics=topics)
    assert "违反强制性标准或存在明显安全隐患" in squeezed(report.render(content, SHEET, report.Around()))
    assert "违反强制性标准" not in squeezed(report.render(report_rows, SHEET, report.Around()))


def test_a_paper_signature_points_to_the_scan(report_rows: ReportContent) -> None:
    given = {"e1": report.GivenSignature(None, "2026-11-20 17:31")}
    text = squeezed(report.render(report_rows, SHEET, report.Around("", given)))
    assert "纸质签名，见扫描件2026-11-2017:31" in text


def test_the_stop_record_names_every_field(stop_rows: StopRecord, ink: bytes) -> None:
    pictures = dict.fromkeys([*(row.picture for row in stop_rows.came), "decider"], ink)
    text = squeezed(stop.render(stop_rows, SHEET, pictures))
    for field in (
        "停止专家论证会记录",
        "计划时间2026-11-2010:00（北京时间）",
        "停止时间2026-11-2010:30（北京时间）",
        "☑开会前□开会后",
        "等候30分钟仍未到齐",
        "C28项目总监理工程师样员13",
        "XJ-三（二）5",
        "☑当日到齐后恢复（恢复时间2026-11-2011:20）",
        "□改期",
        "□重新抽取专家",
        "证明到场，不计缺席",
        "建设单位核对人样核一",
        "上报时间尚未上报",
    ):
        assert field in text


def test_a_very_long_reason_is_printed_to_its_last_word(stop_rows: StopRecord) -> None:
    reason = "".join(f"第{n}句：联系不上，继续等候{n}次。" for n in range(300))
    text = squeezed(stop.render(replace(stop_rows, reason=reason), SHEET, {}))
    # a foot of a page may stand in the middle of one of the two
    assert [n for n in range(300) if f"第{n}句" not in text and f"等候{n}次" not in text] == []


def test_forms_made_twice_are_the_same_bytes(
    sign_in_rows: SignIn, report_rows: ReportContent, stop_rows: StopRecord, ink: bytes
) -> None:
    people = all_ink(sign_in_rows, ink)
    around = signed(report_rows, ink)
    assert signin.render(sign_in_rows, SHEET, people) == signin.render(sign_in_rows, SHEET, people)
    assert report.render(report_rows, SHEET, around) == report.render(report_rows, SHEET, around)
    assert stop.render(stop_rows, SHEET, {}) == stop.render(stop_rows, SHEET, {})
