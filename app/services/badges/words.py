"""The sentence of a scan: what the screen, the command line and the history say (resources/wording/door.toml)."""

from datetime import datetime
from functools import cache

from msgspec import Struct

from app.models.calendar import beijing_day
from app.models.meeting import Meeting
from app.models.papers.head import ROLE_ZH, clock
from app.services.badges.door import Scan
from app.services.resources import resource_toml


class DoorWords(Struct, frozen=True, kw_only=True):
    """Large words, one sentence, and what to do next."""

    title: str
    text: str
    next: str


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"


@cache
def _table() -> dict[str, dict[str, str]]:
    return dict(resource_toml("wording", "door.toml"))


def say(scan: Scan, m: Meeting, step: str = "", **more: str) -> DoorWords:
    """Put an answer into words; ``step``: of a step after it (``ask_in``, ``in``, ``out`` …), with ``more`` values."""
    answer = scan.answer
    who = m.people.get(answer.person)
    number = scan.foreign.number if scan.foreign else ""
    values = _Known(
        name=m.name(answer.person) if answer.person else "",
        unit=who.unit_name if who else "",
        roles="、".join(ROLE_ZH[role] for role in answer.roles),
        since=_at(answer.since, m),
        limit=_at(answer.limit, m),
        other=answer.other,
        version=str(m.info.roster_version),
        reason=m.revoked.get(scan.badge.serial, "") if scan.badge else "",
        kid=scan.kid,
        what=scan.foreign.zh if scan.foreign else "",
        number=f"（编号 {number}）" if number else "",
    )
    values.update(more)
    row = _row(scan, step)
    return DoorWords(**{key: row[key].format_map(values) for key in ("title", "text", "next")})


def title_of(row: str) -> str:
    """The large words of an outcome, for a list."""
    return _table()[row]["title"]


def _row(scan: Scan, step: str) -> dict[str, str]:
    """A code of ours that is no badge has a way of its own."""
    table = _table()
    own = f"foreign_{scan.foreign.kind}" if scan.foreign and not step else ""
    return table.get(own) or table[step or scan.answer.outcome.value]


def _at(moment: datetime | None, m: Meeting) -> str:
    """On the day of the meeting the time alone: it is read in a second."""
    if moment is None:
        return ""
    today = beijing_day(moment) == beijing_day(m.info.meeting.planned_start)
    return clock(moment, day=False) if today else f"北京时间 {clock(moment)}"
