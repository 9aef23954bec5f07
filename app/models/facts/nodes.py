"""Facts of the key nodes after the meeting (XJ-三（四）, form 3.9): planned → invited → inspected → pushed."""

from datetime import date, datetime
from typing import Literal

from app.models.facts.base import FactBase, Ink


class KeyNodeInvited(FactBase, frozen=True):
    """The contractor invited the leader or the member the leader delegates (``delegation``: his written paper, EC-35)."""

    node: str
    expert: str
    invited_at: datetime
    channel: str
    delegation: str = ""


class KeyNodeVisited(FactBase, frozen=True):
    """T33: guidance and acceptance at a key node (3.9, C63).

    ``project_tech`` and ``chief`` are the two compulsory signers of the acceptance (令37-21), ``present`` the others who
    took part; ``fix_by`` the date for 整改.
    """

    node: str
    visited_on: date
    expert: str
    guidance: str
    result: Literal["合格", "整改后复验", "不合格"]
    pushed_at: datetime | None = None
    state: str = ""
    problems: str = ""
    fix_by: date | None = None
    project_tech: str = ""
    chief: str = ""
    present: tuple[str, ...] = ()
    ink: Ink | None = None


class KeyNodePushed(FactBase, frozen=True):
    """Guidance and acceptance were pushed to the management system (C63), with its number if it gave one."""

    node: str
    pushed_at: datetime
    number: str = ""
