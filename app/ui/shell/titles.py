"""The lines of the top bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.i18n import tr
from app.ui.theme import Tone
from app.ui.widgets import State

if TYPE_CHECKING:
    from app.models.meeting import Meeting
    from app.services.desk.desk import View


def place_line(m: Meeting) -> str:
    """Project, meeting number, version of the plan, place."""
    info = m.info
    parts = (
        info.project.name,
        tr("meeting {id}").format(id=m.id),
        tr("plan {version}").format(version=info.plan.version),
        info.meeting.place,
    )
    return " · ".join(part for part in parts if part)


def pack_line(view: View) -> str:
    """Name of the rule pack and since when it applies."""
    meta = view.case.pack.meta
    return f"{meta.name} · {meta.version}"


def sync_line(unsent: int, state: str) -> tuple[str, Tone, State | None]:
    """What the central node has not got yet, and why.

    Args:
        unsent: entries no receipt covers.
        state: ``sending``, ``offline``, ``refused``, ``conflict``, ``idle``, or "" where no node is configured.

    """
    if state == "conflict":
        return tr("Conflict with the central node"), Tone.BLOCK, State.BLOCK
    if not unsent and state != "sending":
        return tr("Everything is sent"), Tone.PRESENT, State.PRESENT
    texts = {
        "sending": (tr("{n} unsent - sending"), Tone.BRAND, None),
        "refused": (tr("{n} unsent - refused by the node"), Tone.BLOCK, State.BLOCK),
        "offline": (tr("{n} unsent - no network"), Tone.NEUTRAL, None),
        "": (tr("{n} unsent - no node set"), Tone.NEUTRAL, None),
    }
    text, tone, mark = texts.get(state, (tr("{n} unsent"), Tone.NEUTRAL, None))
    return text.format(n=unsent), tone, mark
