"""Draw every widget, plain and with extreme data, in both schemes, at 1366×768 and 1920×1080.

python tests/ui/gallery.py OUT_DIR [page …]      (QT_QPA_PLATFORM=offscreen, or a display)
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, cast

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui import i18n, theme
from app.ui.theme import Space, Tone, Type
from app.ui.widgets import (
    Action,
    AnswerBanner,
    Button,
    Candidate,
    Chip,
    ChipButton,
    Choice,
    Column,
    CountTile,
    EditableList,
    EmptyState,
    FailedState,
    FindingCard,
    FlowLayout,
    FormRow,
    GroupPanel,
    IdentifyDialog,
    Kind,
    Level,
    LoadingState,
    Notice,
    Person,
    Row,
    SearchBox,
    Segment,
    Segments,
    SignaturePad,
    Stage,
    StageRail,
    StageState,
    State,
    StateMark,
    Surface,
    TextArea,
    TextField,
    Tick,
    TitledCard,
    Toast,
    TopBar,
    WrapLabel,
    prepare_pens,
    seven_stages,
    word_of,
)

LONG_NAME = "阿依努尔·买买提·吐尔逊江·阿卜杜热依木·喀迪尔·麦麦提敏"
HERE, GONE, TODO = State.PRESENT, State.MISSING, State.ATTENTION


def _now() -> datetime:
    return datetime(2026, 11, 20, 1, 7, tzinfo=UTC)


def _stages(current: int) -> tuple[Stage, ...]:
    def state(i: int) -> StageState:
        return StageState.DONE if i < current else StageState.CURRENT if i == current else StageState.LOCKED

    reason = "先宣布开会，才能进入论证。"
    return tuple(Stage(s.key, s.label, state(i), reason) for i, s in enumerate(seven_stages()))


def _frame(current: int, title: str, sub: str) -> tuple[QWidget, QHBoxLayout]:
    """The window all screens share: rail, bar, and a place for the content."""
    window = QWidget()
    window.setObjectName("gallery")
    rail = StageRail()
    rail.set_stages(_stages(current))
    rail.set_shown(_stages(current)[current].key)
    bar = TopBar(_now)
    bar.set_meeting(title, sub)
    bar.set_pack("新疆规则 · 2024-04-01")
    bar.set_sync("未上报 12 条 · 无网络")
    content = QHBoxLayout()
    content.setContentsMargins(0, 0, 0, 0)
    content.setSpacing(0)
    right = QVBoxLayout()
    right.setSpacing(0)
    right.addWidget(bar)
    right.addLayout(content, 1)
    outer = QHBoxLayout(window)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.setSpacing(0)
    outer.addWidget(rail)
    outer.addLayout(right, 1)
    return window, content


EXPERTS = (
    Person("1", "吴建龚", "组长 · 岩土 · 甲院", "08:41", HERE, leader=True),
    Person("2", "阿依努尔·买买提", "结构 · 乙大学", "08:43", HERE),
    Person("3", "陈样一", "岩土 · 丙所", "08:46", HERE),
    Person("4", "林样二", "施工 · 丁公司", "08:50", HERE),
    Person("5", "何样三", "监测 · 戊院", "08:52", HERE),
    Person("6", "孙样四", "回避声明待签", "08:58", TODO),
    Person("7", "马样五", "岩土 · 己公司　未到", "", GONE, hint="电话无人接听，09:02 已记录。"),
)


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
    window, content = _frame(
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
    window, content = _frame(
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


def controls() -> QWidget:
    window, content = _frame(3, "控件", "按钮、标签、状态、输入")
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
    window, content = _frame(4, "列表与空状态", "可编辑的行、空、读取中、失败")
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


def sign() -> QWidget:
    window, content = _frame(
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


STYLUS = QPointingDevice(
    "gallery pen",
    7,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
    1,
    1,
    "",
    QPointingDeviceUniqueId(),
)
HE = (
    # 何, as fractions of the pad, with pressures
    ((0.28, 0.30, 0.5), (0.26, 0.42, 0.6), (0.22, 0.58, 0.3)),
    ((0.255, 0.45, 0.5), (0.255, 0.60, 0.6), (0.257, 0.80, 0.7)),
    ((0.33, 0.36, 0.4), (0.42, 0.345, 0.6), (0.52, 0.32, 0.5)),
    ((0.35, 0.47, 0.4), (0.352, 0.55, 0.5), (0.36, 0.64, 0.5)),
    ((0.35, 0.47, 0.5), (0.41, 0.455, 0.6), (0.415, 0.52, 0.5), (0.41, 0.62, 0.4)),
    ((0.36, 0.63, 0.4), (0.39, 0.62, 0.5), (0.41, 0.61, 0.4)),
    ((0.48, 0.34, 0.5), (0.485, 0.55, 0.7), (0.482, 0.80, 0.8), (0.455, 0.74, 0.1)),
    ((0.60, 0.38, 0.3), (0.66, 0.34, 0.7), (0.72, 0.33, 0.4)),
    ((0.61, 0.52, 0.3), (0.66, 0.49, 0.7), (0.70, 0.49, 0.4)),
    ((0.57, 0.72, 0.3), (0.68, 0.66, 0.8), (0.79, 0.65, 0.5)),
)


def write(pad: SignaturePad) -> None:
    """Write 何三 with a stylus, real events, forty a stroke."""
    kinds = QEvent.Type
    for stroke in HE:
        count = 40
        for i in range(count + 1):
            u = i / count * (len(stroke) - 1)
            k = min(int(u), len(stroke) - 2)
            a, b = stroke[k], stroke[k + 1]
            x, y, p = (a[j] + (b[j] - a[j]) * (u - k) for j in range(3))
            at = QPointF(x * pad.width(), y * pad.height())
            kind = kinds.TabletPress if i == 0 else kinds.TabletRelease if i == count else kinds.TabletMove
            held = Qt.MouseButton.LeftButton
            event = QTabletEvent(
                kind,
                STYLUS,
                at,
                pad.mapToGlobal(at),
                p,
                0,
                0,
                0,
                0,
                0,
                Qt.KeyboardModifier.NoModifier,
                held,
                held,
            )
            QApplication.sendEvent(pad, event)


PAGES: dict[str, Callable[[], QWidget]] = {
    "checkin": checkin,
    "people": people,
    "controls": controls,
    "lists": lists,
    "sign": sign,
    "wall": wall,
}


def _dress(page: str, window: QWidget) -> None:
    """What only shows in use: ink, a hint, a toast, a sheet."""
    if page == "sign":
        write(cast("SignaturePad", window.findChild(SignaturePad, "pad")))
    if page == "checkin":
        cast("SearchBox", window.findChild(SearchBox)).setFocus()
    if page == "controls":
        cast("Button", window.findChild(Button, "blocked")).setFocus(Qt.FocusReason.TabFocusReason)
    if page == "lists":
        Toast.on(window).say("已保存：第 3 条意见。", State.PRESENT, action="撤销")


def shoot(out: Path, pages: tuple[str, ...]) -> None:
    """Draw and save the pages, and one with the sheet over it."""
    app = cast("QApplication", QApplication.instance())
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        theme.apply(app, scheme)
        for width, height in ((1366, 768), (1920, 1080)):
            for page in pages:
                window = PAGES[page]()
                window.resize(width, height)
                window.show()
                QTest.qWaitForWindowExposed(window)
                window.activateWindow()
                QTest.qWait(30)
                _dress(page, window)
                QTest.qWait(30)
                window.grab().save(str(out / f"{page}-{scheme}-{width}.png"))
                if page == "checkin" and width == 1366:
                    _sheet(window, out / f"sheet-{scheme}.png")
                window.close()


def _sheet(window: QWidget, path: Path) -> None:
    people = (
        Candidate("1", "吴建龚", "组长 · 岩土 · 甲院", "wjg"),
        Candidate("7", "马样五", "岩土 · 己公司", "myw"),
    )
    sheet = IdentifyDialog(window, people)
    sheet.people.setCurrentRow(1)
    sheet.open()
    QTest.qWait(50)
    screen = window.screen()
    if QApplication.platformName() == "offscreen":
        sheet.grab().save(str(path))
    else:
        screen.grabWindow(0).save(str(path))
    sheet.reject()


def main() -> None:
    """Run from the command line."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    prepare_pens()
    app = QApplication(sys.argv[:1])
    i18n.install(app)
    shoot(out, tuple(sys.argv[2:]) or tuple(PAGES))


if __name__ == "__main__":
    main()
