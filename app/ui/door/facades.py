"""From a visit to what is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.calendar import beijing_day
from app.models.certificates import shown_by, swapped
from app.models.checks.desk import required_people
from app.models.papers.head import clock
from app.ui.door.face import Facade, as_of
from app.ui.door.visit import Mode, Step, Visit
from app.ui.i18n import tr
from app.ui.stages.parts.certificates import in_short
from app.ui.stages.parts.people import roles_text
from app.ui.stages.parts.revoked import revoked_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from app.models.meeting import Meeting
    from app.services.desk.desk import View
    from app.ui.heard import Heard


_TOLD = frozenset({Step.NO, Step.ALREADY, Step.ASK_CERTIFICATE, Step.SWAPPED})
"""Steps whose sentence says more than the name above it."""

_HIS = frozenset(
    {Step.ASK_IN, Step.IN, Step.ALREADY, Step.ROLLED, Step.ASK_CERTIFICATE, Step.CERTIFICATE_KEPT}
)
"""Steps at which it is of use how the e-certificates of the person stand."""


def facade_of(visit: Visit, view: View, heard: Heard, now: datetime, waiting: Sequence[Visit] = ()) -> Facade:
    """What is painted of a scan; ``waiting``: those behind it, among them perhaps an e-certificate of his."""
    m = view.m
    if not visit.name:
        return Facade(
            look=visit.look,
            title=visit.words.title,
            about_person=visit.words.text,
            next=visit.words.next,
            about=known(m, heard, now),
            problem=visit.problem,
        )
    return Facade(
        look=visit.look,
        title=visit.words.title,
        name=visit.name,
        about_person=" · ".join(x for x in (roles_text(visit.posts), visit.unit) if x),
        proofs=_proofs(visit, m, waiting),
        next=_next(visit, view),
        about=known(m, heard, now),
        photo=visit.photo if visit.asks else b"",
        problem=visit.problem or (visit.words.text if visit.step in _TOLD else ""),
    )


def _proofs(visit: Visit, m: Meeting, waiting: Sequence[Visit]) -> str:
    if visit.step not in _HIS and visit.said != "certificate_known":
        return ""
    if visit.step is Step.CERTIFICATE_KEPT:
        return in_short(m, visit.about, visit.scan.digest)
    read = visit.step is Step.ASK_IN and any(v.whose == visit.person for v in waiting)
    said = [
        in_short(m, visit.about),
        tr("An e-certificate was read; it is asked about next.") if read else "",
    ]
    return "；".join(x for x in said if x)


def _next(visit: Visit, view: View) -> str:
    """What is to be done next; where the place has it, an e-certificate is asked for.

    Digits that were wrong are not passed by a look: what is to be done then stands in the problem itself.
    """
    if visit.step is Step.ASK_IN and visit.problem:
        return ""
    if visit.step is Step.CERTIFICATE_KEPT and _answered(visit, view.m):
        return ""
    if visit.step in {Step.IN, Step.ALREADY} and wanted(view, visit.person):
        return f"{visit.words.next}{tr('Please show the QR code of the e-certificate.')}"
    return visit.words.next


def _answered(visit: Visit, m: Meeting) -> bool:
    return any(x.seen.digest == visit.scan.digest and x.state for x in shown_by(m, visit.whose))


def wanted(view: View, person: str) -> bool:
    """Does the place scan e-certificates (CJ-二12), must his qualification be looked at, and has he shown none yet?"""
    if not view.case.pack.checkin.ecert_scan or any(shown_by(view.m, person)) or swapped(view.m, person):
        return False
    return any(who == person for who, _role in required_people(view.case))


def ready(mode: Mode, m: Meeting, heard: Heard, now: datetime, *, open_: bool, sent_away: str = "") -> Facade:
    """What is painted while nobody stands there."""
    if sent_away:
        return Facade(
            look="closed",
            title=tr("Sent away"),
            about_person=tr(
                "This computer was sent away from the venue ({reason}): check-ins here do not count."
            ).format(reason=sent_away),
            next=tr("Check in at another door. To use this computer again, scan a new join code."),
            about=known(m, heard, now),
        )
    if not open_:
        return Facade(
            look="closed",
            title=tr("Not open"),
            next=tr("Check-in has not begun, or the meeting is over. The secretary begins it at the desk."),
            about=known(m, heard, now),
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
        about=known(m, heard, now),
    )


def known(m: Meeting, heard: Heard, now: datetime) -> str:
    """Decided here, with what this device knows and as of when; the age of the list of revoked badges if there is one."""
    package = m.info
    today = beijing_day(package.made_at) == beijing_day(now)
    said = as_of(clock(package.made_at, day=not today), package.roster_version)
    revoked = revoked_line(m, heard, now)
    return f"{said}；{revoked}" if revoked else said
