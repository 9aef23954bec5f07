from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme import Size, Type
from app.ui.widgets import (
    Action,
    AnswerBanner,
    Button,
    Candidate,
    Choice,
    Clock,
    Column,
    EditableList,
    FindingCard,
    FlowLayout,
    FormRow,
    GroupPanel,
    Identified,
    IdentifyDialog,
    Kind,
    Level,
    LoadingState,
    MomentField,
    Notice,
    NumberField,
    Person,
    PersonCard,
    Row,
    SearchBox,
    Segment,
    Segments,
    Sheet,
    Stage,
    StageRail,
    StageState,
    State,
    TextArea,
    TextField,
    Tick,
    Toast,
    WrapLabel,
    seven_stages,
)

LEFT = Qt.MouseButton.LeftButton
LONG = "阿依努尔·买买提·吐尔逊江·阿卜杜热依木·喀迪尔·麦麦提敏"


@pytest.fixture(autouse=True)
def _look(desk: QApplication) -> None:
    assert desk is not None
    KEPT.clear()


KEPT: list[QWidget] = []  # pytest-qt holds windows only weakly


def put(qtbot: QtBot, *widgets: QWidget, width: int = 500, height: int = 400) -> QWidget:
    """Show widgets in a window of their own."""
    window = QWidget()
    box = QVBoxLayout(window)
    for widget in widgets:
        box.addWidget(widget)
    window.resize(width, height)
    qtbot.addWidget(window)
    KEPT.append(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def bubble(window: QWidget) -> QWidget | None:
    found = window.findChild(QWidget, "hint-bubble")
    return found if found is not None and found.isVisible() else None


def test_a_blocked_button_says_why_and_does_nothing(qtbot: QtBot) -> None:
    other, button = Button("别的"), Button("宣布开会", Kind.PRIMARY)
    window = put(qtbot, other, button)
    clicks: list[int] = []
    button.clicked.connect(lambda: clicks.append(1))
    button.set_blocked("还有 3 项未满足")
    other.setFocus()
    assert bubble(window) is None
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button.hasFocus()
    shown = bubble(window)
    assert shown is not None
    assert shown.property("text") is None
    QTest.mouseClick(button, LEFT)
    QTest.keyClick(button, Qt.Key.Key_Space)
    QTest.keyClick(button, Qt.Key.Key_Return)
    button.click()
    assert clicks == []
    assert button.accessibleDescription() == "还有 3 项未满足"
    button.set_blocked("")
    assert bubble(window) is None
    QTest.mouseClick(button, LEFT)
    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert clicks == [1, 1, 1]


def test_assistive_technology_cannot_press_a_blocked_button(qtbot: QtBot) -> None:
    button = Button("封存")
    put(qtbot, button)
    clicks: list[int] = []
    button.clicked.connect(lambda: clicks.append(1))
    interface = QAccessible.queryAccessibleInterface(button)
    assert interface is not None
    actions = interface.actionInterface()
    assert actions is not None
    press = QAccessibleActionInterface.pressAction()
    button.set_busy("正在写入…")
    actions.doAction(press)
    qtbot.wait(150)  # animateClick releases after 100 ms
    assert clicks == []
    button.set_busy("")
    actions.doAction(press)
    qtbot.waitUntil(lambda: clicks == [1])


def test_busy_keeps_the_size(qtbot: QtBot) -> None:
    button = Button("正在写入一件事", Kind.PRIMARY)
    put(qtbot, button)
    before = button.sizeHint()
    button.set_busy("写…")
    assert button.sizeHint() == before
    assert not button.is_free()


@pytest.mark.parametrize("width", [150, 210, 400])
def test_a_long_name_is_never_cut(qtbot: QtBot, width: int) -> None:
    card = PersonCard(Person("1", LONG, "新疆某某研究院 · 正高级工程师", "08:41", State.PRESENT, leader=True))
    qtbot.addWidget(card)
    card.resize(width, card.heightForWidth(width))
    name, name_height, _, second_height = card._text(width)
    assert sum(name.lineAt(i).textLength() for i in range(name.lineCount())) == len(name.text())
    assert name.text().replace("\u2060", "") == LONG
    assert all(name.lineAt(i).naturalTextWidth() <= width - 60 for i in range(name.lineCount()))
    assert name_height + second_height <= card.height()
    assert LONG in card.accessibleName()
    assert "组长" in card.accessibleName()
    assert "已到" in card.accessibleName()


def test_a_label_breaks_inside_a_word_rather_than_cut(qtbot: QtBot) -> None:
    label = WrapLabel("7c419e02a5d8" * 6)
    qtbot.addWidget(label)
    assert label.heightForWidth(120) > 4 * Type.BASE
    assert label.heightForWidth(4000) < 2 * Type.BASE


def people(*states: State) -> list[Person]:
    return [Person(str(i), f"样例{i}", state=state) for i, state in enumerate(states)]


def keys(panel: GroupPanel) -> list[str]:
    return [card.person().key for card in panel.grid.cards()]


def test_missing_people_come_first_and_are_counted(qtbot: QtBot) -> None:
    panel = GroupPanel("专家组")
    put(qtbot, panel)
    panel.set_people(people(State.PRESENT, State.MISSING, State.ATTENTION, State.PRESENT, State.MISSING))
    assert keys(panel) == ["1", "4", "2", "0", "3"]
    assert panel.accessibleName() == "专家组：应到 5，实到 3，还差 2"


def test_nothing_moves_under_a_finger(qtbot: QtBot) -> None:
    panel = GroupPanel("专家组", settle_ms=120)
    put(qtbot, panel)
    panel.set_people(people(State.PRESENT, State.MISSING, State.MISSING))
    card = panel.card("2")
    assert card is not None
    qtbot.waitUntil(lambda: panel.area.verticalScrollBar().maximum() == 0)  # laid out
    QApplication.processEvents()
    place = card.geometry()
    chosen: list[str] = []
    panel.chosen.connect(chosen.append)
    QTest.mousePress(card, LEFT, pos=QPoint(20, 20))
    panel.set_people(people(State.MISSING, State.PRESENT, State.PRESENT))
    assert card.person().state is State.PRESENT  # the look changes at once
    qtbot.wait(200)  # longer than it takes to settle: still pressed
    assert card.geometry() == place
    QTest.mouseRelease(card, LEFT, pos=QPoint(20, 20))
    assert chosen == ["2"]
    assert card.geometry() == place
    qtbot.waitUntil(lambda: keys(panel) == ["0", "1", "2"])


def test_a_hundred_and_twenty_scroll_inside_their_group(qtbot: QtBot) -> None:
    panel = GroupPanel("列席")
    put(qtbot, panel, width=900, height=500)
    start = time.perf_counter()
    panel.set_people(Person(str(i), f"样例人{i}", "旁听", state=State.MISSING) for i in range(120))
    assert time.perf_counter() - start < 1.0
    qtbot.waitUntil(lambda: panel.area.verticalScrollBar().maximum() > 0)
    assert panel.height() <= 500
    last = panel.grid.cards()[-1]
    assert last.y() + last.height() <= panel.grid.height()


def test_people_keep_their_card_and_leave_with_it(qtbot: QtBot) -> None:
    panel = GroupPanel("专家组", settle_ms=0)
    put(qtbot, panel)
    panel.set_people(people(State.PRESENT, State.MISSING))
    card = panel.card("1")
    panel.set_people(people(State.PRESENT, State.PRESENT))
    assert panel.card("1") is card
    panel.set_people(people(State.PRESENT))
    assert panel.card("1") is None


def rail(qtbot: QtBot) -> tuple[StageRail, QWidget]:
    rail = StageRail()
    window = put(qtbot, rail, height=700)
    states = (StageState.DONE, StageState.CURRENT)
    rail.set_stages(
        tuple(
            Stage(s.key, s.label, states[i] if i < 2 else StageState.LOCKED, "先宣布开会。")
            for i, s in enumerate(seven_stages())
        )
    )
    return rail, window


def test_the_rail_is_walked_by_keyboard(qtbot: QtBot) -> None:
    stages, window = rail(qtbot)
    chosen: list[str] = []
    stages.chosen.connect(chosen.append)
    buttons = stages.buttons()
    assert [b.accessibleName() for b in buttons[:3]] == [
        "1 准备，已完成",
        "2 签到，进行中",
        "3 论证，尚未开放",
    ]
    buttons[0].setFocus()
    QTest.keyClick(buttons[0], Qt.Key.Key_Return)
    QTest.keyClick(buttons[0], Qt.Key.Key_Down)
    assert buttons[1].hasFocus()
    assert bubble(window) is None
    QTest.keyClick(buttons[1], Qt.Key.Key_Space)
    QTest.keyClick(buttons[1], Qt.Key.Key_Down)
    assert buttons[2].hasFocus()
    assert bubble(window) is not None  # locked: the reason shows on focus
    QTest.keyClick(buttons[2], Qt.Key.Key_Return)
    QTest.mouseClick(buttons[2], LEFT)
    assert chosen == ["prepare", "checkin"]
    assert buttons[2].accessibleDescription() == "先宣布开会。"


def test_a_finding_offers_its_actions_to_the_keyboard(qtbot: QtBot) -> None:
    card = FindingCard(
        Level.MUST,
        "专家 马样五 未到场",
        "缺一人",
        "三（二）1",
        (Action("call", "联系"), Action("stop", "停止", "先开会")),
    )
    put(qtbot, card)
    acted: list[str] = []
    card.acted.connect(acted.append)
    card.buttons["call"].setFocus()
    QTest.keyClick(card.buttons["call"], Qt.Key.Key_Return)
    QTest.mouseClick(card.buttons["stop"], LEFT)
    assert acted == ["call"]
    assert card.accessibleName() == "必须。专家 马样五 未到场。缺一人。三（二）1"


def test_the_answer_is_the_accessible_name(qtbot: QtBot) -> None:
    banner = AnswerBanner()
    qtbot.addWidget(banner)
    banner.set_answer("不得开会", "还有 3 项未满足", State.BLOCK)
    assert banner.accessibleName() == "不得开会。还有 3 项未满足"
    refused = banner.grab().toImage()
    banner.set_answer("可以开会", "", State.PRESENT)
    assert banner.answer() == "可以开会"
    assert banner.grab().toImage() != refused


def test_the_clock_is_beijing_time(qtbot: QtBot) -> None:
    moment = datetime(2026, 11, 19, 23, 59, 30, tzinfo=UTC)
    clock = Clock(lambda: moment)
    qtbot.addWidget(clock)
    assert clock.accessibleName() == "北京时间 11月20日 07:59"
    assert 30_000 <= clock._timer.interval() <= 30_100


def test_the_search_box_takes_a_scanner(qtbot: QtBot) -> None:
    box = SearchBox()
    put(qtbot, box)
    seen: list[str] = []
    typed: list[str] = []
    box.submitted.connect(seen.append)
    box.edited.connect(typed.append)
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    QTest.keyClicks(box.field, " HQ1:ABC ")
    QTest.keyClick(box.field, Qt.Key.Key_Return)
    assert seen == ["HQ1:ABC"]
    assert typed[-1] == " HQ1:ABC "


def test_a_decision_is_never_preset(qtbot: QtBot) -> None:
    choice = Segments(
        (Segment("pass", "通过"), Segment("fail", "不通过"), Segment("no", "弃权", reason="本阶段不能弃权"))
    )
    put(qtbot, choice)
    chosen: list[str] = []
    choice.chosen.connect(chosen.append)
    assert choice.key() == ""
    QTest.mouseClick(choice.buttons()[2], LEFT)
    assert choice.key() == ""
    QTest.mouseClick(choice.buttons()[1], LEFT)
    choice.buttons()[0].setFocus()
    QTest.keyClick(choice.buttons()[0], Qt.Key.Key_Return)
    assert chosen == ["fail", "pass"]
    assert choice.key() == "pass"
    assert all(button.height() >= Size.TOUCH for button in choice.buttons())


def test_a_form_row_names_and_explains_its_control(qtbot: QtBot) -> None:
    field = TextField()
    row = FormRow("姓名", field, "与证件一致", required=True)
    put(qtbot, row)
    assert field.accessibleName() == "姓名，必填"
    row.set_error("不能为空，请填写。")
    assert row.error() == "不能为空，请填写。"
    assert field.accessibleDescription() == "不能为空，请填写。"
    row.set_error("")
    assert row.error() == ""
    assert row.note.text() == "与证件一致"


def test_a_text_area_grows_and_ends(qtbot: QtBot) -> None:
    area = TextArea(least=2, most=6, longest=50)
    put(qtbot, area)
    small = area.height()
    area.setPlainText("\n".join("一二三四五"))
    qtbot.waitUntil(lambda: area.height() > small)
    tall = area.height()
    area.setPlainText("\n".join("一二三四五六七八九十"))
    assert area.height() < tall * 1.5
    area.setPlainText("长" * 80)
    assert len(area.toPlainText()) == 50


def test_a_list_asks_and_holds_nothing(qtbot: QtBot) -> None:
    rows = EditableList((Column("位置"), Column("意见", 3)), "添加", "还没有意见。")
    put(qtbot, rows)
    asked: list[str] = []
    rows.edit_asked.connect(lambda key: asked.append(f"edit {key}"))
    rows.remove_asked.connect(lambda key: asked.append(f"remove {key}"))
    rows.add_asked.connect(lambda: asked.append("add"))
    rows.set_rows(())
    assert rows.empty.isVisible()
    rows.set_rows((Row("a", ("附录 B", "补充")), Row("b", ("4.3", "换撑"), "已签名，不能再改。")))
    assert not rows.empty.isVisible()
    for index in (0, 1):
        for button in rows.row_buttons(index):
            assert button.accessibleName()
            QTest.mouseClick(button, LEFT)
    QTest.mouseClick(rows.add_button, LEFT)
    assert asked == ["edit a", "remove a", "add"]
    assert rows.count() == 2


def test_a_toast_passes_but_an_error_stays(qtbot: QtBot) -> None:
    window = put(qtbot, QLineEdit())
    toast = Toast.on(window)
    assert Toast.on(window) is toast
    toast._timer.setInterval(50)
    toast.say("已保存")
    assert toast.isVisible()
    qtbot.waitUntil(lambda: not toast.isVisible())
    toast.say("没有保存：磁盘已满。", State.BLOCK)
    qtbot.wait(120)
    assert toast.isVisible()
    QTest.mouseClick(toast.close_button, LEFT)
    assert not toast.isVisible()


def test_a_notice_offers_its_next_step(qtbot: QtBot) -> None:
    notice = Notice("无网络", State.WARNING, action="现在同步", closable=True)
    put(qtbot, notice)
    with qtbot.waitSignal(notice.acted):
        QTest.mouseClick(notice.action, LEFT)
    with qtbot.waitSignal(notice.closed):
        QTest.mouseClick(notice.close_button, LEFT)
    assert not notice.isVisible()


def test_loading_that_lasts_says_that_it_goes_on(qtbot: QtBot) -> None:
    loading = LoadingState("正在读取…")
    put(qtbot, loading)
    loading._slow.setInterval(10)
    loading._slow.start()
    qtbot.waitUntil(loading._next.isVisible)
    assert "仍在继续" in loading._next.text()


def test_a_sheet_begins_in_its_body_and_ends_at_the_primary(qtbot: QtBot) -> None:
    window = put(qtbot, QLineEdit(), width=900, height=600)
    sheet = Sheet(window, "改名", primary="保存")
    field = TextField()
    sheet.body.addWidget(field)
    sheet.open()
    qtbot.waitExposed(sheet)
    assert sheet.isModal()
    assert sheet.focusWidget() is field
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert sheet.focusWidget() is sheet.cancel
    QTest.keyClick(sheet.cancel, Qt.Key.Key_Tab)
    assert sheet.focusWidget() is sheet.primary
    with qtbot.waitSignal(sheet.accepted):
        QTest.keyClick(field, Qt.Key.Key_Return)
    sheet.open()
    with qtbot.waitSignal(sheet.rejected):
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert [c for c in window.children() if type(c).__name__ == "_Scrim" and c.isVisible()] == []  # type: ignore[attr-defined]  # Qt gives QObject


def test_identity_needs_person_digits_and_face(qtbot: QtBot) -> None:
    window = put(qtbot, QLineEdit(), width=900, height=600)
    dialog = IdentifyDialog(
        window, (Candidate("1", "吴建龚", "甲院", "wjg"), Candidate("7", "马样五", "己公司", "myw"))
    )
    dialog.open()
    assert dialog.primary.reason() == "请先选择是哪一位。"
    QTest.keyClicks(dialog.search, "myw")
    assert dialog.people.count() == 1
    assert dialog.primary.reason() == "请输入证件号码后四位。"
    QTest.keyClicks(dialog.four, "12a3x9")
    assert dialog.four.text() == "123x"
    assert dialog.primary.reason() == "请核对本人与证件照片，并勾选。"
    dialog.accept()
    assert dialog.isVisible()
    QTest.mouseClick(dialog.tick, LEFT)
    with qtbot.waitSignal(dialog.accepted):
        QTest.mouseClick(dialog.primary, LEFT)
    assert dialog.identified() == Identified("7", "123X", face_compared=True)


def test_a_choice_is_not_changed_by_the_wheel_and_knows_its_key(qtbot: QtBot) -> None:
    choice = Choice((("a", "甲"), ("b", "乙")))
    qtbot.addWidget(choice)
    choice.set_key("b")
    assert choice.key() == "b"
    choice.set_key("nobody")
    assert choice.key() == ""


def test_a_tick_is_pressed_anywhere(qtbot: QtBot) -> None:
    tick = Tick("已核对本人与证件照片")
    put(qtbot, tick)
    QTest.mouseClick(tick, LEFT, pos=QPoint(tick.width() - 5, tick.height() // 2))
    assert tick.isChecked()
    QTest.keyClick(tick, Qt.Key.Key_Return)
    assert not tick.isChecked()


def test_a_flow_wraps_and_asks_for_the_height(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    flow = FlowLayout(box, gap=10)
    for _ in range(6):
        flow.addWidget(Button("按钮"))
    one = flow.heightForWidth(5000)
    assert one == Size.TOUCH
    assert flow.heightForWidth(200) >= 2 * Size.TOUCH + 10
    assert flow.takeAt(99) is None


def test_a_moment_is_typed_in_beijing_time(qtbot: QtBot) -> None:
    field = MomentField(datetime(2026, 11, 20, 1, 7, tzinfo=UTC))
    put(qtbot, field)
    assert field.text() == "2026-11-20 09:07"
    field.setDateTime(field.dateTime().addSecs(3600))
    assert field.moment() == datetime(2026, 11, 20, 2, 7, tzinfo=UTC)
    with pytest.raises(ValueError, match="zone"):
        field.set_moment(datetime(2026, 11, 20, 9, 7))  # noqa: DTZ001 - what is refused


def test_a_number_stays_in_its_bounds(qtbot: QtBot) -> None:
    field = NumberField(7, 5, 15, "人")
    put(qtbot, field)
    field.setValue(99)
    assert field.value() == 15
    assert field.text() == "15 人"
    assert field.height() >= Size.TOUCH
