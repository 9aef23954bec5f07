"""From a visit to what is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.calendar import beijing_day
from app.models.papers.head import clock
from app.ui.door.face import Facade, as_of
from app.ui.door.visit import Mode, Step, Visit
from app.ui.i18n import tr
from app.ui.stages.parts.people import roles_text

if TYPE_CHECKING:
    from datetime import datetime

    from app.models.meeting import Meeting


_TOLD = frozenset({Step.NO, Step.ALREADY, Step.ASK_CERTIFICATE, Step.CERTIFICATE_KEPT})
"""Steps whose sentence says more than the name above it."""


def facade_of(visit: Visit, m: Meeting, now: datetime) -> Facade:
    """What is painted of a scan."""
    shown = visit.name
    if shown:
        about = " · ".join(x for x in (roles_text(visit.posts), visit.unit) if x)
        return Facade(
            look=visit.look,
            title=visit.words.title,
            name=shown,
            about_person=about,
            next=visit.words.next,
            about=known(m, now),
            photo=visit.photo if visit.asks else b"",
            problem=visit.problem or (visit.words.text if visit.step in _TOLD else ""),
        )
    return Facade(
        look=visit.look,
        title=visit.words.title,
        about_person=visit.words.text,
        next=visit.words.next,
        about=known(m, now),
        problem=visit.problem,
    )


def ready(mode: Mode, m: Meeting, now: datetime, *, open_: bool) -> Facade:
    """What is painted while nobody stands there."""
    if not open_:
        return Facade(
            look="closed",
            title=tr("Not open"),
            next=tr("Check-in has not begun, or the meeting is over. The secretary begins it at the desk."),
            about=known(m, now),
        )
    titles = {
        Mode.IN: tr("Please scan"),
        Mode.OUT: tr("Scan to leave"),
        Mode.ROLL: tr("Scan for the roll"),
    }
    return Facade(
        look="ready",
        title=titles[mode],
        about_person=m.info.plan.name,  # whoever comes to the wrong door sees it before he scans
        next=m.info.meeting.place,
        about=known(m, now),
    )


def known(m: Meeting, now: datetime) -> str:
    """Decided here, with what this device knows and as of when; the age of the list of revoked badges if there is one."""
    package = m.info
    today = beijing_day(package.made_at) == beijing_day(now)
    said = as_of(clock(package.made_at, day=not today), package.roster_version)
    if m.revoked_as_of is not None:
        fresh = beijing_day(m.revoked_as_of) == beijing_day(now)
        said += tr("; revoked badges as of {time}").format(time=clock(m.revoked_as_of, day=not fresh))
    return said
