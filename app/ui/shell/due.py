"""Deadlines in words (rules.md 0.3): target and 最迟, what is left of it, and how urgent it is. Never green by guessing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from app.models.beijing import BEIJING
from app.ui.i18n import tr
from app.ui.widgets.marks import State

if TYPE_CHECKING:
    from app.models.checks import Case
    from app.models.deadlines import Deadline

_DAY = timedelta(days=1)
_URGENCY = ("late", "past_target", "due_today", "by_hand", "running", "borderline", "done")
_STATE = {
    "late": State.BLOCK,
    "past_target": State.BLOCK,
    "due_today": State.WARNING,
    "by_hand": State.ATTENTION,
    "running": State.NOTE,
    "borderline": State.NOTE,
    "done": State.PRESENT,
}
_FAR = datetime.max.replace(tzinfo=BEIJING)
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline as a line. ``keys`` are those of the deadlines it stands for (several people, one day)."""

    keys: tuple[str, ...]
    title: str
    text: str
    short: str
    state: State
    clause: str
    rank: int
    end: datetime

    @property
    def open(self) -> bool:
        """Is there still something to do?"""
        return self.rank < _URGENCY.index("borderline")


def moment_of(when: date | datetime | None) -> datetime | None:
    """The last moment: 24:00 Beijing time of a day, or the moment itself."""
    if when is None or isinstance(when, datetime):
        return when
    return datetime(when.year, when.month, when.day, tzinfo=BEIJING) + _DAY


def day_words(when: date | datetime | None) -> str:
    """``2026-11-23 24:00`` for a day, ``2026-11-21 02:30`` for a moment, Beijing time."""
    if when is None:
        return ""
    if isinstance(when, datetime):
        return when.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    return f"{when.isoformat()} 24:00"


def left_words(end: datetime, now: datetime) -> str:
    """How long it is until ``end``: days and hours, in the last day hours and minutes."""
    left = max(end - now, timedelta())
    days, rest = left // _DAY, left % _DAY
    hours, minutes = int(rest.total_seconds() // 3600), int(rest.total_seconds() % 3600 // 60)
    if days:
        return tr("{days} days {hours} hours left").format(days=days, hours=hours)
    return tr("{hours} hours {minutes} minutes left").format(hours=hours, minutes=minutes)


def dues(case: Case) -> tuple[Due, ...]:
    """Every deadline of the meeting, the most urgent first; people with the same day stand in one line."""
    from app.models.deadlines import deadlines

    groups: dict[tuple[object, ...], list[Deadline]] = {}
    for one in deadlines(case):
        many = one.key.startswith(("register:", "confirm:"))
        kind = one.key.partition(":")[0] if many else one.key
        groups.setdefault((kind, one.state, one.target, one.latest), []).append(one)
    found = [_due(case, group) for group in groups.values()]
    return tuple(sorted(found, key=lambda due: (due.rank, due.end, due.keys)))


def most_urgent(case: Case) -> Due | None:
    """The line the home screen shows; None when nothing is waiting."""
    return next((due for due in dues(case) if due.open), None)


def _due(case: Case, group: Sequence[Deadline]) -> Due:
    one, now = group[0], case.now
    end = moment_of(one.latest if one.state == "past_target" else one.target)
    text, short = _words(one, now, end)
    return Due(
        keys=tuple(d.key for d in group),
        title=_title(case, group),
        text=text,
        short=short,
        state=_STATE[one.state],
        clause=one.clause,
        rank=_URGENCY.index(one.state),
        end=end or _FAR,
    )


def _title(case: Case, group: Sequence[Deadline]) -> str:
    one = group[0]
    names = [case.name(d.subject) for d in group if d.subject in case.m.people]
    if not names or (len(names) == 1 and names[0] in one.zh):
        return one.zh
    some = "、".join(names[:_NAMED])
    if len(names) > _NAMED:
        some = tr("{names} and others, {n} in all").format(names=some, n=len(names))
    return tr("{what}: {names}").format(what=one.zh.replace(names[0], "").strip("：: 　"), names=some)


def _by_hand(one: Deadline, days: str) -> str:
    if one.key.startswith("key_node:"):
        return tr("please check the day by hand: the report names no date")
    said = tr("please check the day by hand: the working days of that year are not known")
    if one.done_at is not None:
        said = f"{said}　{tr('done {time}').format(time=day_words(one.done_at))}"
    return f"{said}（{days}）" if one.target else said


def _words(one: Deadline, now: datetime, end: datetime | None) -> tuple[str, str]:
    days = tr("target {target}").format(target=day_words(one.target))
    if one.latest is not None and one.latest != one.target:
        days = tr("target {target}, latest {latest}").format(
            target=day_words(one.target), latest=day_words(one.latest)
        )
    if one.state == "by_hand" or end is None:
        return _by_hand(one, days), tr("check by hand")
    if one.state == "borderline":
        said = tr("done {time}, borderline: late by the strict reading")
        return said.format(time=day_words(one.done_at)), tr("borderline")
    if one.state == "done":
        done = tr("done {time}") if one.in_time is not False else tr("done late {time}")
        return done.format(time=day_words(one.done_at)).strip(), tr("done")
    if one.state == "late":
        return tr("overdue since {latest}").format(latest=day_words(one.latest or one.target)), tr("overdue")
    if one.state == "past_target":
        return f"{days} · {tr('the target is over')} · {left_words(end, now)}", tr("past the target")
    left = left_words(end, now)
    today = one.state == "due_today" and not isinstance(one.target, datetime)
    return f"{days} · {left}", tr("due today") if today else left
