"""Gallery pages of single parts: states, buttons, messages, inputs, lists."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme import Space, Tone
from app.ui.widgets import (
    AnswerBanner,
    Button,
    Chip,
    Choice,
    Column,
    EditableList,
    EmptyState,
    FailedState,
    FlowLayout,
    FormRow,
    Kind,
    LoadingState,
    Notice,
    Row,
    Segment,
    Segments,
    State,
    StateMark,
    Surface,
    TextArea,
    TextField,
    Tick,
    TitledCard,
    WrapLabel,
    word_of,
)
from ui.gallery_frame import HERE, frame


def controls() -> QWidget:
    window, content = frame(3, "控件", "按钮、标签、状态、输入")
    left = QVBoxLayout()
    left.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
    left.setSpacing(Space.M)
    left.addWidget(_marks())
    left.addWidget(_buttons())
    left.addWidget(_banners())
    left.addStretch(1)
    content.addLayout(left, 3)
    content.addWidget(_form(), 2)
    return window


def _marks() -> QWidget:
    card = TitledCard("状态", "形状 + 词 + 颜色")
    row = QWidget()
    flow = FlowLayout(row, gap=Space.L)
    for state in State:
        item = QWidget()
        line = QHBoxLayout(item)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(StateMark(state))
        line.addWidget(WrapLabel(word_of(state)))
        flow.addWidget(item)
    card.add(row)
    chips = QWidget()
    flow = FlowLayout(chips)
    for text, tone, mark in (
        ("吴建龚 11:24", Tone.PRESENT, HERE),
        ("何样三 签字中", Tone.BRAND, None),
        ("林样二", Tone.NEUTRAL, None),
        ("超期 2 天", Tone.WARNING, State.WARNING),
        ("无网络", Tone.BLOCK, State.BLOCK),
    ):
        flow.addWidget(Chip(text, tone, state=mark))
    card.add(chips)
    return card


def _buttons() -> QWidget:
    card = TitledCard("按钮")
    row = QWidget()
    flow = FlowLayout(row, gap=Space.M)
    flow.addWidget(Button("确认签名", Kind.PRIMARY))
    flow.addWidget(Button("撤一笔", icon_name="undo"))
    flow.addWidget(Button("拒绝签字 / 保留意见", Kind.DANGER))
    flow.addWidget(Button("打印", Kind.QUIET, icon_name="print"))
    flow.addWidget(Button("去登记", Kind.LINK))
    busy = Button("封存", Kind.PRIMARY)
    busy.set_busy("正在写入…")
    flow.addWidget(busy)
    blocked = Button("宣布开会", Kind.PRIMARY)
    blocked.setObjectName("blocked")
    blocked.set_blocked("还有 3 项必须先满足：专家 马样五 未到场；专职安全员未到场；回避声明未签。")
    flow.addWidget(blocked)
    card.add(row)
    return card


def _banners() -> QWidget:
    card = TitledCard("答案与消息")
    row = QHBoxLayout()
    for answer, sub, state in (
        ("可以开会", "全部满足", State.PRESENT),
        ("不得开会", "还有 3 项未满足", State.BLOCK),
        ("尚缺放行", "1 项可由总监放行", State.ATTENTION),
    ):
        banner = AnswerBanner()
        banner.set_answer(answer, sub, state)
        row.addWidget(banner)
    card.box.addLayout(row)
    card.add(
        Notice(
            "专家对论证报告负责。对违反强制性标准或存在明显安全隐患的方案签署“通过”或“修改后通过”的，终止专家资格。",
            State.WARNING,
            clause="新疆 二（四）3",
        )
    )
    card.add(
        Notice("上次同步 08:30。无网络，事实都已存在本机。", State.NOTE, action="现在同步", closable=True)
    )
    card.add(Notice("磁盘已满，这一条没有保存。请腾出空间后重试。", State.BLOCK, action="重试"))
    return card


def _form() -> QWidget:
    side = Surface("side")
    name = TextField("陈样一")
    side.add(FormRow("姓名", name, required=True))
    wrong = FormRow("统一社会信用代码", TextField("91650100MA0EXAMPL"), "18 位，含校验位")
    wrong.set_error("少一位：应为 18 位。请对照营业执照重填。")
    side.add(wrong)
    side.add(FormRow("规则", Choice((("xj", "新疆规则 2024-04-01"), ("gj", "国家规则 2018-37 号文")))))
    verdict = Segments(
        (
            Segment("pass", "通过", Tone.PRESENT),
            Segment("revise", "修改后通过", Tone.WARNING),
            Segment("fail", "不通过", Tone.BLOCK, ""),
        )
    )
    verdict.set_key("revise")
    side.add(FormRow("论证结论", verdict, required=True))
    side.add(
        FormRow(
            "意见",
            TextArea("补充第二道支撑拆除前的换撑验算，给出换撑混凝土强度要求。\n监测点加密至间距 15 m。"),
            "写给施工单位看的话",
        )
    )
    side.add(Tick("已核对本人与证件照片", checked=True))
    side.add(Tick("本人与本工程无利害关系"))
    side.box.addStretch(1)
    return side


def lists() -> QWidget:
    window, content = frame(4, "列表与空状态", "可编辑的行、空、读取中、失败")
    grid = QGridLayout()
    grid.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
    grid.setSpacing(Space.M)
    points = EditableList(
        (Column("位置", width=120), Column("意见", 3), Column("级别", width=60)), "添加一条意见"
    )
    points.set_rows(
        (
            Row(
                "1",
                (
                    "第 4.3 节、图 7",
                    "补充第二道支撑拆除前的换撑验算，给出换撑混凝土强度要求（≥ 80 % 设计强度）。",
                    "必须",
                ),
            ),
            Row(
                "2",
                ("第 6.2 节", "监测点加密至间距 15 m，明确报警值及停工条件。", "必须"),
                "已有签名引用此行，不能再改。",
            ),
            Row("3", ("附录 B", "补充坑边 2 m 内堆载限值标识牌布置图。", "建议")),
        )
    )
    grid.addWidget(points, 0, 0, 1, 2)
    none = EditableList(
        (Column("关键节点", 1), Column("验收人", 1)),
        "添加节点",
        "还没有关键节点。",
        "方案通过前至少要有一个。",
    )
    none.set_rows(())
    grid.addWidget(none, 1, 0)
    for place, state in enumerate(  # beside the empty list
        (
            EmptyState("今天没有会议", "从主管部门下载会议包，或打开 U 盘里的会议包。", "打开会议包"),
            FailedState("会议包读不出来", "第 3 行缺少建设单位。请让发出方重新导出。", "换一个文件"),
        )
    ):
        card = Surface("card")
        card.add(state, 1)
        grid.addWidget(card, 1, 1 + place)
    loading = LoadingState("正在读取会议包…", "停止")
    loading.set_progress(3, 7)
    loading.say_slow()
    card = Surface("card")
    card.add(loading, 1)
    grid.addWidget(card, 0, 2)
    content.addLayout(grid, 1)
    return window
