"""Beijing time (rules.md 0.3), by itself: what shows a clock or a day needs no calendar."""

from datetime import date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "北京时间")
"""Fixed UTC+08:00. Never the system zone and never an IANA zone (0.3: Asia/Shanghai had summer time, Urumqi is +06)."""


def beijing_day(moment: datetime) -> date:
    """Return the Beijing calendar day of an aware moment; a naive one is a programming error (ValueError)."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone has no Beijing day")
    return moment.astimezone(BEIJING).date()
