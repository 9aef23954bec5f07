"""Tells a camera that shows nothing (lens covered, shutter closed, driver hung) from a room that is merely dark.

576 points of each frame are looked at, in 0.03 ms. What the limits rest on:

- A real sensor has grain. Points that all lie within 3 grey values of each other are no picture of anything: a closed
  shutter or a driver that fills its frames (BLANK), with video black, which is 16 and not 0, or less: BLACK.
- A covered lens makes the camera turn up its gain: grain, but alike everywhere. A dark room has a window, a lamp, a door.
  So 16 parts of the frame are compared: dark (mean below 32) and alike within 4 grey values is BLACK, dark and not alike is
  DIM. Each part is the mean of 36 points and of about ten frames: strong grain of 20 grey values then leaves the lightest
  and the darkest part about 3 apart.
- Grain never comes twice: the same 576 values for 3 seconds mean that no new picture comes (FROZEN).

A state is told when it has lasted a second (a hand before the lens, a black coat), and taken back at once.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.scanning.reader import Luma

DARK: Final = 32
"""Mean grey value below which a picture is dark; video black is 16."""

NO_GRAIN: Final = 3
ALIKE: Final = 4
"""Grey values between the lightest and the darkest point, and part."""

LASTS: Final = 1.0
FROZEN_AFTER: Final = 3.0
"""Seconds."""

_SIDE: Final = 24
_PARTS: Final = 4
_EACH: Final = _SIDE // _PARTS
_NEWEST: Final = 0.1
"""Share of the newest frame in the mean of a part."""


class Sight(StrEnum):
    """What the camera shows."""

    CLEAR = "clear"
    DIM = "dim"
    BLACK = "black"
    BLANK = "blank"
    FROZEN = "frozen"


SHOWS_NOTHING: Final = frozenset({Sight.BLACK, Sight.BLANK, Sight.FROZEN})


class Watch:
    """Looks at frame after frame of one camera; a new camera takes a new watch."""

    def __init__(self) -> None:
        self._parts: list[float] = []
        self._points = b""
        self._moved = 0.0
        self._seen = Sight.CLEAR
        self._since = 0.0

    def look(self, luma: Luma, now: float) -> Sight:
        """Return what has been shown for a while; ``now`` in seconds of a clock that never goes back."""
        if not luma.fits():
            return self._told(Sight.CLEAR, now)
        rows = _sampled(luma)
        points = b"".join(rows)
        if points != self._points:
            self._points, self._moved = points, now
        parts = _means(rows)
        if len(self._parts) != len(parts):
            self._parts = parts
        self._parts = [old + _NEWEST * (new - old) for old, new in zip(self._parts, parts, strict=True)]
        return self._told(self._judge(points, now), now)

    def _judge(self, points: bytes, now: float) -> Sight:
        dark = sum(points) < DARK * len(points)
        if max(points) - min(points) <= NO_GRAIN:
            return Sight.BLACK if dark else Sight.BLANK
        if now - self._moved >= FROZEN_AFTER:
            return Sight.FROZEN
        if not dark:
            return Sight.CLEAR
        return Sight.BLACK if max(self._parts) - min(self._parts) <= ALIKE else Sight.DIM

    def _told(self, seen: Sight, now: float) -> Sight:
        if seen is not self._seen:
            self._seen, self._since = seen, now
        lasted = seen is Sight.FROZEN or now - self._since >= LASTS
        return seen if lasted else Sight.CLEAR


def _sampled(luma: Luma) -> list[bytes]:
    """24 rows of 24 points each, spread over the picture; fewer if it has fewer."""
    down, along = max(luma.height // _SIDE, 1), max(luma.width // _SIDE, 1)
    rows = []
    for y in range(down // 2, luma.height, down)[:_SIDE]:
        first = y * luma.stride + luma.offset
        line = luma.data[first + along // 2 * luma.step : first + luma.width * luma.step : along * luma.step]
        rows.append(line.tobytes()[:_SIDE])
    return rows


def _means(rows: Sequence[bytes]) -> list[float]:
    """Mean of each of 4 × 4 parts, row by row."""
    found = []
    for top in range(0, len(rows), _EACH):
        for left in range(0, len(rows[0]), _EACH):
            part = b"".join(row[left : left + _EACH] for row in rows[top : top + _EACH])
            found.append(sum(part) / max(len(part), 1))
    return found
