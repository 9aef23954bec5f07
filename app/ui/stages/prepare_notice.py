"""个人信息告知: shown before the door opens, so that everyone who comes has been told (C36, PIPL 17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.resources import resource_toml
from app.ui.i18n import tr
from app.ui.theme import Space, Type
from app.ui.widgets import FitScroll, Sheet, WrapLabel

if TYPE_CHECKING:
    from app.models.meeting import Meeting


class NoticeSheet(Sheet):
    """The notice as it hangs at the door; confirming it starts check-in."""

    def __init__(self, parent: QWidget, m: Meeting) -> None:
        text = resource_toml("forms", "notice.toml")
        super().__init__(
            parent,
            str(text["title"]),
            tr("Show or hang this notice at the door before the first person checks in."),
            primary=tr("The notice is shown: start check-in"),
            width=720,
        )
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        organiser = m.info.meeting.organiser_name or m.info.project.name
        for part in text["parts"]:
            column.addWidget(WrapLabel(str(part["head"]), Type.BASE, bold=True))
            column.addWidget(WrapLabel(str(part["text"]).format(organiser=organiser), Type.BASE))
        self.body.addWidget(FitScroll(inside, least=240), 1)
