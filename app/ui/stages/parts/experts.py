"""Acting as an expert or as the leader: each is identified at that moment (the fact carries it)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.models.terms import Role, Stage
from app.ui.i18n import tr
from app.ui.stages.parts.ask import view_of

if TYPE_CHECKING:
    from app.models.entry import By
    from app.ui.stages.base import Host

DELIBERATION = frozenset({Stage.IN_SESSION, Stage.PROPOSED})
"""Stages in which the experts may write (T36)."""


def as_expert(host: Host, person: str, title: str, then: Callable[[By], object]) -> None:
    """Identify this expert."""
    host.identify((Role.EXPERT,), title, then, people=(person,))


def as_leader(host: Host, title: str, then: Callable[[By], object]) -> None:
    """Identify the leader; without one there is a finding (C33) that leads to the election."""
    leader = view_of(host).m.leader
    if leader:
        as_expert(host, leader, title, then)
    else:
        host.say(tr("There is no leader yet; please elect one on the check-in page."))
