"""What is decided in the list of findings itself: hints confirmed by the secretary, gaps let through with a signature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.models import facts as f
from app.models.entry import By
from app.models.terms import Level, Role
from app.services.desk import requests as r
from app.ui.i18n import tr
from app.ui.shell.override import OverrideSheet, SignSheet
from app.ui.shell.reasons import AcknowledgeSheet

if TYPE_CHECKING:
    from app.models.finding import Finding
    from app.ui.host import DeskHost


class Decisions(QObject):
    """Leads a person through one decision about findings and hands it to the desk."""

    def __init__(self, host: DeskHost, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = host
        self._window = parent

    def _found(self, keys: tuple[str, ...]) -> list[Finding]:
        view = self._host.store.view
        return [x for x in view.findings if x.key in keys] if view else []

    def decide(self, found: Sequence[Finding]) -> None:
        """W is confirmed, O is let through; the rest has no decision of its own."""
        keys = tuple(x.key for x in found)
        if found[0].level is Level.WARN:
            self.acknowledge(keys)
        elif found[0].level is Level.OVERRIDE:
            self.override(keys)

    def acknowledge(self, keys: tuple[str, ...]) -> None:
        """W: the secretary goes on with his name and one reason for those he ticks (rules.md 0.2)."""
        found = self._found(keys)
        if not found:
            return
        sheet = AcknowledgeSheet(self._window, found, self._host.words)
        sheet.accepted.connect(lambda: self._acknowledged(sheet))
        self._host.open_sheet(sheet)

    def _acknowledged(self, sheet: AcknowledgeSheet) -> None:
        fact = f.WarningAcknowledged(keys=sheet.keys(), reason=sheet.reason())
        self._host.ask(fact, self._host.secretary())

    def override(self, keys: tuple[str, ...]) -> None:
        """O: the owner's project leader signs; for the owner's own gap the chief supervisor together with the leader."""
        found = self._found(keys)
        view = self._host.store.view
        if not found or view is None:
            return
        owners = [h.person for h in view.m.holders(Role.OWNER_PM)]
        away = not any(view.m.present(p) for p in owners)
        own_gap = any(x.check == "C24" for x in found)
        day = view.m.checkin_opened_at is not None
        role = Role.SUP_CHIEF if own_gap or (away and day) else Role.OWNER_PM
        title = (
            tr("Chief supervisor lets it through")
            if role is Role.SUP_CHIEF
            else tr("Owner's project leader lets it through")
        )
        self._host.identify((role,), title, lambda by: self._sign(found, by))

    def _sign(self, found: list[Finding], by: By) -> None:
        sheet = OverrideSheet(self._window, found, self._host.words, by)
        sheet.accepted.connect(lambda: self._signed(sheet, found, by))
        self._host.open_sheet(sheet)

    def _signed(self, sheet: OverrideSheet, found: list[Finding], by: By) -> None:
        keys = tuple(x.key for x in found)
        request = r.Override(keys=keys, reason=sheet.reason(), drawing=sheet.drawing())
        if by.role is not Role.SUP_CHIEF:
            self._host.ask(request, by)
            return
        leader = self._host.meeting().leader
        title = tr("Leader of the group lets it through together with the chief supervisor")

        def second(who: By) -> None:
            self._second(request, by, who)

        self._host.identify((Role.EXPERT,), title, second, people=(leader,))

    def _second(self, request: r.Override, by: By, leader: By) -> None:
        sheet = SignSheet(self._window, tr("Signature of the leader"), leader)

        def signed() -> None:
            whole = r.Override(
                keys=request.keys,
                reason=request.reason,
                drawing=request.drawing,
                second=leader.person,
                second_drawing=sheet.drawing(),
            )
            self._host.ask(whole, by)

        sheet.accepted.connect(signed)
        self._host.open_sheet(sheet)
