"""The window all gallery pages share, and made-up people."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.widgets import (
    Person,
    Stage,
    StageRail,
    StageState,
    State,
    TopBar,
    seven_stages,
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


def frame(current: int, title: str, sub: str) -> tuple[QWidget, QHBoxLayout]:
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
