"""Disk, printing fonts and the clock."""

import os
import secrets
import shutil
import statistics
import time
from datetime import datetime, timedelta
from pathlib import Path

from app.models.calendar import BEIJING
from app.services.doctor.line import Line, bad, ok, warn

GB = 1_000_000_000
ENOUGH, LEAST = 1.0, 0.1
"""Gigabytes free: below the first a warning, below the second no meeting (its photos and scans alone may take as much)."""

SLOW_MS = 50.0
"""A signature waits for the disk; longer than this a person notices (DESIGN.md 3.1)."""

SAMPLE = "签到表䶮㛃𠮷𬭊·ئۇيغۇر☑"
"""Characters that get lost where a font or a fallback is missing: ExtA, BMP, ExtB, ExtC, interpunct, Uyghur, tick."""

FACES = {"song": "宋体", "song-bold": "宋体粗体", "hei": "黑体", "hei-bold": "黑体粗体"}
FIRST_YEAR, LAST_YEAR = 2026, 2099
"""This program did not exist before, and a flat CMOS battery says 1970 or 2000."""

STEP = timedelta(minutes=1)
DAY = timedelta(days=1)
DRIFT_MINUTES = 5
"""``time.clock_drift_warn_minutes`` of every pack (EC-17)."""

_TRIES = 5


def disk(home: Path) -> Line:
    """Free space, may it be written, and what one write that is really on disk costs (median, milliseconds).

    A home that is not there yet is not made: it will lie in the nearest folder that is.
    """
    try:
        folder = next(place for place in (home, *home.absolute().parents) if place.is_dir())
        free = shutil.disk_usage(folder).free / GB
        if free < LEAST:
            return bad("disk", "full", free=f"{free:.2f}")
        cost = statistics.median(_write_ms(folder) for _ in range(_TRIES))
    except OSError as error:
        return bad("disk", "read_only", path=home, detail=error.strerror or error)
    if free < ENOUGH:
        return warn("disk", "low", free=f"{free:.2f}")
    values = {"free": f"{free:.1f}", "ms": f"{cost:.1f}"}
    return warn("disk", "slow", **values) if cost > SLOW_MS else ok("disk", **values)


def _write_ms(home: Path) -> float:
    draft = home / f".doctor-{secrets.token_hex(4)}"
    begun = time.perf_counter()
    try:
        with draft.open("xb") as file:
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
        return (time.perf_counter() - begun) * 1000
    finally:
        draft.unlink(missing_ok=True)


def fonts() -> Line:
    """Every face of the documents must draw the sample; a missing glyph would be silently empty on paper."""
    from reportlab.pdfbase.ttfonts import TTFError

    from app.services.documents.fonts import Face, missing

    try:
        for face in Face:
            lost = missing(SAMPLE, face)
            if lost:
                return bad("fonts", "missing", face=FACES[face.value], characters=" ".join(lost))
    except (OSError, TTFError) as error:
        return bad("fonts", "lost", detail=error)
    return ok("fonts", sample=SAMPLE)


def clock(now: datetime, newest: datetime | None, drift: float | None) -> Line:
    """The clock against common sense, against the newest fact, and against the node (``drift``: ours minus its, seconds).

    ``now`` and ``newest`` are UTC. The order of facts never depends on it; what is printed does (EC-17).
    """
    shown = shown_time(now)
    if not FIRST_YEAR <= now.year <= LAST_YEAR:
        return bad("clock", "year", now=shown)
    if drift is not None and abs(drift) > DRIFT_MINUTES * 60:
        sign, minutes = "快" if drift > 0 else "慢", round(abs(drift) / 60)
        return warn("clock", "drift", now=shown, sign=sign, minutes=minutes)
    if newest is not None and newest - now > STEP:
        line = bad if newest - now > DAY else warn
        return line("clock", "back", now=shown, newest=shown_time(newest))
    return ok("clock", now=shown)


def shown_time(moment: datetime) -> str:
    """A moment in Beijing time."""
    return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
