"""One whole meeting in the real window: from the package of a central node to the bundle that arrived there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QAbstractButton

from app.bootstrap import LEDGER_FILE
from app.models.terms import Document, Stage
from app.services.bundle import write_bundle
from app.services.ledger import Ledger
from journeys import ink
from journeys.house import House
from journeys.node import NodeProcess, huiqian
from journeys.people import EXPERTS, People


def test_a_whole_meeting(house: House, node: NodeProcess, album: Path, tmp_path: Path) -> None:
    people = People(house, album)
    people.shot("01-home")
    people.set_node(node.url)
    people.fetch()
    people.prepare()
    assert house.stage.name == "CHECKIN"
    check_in(people)
    review(people)
    conclude(people)
    sign(people)
    people.seal()
    report(people)
    desk_bundle = export(people, tmp_path / "desk.huiqian")
    node.stop()
    accepted(desk_bundle)
    arrived = Ledger.look(node.home / LEDGER_FILE)
    accepted(write_bundle(arrived, house.view.m.info.meeting.id, tmp_path / "node.huiqian"))
    arrived.close()
    last = house.view.m.last_hash
    other_looks(people)
    house.leave()
    reopened(house, last)


def check_in(people: People) -> None:
    house = people.house
    people.shot("07-door")
    people.arrive_by_keyboard("e1", "cyy")
    tools = (ink.finger, ink.mouse, ink.pen)
    for number, expert in enumerate(EXPERTS[1:]):
        people.arrive(expert, sign=tools[number % 3])
        people.declare(tools[number % 3])
    away = {"gc-tech"}  # his delegate comes
    for person in house.package.people:
        if person.id not in away and person.id not in EXPERTS:
            people.arrive(person.id, sign=ink.mouse if person.id in {"owner-pm", "sup-chief"} else None)
    people.shot("12-all-here")
    people.elect("e1")
    people.verify()
    people.acknowledge("已逐项核实，情况属实。")
    assert house.stage.name == "READY"
    people.shot("17-ready")
    people.open_meeting()
    assert house.stage.name == "IN_SESSION"


def review(people: People) -> None:
    people.shot("18-review")
    people.topics()
    people.defects()
    people.forms()


def conclude(people: People) -> None:
    people.write_words()
    people.item(
        "第 4.3 节、图 7",
        "缺第二道支撑拆除前的换撑验算",
        "补充换撑验算，换撑混凝土强度不小于设计强度的 80%。",
        "JGJ 120-2012 第 4 章",
        "e3",
    )
    people.item(
        "第 6.2 节",
        "监测点间距偏大，未写报警值",
        "监测点加密至间距 15 m，明确位移报警值 25 mm 及停工条件。",
        "GB 50497-2019",
        "e5",
    )
    people.key_node("开挖至基底", "坑底隆起、支护位移复核", "2026-12-20")
    people.key_node("拆（换）撑前", "换撑混凝土强度报告", "2027-01-15")
    people.propose()
    assert people.house.stage.name == "PROPOSED"
    people.agree()
    people.freeze()
    assert people.house.stage.name == "SIGNING"


def sign(people: People) -> None:
    people.shot("40-signing")
    tools = (ink.pen, ink.pen, ink.finger, ink.mouse, ink.pen, ink.finger, ink.pen)
    for expert, tool in zip(EXPERTS, tools, strict=True):
        people.sign_report(expert, tool)
    people.attest()
    people.end()
    signed = {person for document, person in people.house.view.m.signatures if document is Document.REPORT}
    assert signed == set(EXPERTS)


def report(people: People) -> None:
    hand = people.hand
    hand.click("去上报")
    hand.wait(lambda: people.house.stage is Stage.AWAIT_REVISION, "the receipt of the central node", 60)
    hand.see("中心节点已收到")
    hand.see("已全部上报")
    people.shot("60-report")


def export(people: People, path: Path) -> Path:
    people.hand.click("6 封存，已完成")
    people.hand.choose_file("导出封存包", path)
    people.hand.wait(path.is_file, "the bundle to be written")
    return path


def accepted(bundle: Path) -> None:
    said = huiqian("verify", bundle)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "Traceback" not in said.stderr


def other_looks(people: People) -> None:
    """The same window in the dark, then large: pictures of every screen."""
    house, hand = people.house, people.hand
    hand.click("会议")
    hand.see("今天的会议")
    people.shot("70-home")
    for scheme, word in (("dark", "深色"), ("light", "浅色")):
        house.window.resize(1366, 768)
        hand.click("设置")
        hand.click(word)
        hand.click("保存")
        people.shot(f"71-home-{scheme}")
        hand.click("打开会议")
        hand.wait(lambda: house.window.shell and house.shell.store.view, "the meeting")
        for size in ((1366, 768), (1920, 1080)):
            house.window.resize(*size)
            every_screen(people, f"{scheme}-{size[0]}")
        hand.click("会议")


def every_screen(people: People, look: str) -> None:
    words = ("1 准备", "2 签到", "3 论证", "4 结论", "5 签字", "6 封存", "7 上报")
    for number, word in enumerate(words, 1):
        people.hand.click(people.hand.see(word, QAbstractButton, part=True))
        people.shot(f"8{number}-{look}")


def reopened(house: House, last: str) -> None:
    again = House(house.home)
    try:
        again.hand.click("打开会议")
        again.hand.wait(lambda: again.window.shell and again.shell.store.view, "the meeting")
        assert again.stage is Stage.AWAIT_REVISION
        assert again.view.m.last_hash == last
        assert again.shell.shown() == "report"
    finally:
        again.leave()
