"""What the people of a meeting do at the desk, one after the other: every step is theirs, by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QListWidget, QWidget

from app.ui.host_identity import IdentitySheet
from app.ui.stages.checkin_arrive import ArriveSheet
from app.ui.widgets import Segments
from journeys import ink
from journeys.hand import Hand, can_press
from journeys.house import House

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "resources" / "samples" / "xinjiang" / "plan.pdf"
EXPERTS = ("e1", "e2", "e3", "e4", "e5", "e6", "e7")
SEARCH = "扫描胸牌，或输入姓名"
FOUR = "证件号码后四位"
COMPARED = "已核对本人与证件照片"


class People:
    """Everybody at the desk."""

    def __init__(self, house: House, album: Path | None = None) -> None:
        self.house = house
        self.hand: Hand = house.hand
        self.album = album

    def shot(self, name: str) -> None:
        """Keep a picture of what is on the screen."""
        if self.album is not None:
            self.hand.shot(self.album / f"{name}.png")

    # --- home ----------------------------------------------------------------------------------------

    def set_node(self, url: str) -> None:
        """The address of the central node, in the settings."""
        self.hand.click("设置")
        self.hand.fill("中心节点地址", url)
        self.shot("02-settings")
        self.hand.click("保存")

    def fetch(self) -> None:
        """Take the meeting of the day from the central node."""
        self.hand.click("从中心节点取会议…")
        self.hand.see("从中心节点取会议")
        self.shot("03-from-node")
        self.hand.click("导入此会议")
        self.hand.wait(lambda: self.house.window.shell and self.house.shell.store.view, "the meeting")
        self.hand.settle()

    # --- who is it -------------------------------------------------------------------------------------

    def identify(self, person: str) -> None:
        """Show the identity document: person, last four, face compared."""
        hand = self.hand
        hand.wait(lambda: isinstance(hand.front(), IdentitySheet), "somebody to be identified")
        name = self.house.name(person)
        if hand.look("是哪一位？，必填"):  # not asked where only one can be meant
            hand.fill("是哪一位", name)
        assert hand.only(QListWidget).currentItem().text().startswith(name)
        hand.fill(FOUR, self.house.last_four(person))
        hand.click(COMPARED)
        hand.click("身份无误")

    # --- 准备 ----------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Compare the plan, confirm the printing, start check-in."""
        self.shot("04-prepare")
        self.hand.choose_file("打开方案文件…", PLAN)
        self.hand.see("会上文件与上传版本一致")
        self.hand.click("都已具备")
        self.shot("05-prepared")
        self.hand.click("开始签到")
        self.shot("06-notice")
        self.hand.click("已告知，开始签到")

    # --- 签到 ----------------------------------------------------------------------------------------

    def find(self, words: str) -> None:
        """Search at the door and take the first."""
        self.hand.fill(SEARCH, words)
        self.hand.key(Qt.Key.Key_Return)
        self.hand.settle()
        assert isinstance(self.hand.front(), ArriveSheet), self.hand.seen()

    def arrive(self, person: str, search: str = "", sign: ink.Tool | None = None) -> None:
        """One person checks in; ``sign`` on the pad, or on the paper sheet."""
        self.find(search or self.house.name(person))
        self.hand.fill(FOUR, self.house.last_four(person))
        self.hand.click(COMPARED)
        self.hand.click("签到")
        if sign is None:
            self.hand.click("在纸质签到表上签")
        else:
            sign(self.hand.pad())
            self.hand.click("确认签名")

    def declare(self, sign: ink.Tool) -> None:
        """The expert who has just come in declares that he has no interest."""
        self.hand.click("无利害关系")
        sign(self.hand.pad())
        self.hand.click("确认声明")

    def arrive_by_keyboard(self, person: str, initials: str) -> None:
        """Check-in and declaration without a mouse; only the names are drawn."""
        hand = self.hand
        hand.tab_to(SEARCH)
        hand.keys(initials)
        self.shot("08-search")
        hand.key(Qt.Key.Key_Return)
        hand.settle()
        assert isinstance(hand.front(), ArriveSheet), hand.seen()
        hand.keys(self.house.last_four(person))
        hand.tab_to(COMPARED)
        hand.key(Qt.Key.Key_Space)
        self.shot("09-arrive")
        hand.tab_to("签到")
        hand.key(Qt.Key.Key_Return)
        hand.settle()
        ink.pen(hand.pad())
        self.shot("10-signature")
        hand.tab_to("确认签名")
        hand.key(Qt.Key.Key_Return)
        hand.settle()
        hand.tab_to("无利害关系")
        hand.key(Qt.Key.Key_Space)
        ink.pen(hand.pad())
        self.shot("11-declaration")
        hand.tab_to("确认声明")
        hand.key(Qt.Key.Key_Return)
        hand.settle()

    def elect(self, leader: str) -> None:
        """The experts present elect their leader with one voice."""
        name = self.house.name(leader)
        self.hand.click("推选组长")
        self.hand.choose("选择人选", name)
        self.hand.click("到场专家一致推选")
        self.shot("13-election")
        self.hand.click(f"登记：{name} 当选组长")

    def verify(self) -> None:
        """The owner's verifier checks all proofs and signs."""
        self.hand.click("建设单位核对签认")
        self.shot("14-identify")
        self.identify("owner-verifier")
        self.hand.click("其余全部符合")
        self.shot("15-proofs")
        self.hand.click("记录核对结果")
        ink.finger(self.hand.pad())
        self.shot("16-verification")
        self.hand.click("签认")

    def open_meeting(self) -> None:
        """The host opens."""
        self.hand.click("宣布开会")
        self.identify("host")

    # --- 论证 ----------------------------------------------------------------------------------------

    def topics(self) -> None:
        """Three topics and nine parts, recorded by the leader."""
        self.hand.click("论证内容与九项")
        asked = (
            "专项施工方案内容是否完整、可行",
            "专项施工方案计算书和验算依据、施工图是否符合有关标准规范",
            "专项施工方案是否满足现场实际情况，并能够确保施工安全",
        )
        for text, answer in zip(asked, ("符合", "基本符合", "符合"), strict=True):
            self.hand.click(answer, inside=self.hand.see(text, Segments))
        self.hand.fill("第 2 项说明", "换撑阶段验算需补充。")
        self.hand.click("其余均为“有”")
        self.shot("20-topics")
        self.hand.click("组长确认并记录")
        self.identify("e1")

    def defects(self) -> None:
        """Every expert answers for himself, then the leader decides."""
        for expert in (*EXPERTS[1:], EXPERTS[0]):
            self.hand.click("进度")
            self.hand.click(f"{self.house.name(expert)}，核查")
            self.identify(expert)
            self.hand.click("其余均不存在")
            self.hand.click("提交我的核查")
        self.hand.click("严重缺陷")
        self.hand.click("组长确定")
        self.hand.click("其余按专家一致意见")
        self.shot("21-defects-decided")
        self.hand.click("确定")
        self.shot("22-defects")

    def forms(self) -> None:
        """Every expert's own opinion."""
        self.hand.click("个人意见")
        for number, expert in enumerate((*EXPERTS[1:], EXPERTS[0])):
            self.hand.click(f"个人审查意见表：{self.house.name(expert)}")
            self.identify(expert)
            self.hand.click("修改后通过")
            self.hand.fill("审查意见", "支护选型合理，同意按修改意见完善后用于施工。")
            (ink.pen if number % 2 else ink.mouse)(self.hand.pad())
            if not number:
                self.shot("23-form")
            self.hand.click("签名并提交")
        self.shot("24-forms")

    # --- 结论 ----------------------------------------------------------------------------------------

    def write_words(self) -> None:
        """The leader's assessment and advice."""
        self.hand.click("去提出结论")
        self.shot("30-verdict")
        text = "方案内容完整，基坑支护选型合理，计算依据充分，经修改后可用于指导施工。"
        self.hand.fill("专家组对方案的总体看法", text)
        self.hand.fill("建议（非强制）", "补充坑边 2 m 内堆载限值标识牌布置图。")
        self.hand.click("组长确认并记录")

    def item(self, place: str, problem: str, requirement: str, basis: str, expert: str) -> None:
        """One point to be changed."""
        self.hand.click("添加一条意见")
        self.hand.fill("方案位置", place)
        self.hand.fill("问题", problem)
        self.hand.fill("写明做什么", requirement)
        self.hand.fill("标准及条款", basis)
        self.hand.choose("专家", self.house.name(expert))
        self.shot("31-item")
        self.hand.click("记录这条意见")

    def key_node(self, usual: str, content: str, day: str) -> None:
        """One key node, taken from the usual ones."""
        self.hand.click(f"带入节点 {usual}")
        self.hand.fill("检查、验收内容与标准", content)
        self.hand.fill("预计时间", day)
        self.hand.click("提前 3 日电话")
        self.shot("32-key-node")
        self.hand.click("记录节点")

    def propose(self) -> None:
        """修改后通过, by the leader."""
        self.hand.click("修改后通过")
        self.shot("33-choice")
        self.hand.click("组长提出结论")

    def agree(self, experts: Sequence[str] = EXPERTS) -> None:
        """Every expert agrees, each identified."""
        for number, expert in enumerate(experts):
            self.hand.click(f"{self.house.name(expert)} 同意")
            if isinstance(self.hand.front(), IdentitySheet):
                self.identify(expert)
            if not number:
                self.shot("34-proposal")
        self.shot("35-agreed")

    def freeze(self) -> None:
        """The leader fixes the content."""
        self.hand.click("定稿，开始签字")
        self.identify("e1")

    # --- 签字 ----------------------------------------------------------------------------------------

    def sign_report(self, expert: str, tool: ink.Tool) -> None:
        """One expert identifies himself, takes note of what he answers for, and signs."""
        hand = self.hand
        hand.see(self.house.name(expert), QLabel, part=True)
        hand.click("核对身份")
        if isinstance(hand.front(), IdentitySheet):
            self.identify(expert)
        hand.click(hand.see("本人对本论证报告负责", QAbstractButton, part=True))
        tool(hand.pad())
        self.shot(f"41-sign-{expert}")
        hand.click("确认签名")

    def attest(self) -> None:
        """Owner and leader confirm that all signed on site."""
        self.hand.click("确认已在现场全部签字")
        self.identify("owner-verifier")
        self.identify("e1")
        self.shot("42-attested")

    def end(self) -> None:
        """The host ends the meeting."""
        self.hand.click("散会")
        self.identify("host")
        self.shot("43-end")
        self.hand.click("散会")

    # --- 封存 and 上报 -------------------------------------------------------------------------------

    def seal(self) -> None:
        """The secretary confirms how it was signed, and seals."""
        self.hand.click("去封存")
        self.hand.see("论证报告 4 页")
        self.shot("50-before-seal")
        self.acknowledge("主管部门认可现场屏幕手写签名，扫描件随后上传。")
        self.shot("51-can-be-sealed")
        self.hand.click("封存")
        self.hand.see("已封存")
        self.shot("52-sealed")

    # --- what the window says ----------------------------------------------------------------------

    def acknowledge(self, reason: str) -> int:
        """Confirm all hints that are open now; how many there were."""
        hand = self.hand
        together = [w for w in hand.look("一并确认", QAbstractButton, part=True) if can_press(w)]
        alone = [w for w in hand.look("确认", QAbstractButton) if can_press(w)]
        if not (together or alone):
            return 0
        hand.click((together or alone)[0])
        ticks = [w for w in hand.all(QAbstractButton) if w.isCheckable()]
        for tick in ticks:
            if not tick.isChecked():
                hand.click(tick)
        hand.fill("原因", reason)
        hand.click("确认并继续")
        return len(ticks)

    def findings(self) -> list[str]:
        """The checks that stand open now."""
        return [x.check for x in self.house.view.findings if x.is_open]

    def sheet(self) -> QWidget:
        """What stands in front."""
        return self.hand.front()
