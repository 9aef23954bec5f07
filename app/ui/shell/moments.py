"""Moments as people read them: always Beijing time (DESIGN.md 3.4)."""

from __future__ import annotations

from datetime import datetime

from app.models.beijing import BEIJING
from app.ui.i18n import tr


def clock_text(moment: datetime | None) -> str:
    """Hours and minutes, Beijing time; "" for None."""
    return f"{moment.astimezone(BEIJING):%H:%M}" if moment else ""


def day_text(moment: datetime) -> str:
    """Month and day, Beijing time."""
    local = moment.astimezone(BEIJING)
    return tr("{month}/{day}").format(month=local.month, day=local.day)


def moment_text(moment: datetime | None) -> str:
    """Date and minutes, Beijing time; "" for None."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}" if moment else ""
