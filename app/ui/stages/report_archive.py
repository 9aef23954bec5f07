"""两份档案清单 (令37-24, XJ-41; C66): of the contractor and of the supervisor, as text until there is a form for them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout

from app.models.papers.head import clock
from app.services.wording import item_name
from app.ui.i18n import tr
from app.ui.preview import document_name
from app.ui.stages.parts.files import pick_save
from app.ui.stages.parts.record import short
from app.ui.theme import Space
from app.ui.widgets import Button, Kind, Segment, Segments, Surface, TitledCard, WrapLabel

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.stages.base import Host

CONTRACTOR, SUPERVISOR = "contractor", "supervisor"
_TITLE = {CONTRACTOR: "施工单位危大工程安全管理档案清单", SUPERVISOR: "监理单位危大工程安全管理档案清单"}
_OWN = {
    CONTRACTOR: (
        "专项施工方案（论证稿及修改稿）",
        "专项施工方案审核、审查手续",
        "方案交底和安全技术交底记录",
        "关键节点检查、验收记录",
    ),
    SUPERVISOR: ("监理实施细则", "专项施工方案审查记录", "专项巡视检查记录", "关键节点验收及整改复查记录"),
}
"""What each keeps beside the record of the review (令37-24); the lists are documents and so in Chinese."""


def archive_list(view: View, kind: str) -> str:
    """One archive list as text: head, the sealed files with pages and digest, receipts, and what else belongs to it."""
    m = view.m
    lines = [
        _TITLE[kind],
        "",
        f"工程：{m.info.project.name}",
        f"方案：{m.info.plan.name}（{m.info.plan.version}）",
    ]
    lines.append(f"会议号：{m.id}")
    if m.verdict and m.frozen:
        lines.append(f"论证结论：{m.verdict.value}")
    if m.seal:
        lines += [
            f"封存时间：{clock(m.seal.at)}（北京时间）",
            f"封存哈希：{m.seal.seal_hash}",
            "",
            "一、论证资料",
        ]
        lines += [
            f"{n}. {document_name(x.document)}　{x.id}　{x.pages} 页　{short(x.sha256)}"
            for n, x in enumerate(m.seal.files, 1)
        ]
    lines += ["", "二、回执"]
    lines += [
        f"· {item_name(k)}　{x.number}　{clock(x.received_at)}" for k, x in m.after.uploads.items()
    ] or ["· 无"]
    lines += ["", "三、本单位应归档的其他资料", *(f"□ {x}" for x in _OWN[kind])]
    return "\n".join(lines) + "\n"


class ArchiveCard(TitledCard):
    """The two lists, to copy or save."""

    def __init__(self, host: Host) -> None:
        super().__init__(tr("Archive lists"), tr("one for the contractor, one for the supervisor"))
        self.host = host
        self._view: View | None = None
        self.which = Segments([Segment(CONTRACTOR, tr("Contractor")), Segment(SUPERVISOR, tr("Supervisor"))])
        self.which.set_key(CONTRACTOR)
        self.which.setFixedWidth(320)
        self.text = WrapLabel("")
        ground = Surface("well", margin=Space.M)
        ground.add(self.text)
        self.copy = Button(tr("Copy"), Kind.SECONDARY)
        self.save = Button(tr("Save as text"), Kind.SECONDARY)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.which)
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(self.save)
        self.box.addLayout(row)
        self.add(ground)
        self.which.chosen.connect(self._draw)
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._pick)

    def show_view(self, view: View) -> None:
        """Draw the chosen list."""
        self._view = view
        self.setVisible(view.m.seal is not None)
        self._draw()

    def _draw(self) -> None:
        if self._view is not None:
            self.text.setText(archive_list(self._view, self.which.key()))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.text())
        self.host.say(tr("The list was copied."))

    def _pick(self) -> None:
        title = _TITLE[self.which.key()]
        pick_save(self, tr("Save as text"), f"{title}.txt", tr("Text (*.txt)"), self.save_to)

    def save_to(self, path: Path) -> None:
        """Write the list in the background."""
        work = partial(path.write_text, self.text.text(), "utf-8")
        self.host.pool.submit(
            work,
            lambda _n: self.host.say(tr("Saved: {path}").format(path=path)),
            lambda error: self.host.say(tr("It could not be saved: {why}").format(why=error)),
            owner=self,
        )
