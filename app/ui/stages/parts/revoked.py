"""How old the list of revoked badges is, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.calendar import beijing_day
from app.models.papers.head import clock
from app.ui.i18n import tr

if TYPE_CHECKING:
    from datetime import datetime

    from app.models.meeting import Meeting
    from app.ui.heard import Heard


def revoked_line(m: Meeting, heard: Heard, now: datetime | None = None) -> str:
    """As of when: the record or what was heard since, whichever is newer; "" where there is no node to hear it from.

    ``now``: leaves the day out if it is today.
    """
    as_of = max((x for x in (m.revoked_as_of, heard.revoked_as_of) if x is not None), default=None)
    if as_of is not None:
        today = now is not None and beijing_day(as_of) == beijing_day(now)
        return tr("revoked badges as of {time}").format(time=clock(as_of, day=not today))
    return tr("the list of revoked badges was never received") if heard.node else ""
