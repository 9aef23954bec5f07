"""Gallery pages that look like screens: check-in, crowds, signing, the wall."""

from __future__ import annotations

from typing import Literal, cast

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Action,
    AnswerBanner,
    Button,
    Chip,
    ChipButton,
    CountTile,
    FindingCard,
    GroupPanel,
    Kind,
    Level,
    Person,
    SearchBox,
    SignaturePad,
    State,
    Surface,
    WrapLabel,
)
from ui.gallery_frame import EXPERTS, GONE, HERE, LONG_NAME, TODO, frame


def _units() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.M)
    units = (
        ("建设 · 监理", (("周样六", "建设单位项目负责人", "08:39"), ("吕样七", "项目总监理工程师", "08:55"))),
        ("总承包", (("郑样九", "技术负责人（委托书 08）", "08:44"), ("专职安全员", "高样乙　未到", ""))),
        (
            "勘察 · 设计",
            (("韩样丙", "勘察项目技术负责人", "08:51"), ("唐样丁", "设计项目技术负责人", "08:53")),
        ),
    )
    for title, people in units:
        panel = GroupPanel(title, compact=True)
        panel.set_people(
            Person(f"{title}{i}", name, second, at, HERE if at else GONE)
            for i, (name, second, at) in enumerate(people)
        )
        row.addWidget(panel, 1)
    panel.set_foot("分包：不涉及（理由已记录）")
    return row


def _findings() -> tuple[FindingCard, ...]:
    return (
        FindingCard(
            Level.MUST,
            "专家 马样五 未到场",
            "本规则要求抽取的 7 名专家全部到场。",
            "新疆 三（二）1　C20",
            (Action("call", "联系 / 登记请假"), Action("stop", "停止论证会")),
        ),
        FindingCard(
            Level.MUST, "总承包专职安全员未到场", "", "新疆 三（二）4　C26", (Action("go", "去登记"),)
        ),
        FindingCard(Level.ALLOW, "监理单位缺 1 人", "可由总监确认后放行。", "三（二）5　C27"),
        FindingCard(Level.HINT, "委托书晚于会前 1 个工作日", "", "新疆 三（二）　C08 · 需建设单位确认"),
    )


def checkin() -> QWidget:
    window, content = frame(
        1,
        "一期地下室深基坑支护及土方开挖专项施工方案",
        "样例工程 · 会议号 XJ-2026-0413 · 方案 v2 · 第三会议室",
    )
    left = QVBoxLayout()
    left.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
    left.setSpacing(Space.M)
    search = SearchBox("扫描胸牌，或输入姓名、拼音首字母（如 wjg）、单位")
    search.add_chip(ChipButton("摄像头"))
    search.add_chip(Chip("扫码枪就绪", Tone.BRAND))
    left.addWidget(search)
    experts = GroupPanel("专家组", "全体专家到场方可开会　三（二）1")
    experts.set_people(EXPERTS)
    left.addWidget(experts)
    left.addLayout(_units(), 1)
    content.addLayout(left, 1)
    side = Surface("side")
    side.setFixedWidth(344)
    banner = AnswerBanner()
    banner.set_answer("不得开会", "还有 3 项未满足", State.BLOCK)
    side.add(banner)
    for finding in _findings():
        side.add(finding)
    side.box.addStretch(1)
    side.add(Button("建设单位核对签认"))
    start = Button("宣布开会", Kind.PRIMARY)
    start.set_blocked("还有 3 项必须先满足，见上面三张卡片。")
    side.add(start)
    content.addWidget(side)
    return window


def people() -> QWidget:
    window, content = frame(
        1, "超长名称：" + "某某综合交通枢纽换乘中心及配套地下空间" * 2 + "深基坑支护专项施工方案", "样例工程"
    )
    box = QVBoxLayout()
    box.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
    box.setSpacing(Space.M)
    extreme = GroupPanel("名字很长的人", "不裁切任何一个字")
    extreme.set_people(
        (
            Person(
                "a",
                LONG_NAME,
                "新疆维吾尔自治区某某岩土工程勘察设计研究院有限公司 · 正高级工程师",
                "08:41",
                HERE,
                leader=True,
            ),
            Person("b", "买买提", "", "", GONE),
            Person("c", "Alexander-Konstantinopolskij Schmidt-Rottluff", "ext. adviser", "08:59", TODO),
            Person("d", "王", "未到", "", GONE),
        )
    )
    box.addWidget(extreme)
    crowd = GroupPanel("列席", "120 人，在本组内滚动")
    crowd.set_people(
        Person(
            f"p{i}",
            f"样例人{i:03d}",
            "旁听 · 样例公司",
            "" if i % 9 == 0 else "08:30",
            GONE if i % 9 == 0 else HERE,
        )
        for i in range(120)
    )
    box.addWidget(crowd, 1)
    content.addLayout(box, 1)
    return window


def sign() -> QWidget:
    window, content = frame(
        4, "专家签字　3 / 7", "论证报告 第 2 稿 · 内容指纹 7c41 9e02 a5d8 · 任何改动将使已有签名失效"
    )
    box = QVBoxLayout()
    box.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
    box.setSpacing(Space.M)
    pad = SignaturePad()
    pad.setObjectName("pad")
    box.addWidget(pad, 1)
    row = QHBoxLayout()
    row.setSpacing(Space.M)
    row.addWidget(Button("撤一笔"))
    row.addWidget(Button("重写"))
    row.addWidget(Button("拒绝签字 / 保留意见", Kind.DANGER))
    row.addStretch(1)
    row.addWidget(Button("确认签名", Kind.PRIMARY))
    box.addLayout(row)
    content.addLayout(box, 1)
    return window


def wall() -> QWidget:
    window = QWidget()
    window.setObjectName("gallery")
    box = QVBoxLayout(window)
    box.setContentsMargins(44, 44, 44, 44)
    box.setSpacing(22)
    for distance, answer, sub, state in (
        ("wall", "等候开会", "还差：专家 1 人，总承包 1 人", State.BLOCK),
        ("door", "请进", "阿依努尔·买买提　专家 · 结构 · 乙大学", State.PRESENT),
    ):
        banner = AnswerBanner(cast('Literal["wall", "door"]', distance))
        banner.set_answer(answer, sub, state)
        box.addWidget(banner)
    row = QHBoxLayout()
    row.setSpacing(16)
    for label, here, due in (
        ("专家", 6, 7),
        ("建设", 1, 1),
        ("勘察", 1, 1),
        ("设计", 1, 1),
        ("总承包", 4, 5),
        ("监理", 12, 12),
    ):
        tile = CountTile(label)
        tile.set_count(here, due)
        row.addWidget(tile)
    box.addLayout(row)
    box.addWidget(WrapLabel("尚未到场：马样五（专家）、专职安全员（总承包）", Type.ANSWER))
    box.addStretch(1)
    return window
