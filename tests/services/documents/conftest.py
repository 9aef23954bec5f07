"""Made-up meetings as rows of the forms: long names, rare characters, many people."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from app.models.papers import Head, ReportContent, SignIn, StopRecord, UnitRow
from app.models.papers.report import (
    DefectRow,
    ItemRow,
    NodeRow,
    PartRow,
    ReservationRow,
    SignerRow,
    TopicRow,
)
from app.models.papers.signin import ExpertRow, LetThrough, ObserverRow, PostRow
from app.models.papers.stop import CameRow, MissingRow

LONG = "古丽努尔·阿卜杜热合曼·吐尔逊江娜扎提艾尔肯沙迪克样"
NAMES = ("陈样一", "䶮㛃·样二", LONG, "ئۈلگە سىناق", "𠮷样五", "王样六", "赵样七")
PARTS = (
    "工程概况",
    "编制依据",
    "施工计划",
    "施工工艺技术",
    "施工安全保证措施",
    "施工管理及作业人员配备和分工",
    "验收要求",
    "应急处置措施",
    "计算书及相关施工图纸",
)
ROLES = ("单位技术负责人", "项目负责人", "项目技术负责人", "方案编制人员", "项目专职安全生产管理人员")


def head() -> Head:
    return Head(
        project="样例新城地下综合管廊及轨道交通换乘枢纽（一期）深基坑工程",
        project_place="乌鲁木齐市样例区示范路1号",
        platform_code="6501002026SAMPLE01",
        application_no="XJ-LZ-2026-000123",
        meeting_id="2026112001",
        category="基坑工程",
        oversize="1.1 深基坑工程：开挖深度超过5m（含5m）的基坑（槽）的土方开挖、支护、降水工程（开挖深度 11.6 m）",
        plan_name="样例换乘枢纽深基坑开挖支护专项施工方案",
        plan_version="第3版",
        plan_hash="a1b2c3d4e5f6",
        owner="样例城市建设投资有限公司",
        organiser="样例建工集团第一建筑工程有限公司",
        mode="现场",
        place="样例区示范路1号项目部三楼会议室",
        host="孙样八",
        leader="陈样一",
        secretary="周样九",
        pack="新疆（1.0）",
        starts="2026-11-20 10:05",
        sample=True,
    )


def experts() -> tuple[ExpertRow, ...]:
    return tuple(
        ExpertRow(
            number=n,
            person=f"e{n}",
            name=name,
            unit="样例建筑设计研究院（集团）有限公司岩土工程勘察分公司",
            title="正高级工程师/注册土木工程师（岩土）",
            specialty="岩土工程",
            certificate=f"新建专2026-{n:05d}",
            phone_tail=f"{n:04d}",
            declaration="已签",
            came=f"2026-11-20 09:{40 + n}",
            left="2026-11-20 17:42",
            leader=n == 1,
        )
        for n, name in enumerate(NAMES, 1)
    )


def post(kind: str, unit: str, role: str, number: int, **more: str) -> PostRow:
    return PostRow(
        kind=kind,
        unit=unit,
        roles=role,
        person=f"p{number}",
        name=LONG if number == 5 else f"样员{number}",
        certificate=f"京1652026{number:06d} / 建安B（2026）{number:07d}",
        delegated=more.get("delegated", ""),
        came="2026-11-20 09:51",
        left="2026-11-20 17:42",
    )


def empty(kind: str, note: str) -> PostRow:
    blank = dict.fromkeys(("unit", "roles", "person", "name", "certificate", "delegated", "came", "left"), "")
    return PostRow(kind=kind, note=note, **blank)


def posts() -> tuple[PostRow, ...]:
    rows = [post("建设", "样例城市建设投资有限公司", "建设单位项目负责人", 1)]
    rows.append(empty("勘察", "不涉及，理由：本方案不改变勘察结论，勘察单位已书面确认"))
    rows.append(post("设计", "样例建筑设计研究院有限公司", "设计单位项目技术负责人", 2))
    number = 3
    units = [("总承包", "样例建工集团第一建筑工程有限公司")]
    units += [("分包", f"样例基础工程有限公司第{n}分公司") for n in "一二三四五六"]
    for kind, unit in units:
        for role in ROLES:
            delegated = "WT-2026-0007" if number == 3 else ""
            rows.append(post(kind, unit, role, number, delegated=delegated))
            number += 1
    rows.append(post("监理", "样例工程监理咨询有限公司", "项目总监理工程师", number))
    rows.append(post("监理", "样例工程监理咨询有限公司", "专业监理工程师", number + 1))
    return tuple(rows)


@pytest.fixture
def sign_in_rows() -> SignIn:
    return SignIn(
        head=head(),
        oversize_title=True,
        ends="2026-11-20 17:42",
        experts=experts(),
        posts=posts(),
        observers=(
            ObserverRow(
                unit="样例区质量安全监督站",
                name="样督一",
                purpose="监督旁站",
                person="o1",
                came="2026-11-20 10:01",
            ),
        ),
        experts_due=7,
        experts_came=7,
        posts_due=39,
        posts_filled=38,
        absent=("吴样十",),
        let_through=(
            LetThrough(
                check="C24",
                about="陈样一",
                reason="项目负责人因抢险外出，由建设单位分管领导到会",
                who="样总监",
                at="2026-11-20 10:02",
                kind="放行",
                title="建设单位项目负责人到场",
                clause="31号-三（二）",
            ),
        ),
        letters_late=("WT-2026-0007",),
        verify=True,
        verified_by="样核一",
        verified_at="2026-11-20 09:58",
        verifier_picture="verifier",
        same_unit=("陈样一、王样六",),
        pauses=("2026-11-20 12:00—2026-11-20 13:30 休息 午餐",),
        absences=("吴样十：请假 因病",),
        confirmed_absent=("吴样十",),
        posts_missing=("样例基础工程有限公司第六分公司 方案编制人员",),
        refused=("2026-11-20 09:55 T06：C20 专家组全体到场、C27 分包五类人员到场(如有)",),
    )


UNITS = (
    UnitRow(kind="建设", name="样例城市建设投资有限公司", code="9165A", pm="样员1"),
    UnitRow(kind="设计", name="样例建筑设计研究院有限公司", code="9165B", proj_tech="样员2"),
    UnitRow(
        kind="总承包",
        name="样例建工集团第一建筑工程有限公司",
        code="9165C",
        pm="样员4",
        proj_tech="样员5",
        author="样员6",
    ),
    UnitRow(kind="分包", name="样例基础工程有限公司", code="9165D", pm="样员9", proj_tech="样员10"),
    UnitRow(kind="监理", name="样例工程监理咨询有限公司", code="9165E", chief="样员13"),
)
TOPICS = (
    ("专项施工方案内容是否完整、可行", "基本符合", "应急处置措施中缺少降水失效工况的处置流程。"),
    (
        "专项施工方案计算书和验算依据、施工图是否符合有关标准规范",
        "基本符合",
        "支撑轴力验算需补充换撑工况。",
    ),
    ("专项施工方案是否满足现场实际情况，并能够确保施工安全", "符合", ""),
)


def items_rows() -> tuple[ItemRow, ...]:
    return tuple(
        ItemRow(
            number=n,
            place=f"第{3 + n // 6}.{n}节 P{20 + n} 图{3 + n // 6}-{n}",
            problem="支护桩嵌固深度计算未考虑坑底被动区加固及地下水位变化的影响，取值依据不足。",
            requirement="补充最不利水位工况下的嵌固稳定验算，安全系数不小于1.2，并复核第二道支撑轴力设计值。",
            basis="JGJ 120-2012 第4.2.1条",
            expert=NAMES[n % 7],
            required=n % 3 != 0,
        )
        for n in range(1, 31)
    )


def nodes_rows() -> tuple[NodeRow, ...]:
    return (
        NodeRow(
            number=1,
            name="基坑开挖至第二道支撑底",
            content="支撑安装质量、轴力监测初值；符合方案及JGJ 120-2012",
            expected="2026-12-20前后",
            expert="组长",
            notify="提前2日电话",
        ),
        NodeRow(
            number=2,
            name="基坑开挖到底",
            content="坑底隆起、渗漏及周边沉降；预警值内",
            expected="2027-01-15前后",
            expert="䶮㛃·样二",
            notify="系统推送",
        ),
    )


def signers_rows() -> tuple[SignerRow, ...]:
    return tuple(
        SignerRow(
            number=row.number,
            person=row.person,
            name=row.name,
            unit=row.unit,
            title=row.title,
            specialty=row.specialty,
            certificate=row.certificate,
            stance="同意",
            leader=row.leader,
        )
        for row in experts()
    )


@pytest.fixture
def report_rows() -> ReportContent:
    return ReportContent(
        format="huiqian.report/1",
        meeting="2026112001",
        version=2,
        oversize_title=True,
        head=head(),
        formed_units=UNITS,
        author="样员6",
        director_dates="样技术 2026-11-01",
        chief_date="样总监 2026-11-03",
        draw="系统随机抽取 CQ-2026-000456",
        review_no=2,
        previous_report="650100-2026091501-LZ-01-v1",
        overview="基坑长186 m、宽42 m，开挖深度9.8～11.6 m，采用钻孔灌注桩+两道混凝土内支撑，三轴搅拌桩止水。"
        * 2,
        topics=tuple(TopicRow(text=t, conclusion=c, note=n) for t, c, n in TOPICS),
        parts=tuple(
            PartRow(
                text=t,
                tick="缺" if t == "验收要求" else "有",
                remark="未列换撑验收" if t == "验收要求" else "",
            )
            for t in PARTS
        ),
        defect_groups=("通用", "基坑工程"),
        defects_checked=23,
        defects_found=(),
        defects_decided=(
            DefectRow(
                code="J04",
                text="基坑支护结构未按最不利工况计算，或计算工况与施工顺序不一致。",
                result="不存在",
                reason="计算书附录C已按换撑顺序计算，图纸遗漏标注，不构成严重缺陷。",
            ),
        ),
        defects_not_applicable=("J07", "J08", "M01", "M02", "M03"),
        assessment="方案编制内容基本完整，支护体系选型合理，计算参数取值总体符合勘察报告，按下列意见修改完善后可以指导施工。",
        items=items_rows(),
        advice="建议增设坑外水位自动化监测。",
        verdict="修改后通过",
        verdict_reason="",
        rereview_by="leader",
        nodes=nodes_rows(),
        signers=signers_rows(),
        reservations=(ReservationRow(expert="王样六", text="建议第二道支撑改为钢支撑，便于换撑。"),),
    )


@pytest.fixture
def stop_rows() -> StopRecord:
    return StopRecord(
        head=head(),
        planned="2026-11-20 10:00",
        stopped="2026-11-20 10:30",
        kind="开会前",
        missing=(
            MissingRow(
                check="C20",
                subject="专家",
                who=LONG,
                unit="样例建筑设计研究院有限公司",
                clause="XJ-三（二）1",
            ),
            MissingRow(
                check="C28",
                subject="项目总监理工程师",
                who="样员13",
                unit="样例工程监理咨询有限公司",
                clause="XJ-三（二）5",
            ),
        ),
        reason="一名专家及总监理工程师未到，等候30分钟仍未到齐。",
        decider="样核一",
        decider_role="建设单位核对人",
        decider_picture="decider",
        resumed="2026-11-20 11:20",
        outcome="resumed",
        came=tuple(
            CameRow(person=row.person, name=row.name, unit=row.unit, came=row.came, picture=row.person)
            for row in experts()[:6]
        ),
        sent="",
    )


@pytest.fixture
def ink() -> bytes:
    picture = Image.new("RGBA", (840, 420), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    points = [(60, 300), (180, 80), (250, 330), (380, 100), (470, 300), (560, 140), (650, 310), (790, 120)]
    pen.line(points, fill=(15, 15, 40, 255), width=11, joint="curve")
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
