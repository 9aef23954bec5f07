"""Six of seven experts come: the window refuses every way on, the meeting is stopped, and the stop record arrives."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QAbstractButton

from app.bootstrap import LEDGER_FILE
from app.models.terms import Document, Stage
from app.services.bundle import write_bundle
from app.services.ledger import Ledger
from app.ui.host_identity import IdentitySheet
from app.ui.widgets import FindingCard
from journeys import ink
from journeys.hand import can_press, reason_of
from journeys.house import House
from journeys.node import NodeProcess, huiqian
from journeys.people import EXPERTS, People

CLAUSE = "新疆论证通知 三（二）1"
AWAY = {"gc-tech", "e7"}  # his delegate comes; nobody comes for an expert


def test_six_of_seven_do_not_meet(house: House, node: NodeProcess, album: Path, tmp_path: Path) -> None:
    people = People(house, album)
    people.set_node(node.url)
    people.fetch()
    people.prepare()
    six_come(people)
    the_window_refuses(people)
    stop(people)
    postpone(people)
    close(people)
    node.stop()
    arrived = Ledger.look(node.home / LEDGER_FILE)
    bundle = write_bundle(arrived, house.view.m.info.meeting.id, tmp_path / "node.huiqian")
    arrived.close()
    said = huiqian("verify", bundle)
    assert said.returncode == 0, said.stdout + said.stderr


def six_come(people: People) -> None:
    for person in people.house.package.people:
        if person.id not in AWAY:
            people.arrive(person.id)
            if person.id in EXPERTS:
                people.declare(ink.mouse)
    people.elect("e1")
    people.verify()


def the_window_refuses(people: People) -> None:
    hand, house = people.hand, people.house
    people.acknowledge("名单昨晚签发，已核对。")  # in the evening the roster of the sample is a day old (C70)
    assert people.findings() == ["C20"]
    hand.see("不得开会")
    (card,) = [x for x in hand.all(FindingCard) if CLAUSE in x.accessibleName()]
    assert set(card.buttons) == {"go"}, "it can be neither confirmed nor let through"
    start = hand.button("宣布开会")
    assert "郑样六" in reason_of(start)
    hand.press(start)
    hand.settle()
    assert not isinstance(hand.front(), IdentitySheet)
    for stage in ("3 论证", "4 结论", "5 签字", "6 封存", "7 上报"):
        locked = hand.see(stage, QAbstractButton, part=True)
        assert locked.accessibleDescription(), f"{stage} says why it is closed"
        hand.press(locked)
        hand.settle()
        assert house.shell.shown() == "checkin"
    ways = [w for w in hand.look("封存", QAbstractButton, part=True) if can_press(w)]
    assert [w.accessibleName() for w in ways] == ["6 封存，尚未开放"]
    assert house.stage is Stage.CHECKIN
    people.shot("90-not-all-here")


def stop(people: People) -> None:
    hand = people.hand
    hand.click("停止论证会")  # the verifier has just signed: he is still at the desk
    if isinstance(hand.front(), IdentitySheet):
        people.identify("owner-verifier")
    hand.fill("原因", "专家郑样六联系不上，等候一小时仍未到场")
    ink.pen(hand.pad())
    people.shot("91-stop")
    hand.click("停止论证会")
    assert people.house.stage is Stage.STOPPED
    hand.see("已停止")
    assert not hand.look("宣布开会")
    assert "6 封存，尚未开放" in hand.seen()
    people.shot("92-stopped")


def postpone(people: People) -> None:
    hand = people.hand
    hand.click("改期")
    hand.click("继续由 冯样八 办理")
    hand.fill("原因", "改期，重新申请并抽取专家")
    hand.click("会议改期")
    assert people.house.stage is Stage.ABORTED
    hand.see("会议未完成")


def close(people: People) -> None:
    hand, house = people.hand, people.house
    hand.see("停会记录 2 页")
    assert not hand.sees("论证报告 "), "a stopped meeting has no report"
    hand.click("查看停会记录")
    people.shot("93-stop-record")
    pages = hand.only(QPdfView).document()
    assert pages.pageCount() == 2
    printed = "".join(pages.getAllText(0).text().split())
    assert "停止专家论证会记录" in printed
    assert "郑样六" in printed
    hand.click("封存记录")
    hand.see("已封存")
    hand.wait(lambda: house.stage is Stage.CLOSED, "the receipt of the central node", 60)
    seal = house.view.m.seal
    assert seal is not None
    documents = [file.document for file in seal.files]
    assert documents[:2] == [Document.SIGN_IN, Document.STOP]
    assert Document.DECLARATION in documents
    assert Document.REPORT not in documents
    hand.see("已全部上报")
    people.shot("94-closed")
