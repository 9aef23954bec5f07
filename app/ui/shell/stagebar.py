"""Where the seven stages stand, computed from the view (rules.md 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.terms import Stage
from app.ui.i18n import tr
from app.ui.widgets.rail import Stage as RailStage
from app.ui.widgets.rail import StageState, seven_stages

if TYPE_CHECKING:
    from app.models.meeting import Meeting
    from app.services.desk.desk import View

_KEYS = ("prepare", "checkin", "review", "verdict", "sign", "seal", "report")
_AT: dict[Stage, tuple[str, ...]] = {
    Stage.NEW: ("prepare",),
    Stage.PREPARED: ("prepare",),
    Stage.CHECKIN: ("checkin",),
    Stage.READY: ("checkin",),
    Stage.STOPPED: ("checkin",),
    Stage.IN_SESSION: ("review", "verdict"),
    Stage.PROPOSED: ("verdict",),
    Stage.SIGNING: ("sign", "seal"),
    Stage.NO_CONSENSUS: ("seal",),
    Stage.ABORTED: ("seal",),
}
"""Screens that are open in a stage, the one to show first."""


def open_keys(view: View) -> tuple[str, ...]:
    """Return the screens where the meeting stands now, the first one first."""
    if view.stage is Stage.SUSPENDED and view.m.pause is not None:
        came = view.m.pause.came_from
        rest = _AT.get(came, ("review",))
        return tuple(dict.fromkeys(("review", *rest)))
    return _AT.get(view.stage, ("report",))


def rail_stages(view: View) -> tuple[RailStage, ...]:
    """Return all seven with their state and, where one is locked, the reason."""
    here = open_keys(view)
    reached = _reached(view.m)
    last = max(_KEYS.index(key) for key in here)
    reasons = _reasons(view)
    stages = []
    for at, stage in enumerate(seven_stages()):
        if stage.key in here:
            state, reason = StageState.CURRENT, ""
        elif at < last and stage.key in reached:
            state, reason = StageState.DONE, ""
        elif at < last:
            state, reason = StageState.LOCKED, tr("The meeting ended before it came to this stage.")
        else:
            state, reason = StageState.LOCKED, reasons[stage.key]
        stages.append(RailStage(stage.key, stage.label, state, reason))
    return tuple(stages)


def _reached(m: Meeting) -> set[str]:
    keys = {"prepare"}
    if m.checkin_opened_at:
        keys.add("checkin")
    if m.opened_at:
        keys |= {"review", "verdict"}
    if m.frozen or m.signatures:
        keys.add("sign")
    if m.seal:
        keys |= {"seal", "report"}
    return keys


def _reasons(view: View) -> dict[str, str]:
    opened = tr("Opens when the host has declared the meeting open.")
    stopped = view.stage in {Stage.ABORTED, Stage.NO_CONSENSUS}
    sealed = tr("Opens when the record is closed.") if stopped else tr("Opens when the record is sealed.")
    return {
        "prepare": "",
        "checkin": tr("Opens when check-in is started on the prepare screen."),
        "review": opened,
        "verdict": opened,
        "sign": tr("Opens when the verdict is proposed, agreed by all and the content is fixed."),
        "seal": tr("Opens when the content is fixed."),
        "report": sealed,
    }
