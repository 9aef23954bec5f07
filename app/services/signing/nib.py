"""How ink looks: Catmull-Rom through the samples, as Béziers, with a width at every point.

One `Nib` per stroke is fed the samples as they come and gives back dots (x, y, radius) along
the curve; the pad on the screen and the picture for the paper use the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from app.services.signing.strokes import Sample, Stroke, Strokes, Tool

Dot = tuple[float, float, float]  # x, y, radius: px of the pad

_NEAR = 0.35  # px; closer samples carry no direction
_STEP = 0.3  # of a radius: distance of dots, so close that their hull is smooth
_SLOW, _FAST = 0.15, 3.0  # px/ms: full width below, thinnest above
_THIN = 0.38  # thinnest, as a share of the full width
_CALM = 0.28  # how quickly the width follows


def nib_size(strokes: Strokes) -> float:
    """Full width of the line in px of the pad: 1.6 % of its height, 2.2 to 9 px."""
    return min(9.0, max(2.2, strokes.height * 0.016))


class Nib:
    """Turns the samples of one stroke into dots, as far as they are settled."""

    def __init__(self, size: float, tool: Tool) -> None:
        self._size = size
        self._tool = tool
        self._points: list[Dot] = []
        self._last: Sample | None = None
        self._share = 0.75

    def add(self, one: Sample) -> list[Dot]:
        """Take the next sample; returns the dots that will not change any more."""
        self._share += (self._wish(one) - self._share) * (1.0 if self._last is None else _CALM)
        if self._last is not None and math.dist((one.x, one.y), (self._last.x, self._last.y)) < _NEAR:
            return []
        self._last = one
        self._points.append((one.x, one.y, self._share * self._size / 2))
        if len(self._points) == 1:
            return [self._points[0]]
        if len(self._points) < 3:  # noqa: PLR2004 - a curve piece needs the point after it
            return []
        first = self._points[-4] if len(self._points) > 3 else self._points[-3]  # noqa: PLR2004 - four points make a piece
        dots = list(_piece(first, *self._points[-3:]))
        del self._points[:-3]
        return dots

    def tail(self) -> list[Dot]:
        """Return the last piece, still to change with the next sample; at pen-up it is final."""
        if len(self._points) < 2:  # noqa: PLR2004 - a piece has two ends
            return list(self._points)
        before = self._points[-3] if len(self._points) > 2 else self._points[-2]  # noqa: PLR2004 - a point before the two
        return list(_piece(before, self._points[-2], self._points[-1], self._points[-1]))

    def _wish(self, one: Sample) -> float:
        if one.pressure is not None:
            return _THIN * 0.7 + (1.25 - _THIN * 0.7) * float(one.pressure**0.8)
        if self._last is None:
            return 0.8
        length = math.dist((one.x, one.y), (self._last.x, self._last.y))
        speed = length / max((one.t - self._last.t) / 1000, 0.5)
        slow = min(1.0, max(0.0, (speed - _SLOW) / (_FAST - _SLOW)))
        return 1.0 - (1.0 - _THIN) * float(slow**0.6)


def _controls(p0: Dot, p1: Dot, p2: Dot, p3: Dot) -> tuple[tuple[float, float], tuple[float, float]]:
    """Bézier controls of the centripetal Catmull-Rom piece from p1 to p2 (no loops, no overshoot)."""
    a = math.sqrt(math.dist(p0[:2], p1[:2]))
    b = math.sqrt(math.dist(p1[:2], p2[:2]))
    c = math.sqrt(math.dist(p2[:2], p3[:2]))

    def lean(near: Dot, far: Dot, over: Dot, s: float) -> tuple[float, float]:
        # `far` pulls backwards, `over` forwards; at an end of the stroke there is no `far`
        if s == 0:
            return near[0], near[1]
        under = 3 * s * (s + b)
        keep = 2 * s * s + 3 * s * b + b * b
        x, y = ((s * s * over[i] - b * b * far[i] + keep * near[i]) / under for i in (0, 1))
        return x, y

    return lean(p1, p0, p2, a), lean(p2, p3, p1, c)


def _piece(p0: Dot, p1: Dot, p2: Dot, p3: Dot) -> Iterator[Dot]:
    (ax, ay), (bx, by) = _controls(p0, p1, p2, p3)
    length = math.dist(p1[:2], (ax, ay)) + math.dist((ax, ay), (bx, by)) + math.dist((bx, by), p2[:2])
    count = max(1, min(200, int(length / max(0.4, _STEP * min(p1[2], p2[2]) * 2)) + 1))
    for i in range(1, count + 1):
        u = i / count
        v = 1 - u
        k0, k1, k2, k3 = v * v * v, 3 * v * v * u, 3 * v * u * u, u * u * u
        x = k0 * p1[0] + k1 * ax + k2 * bx + k3 * p2[0]
        y = k0 * p1[1] + k1 * ay + k2 * by + k3 * p2[1]
        yield x, y, p1[2] + (p2[2] - p1[2]) * u


def dots(stroke: Stroke, size: float) -> list[Dot]:
    """All dots of a finished stroke."""
    nib = Nib(size, stroke.tool)
    settled = [dot for one in stroke.samples for dot in nib.add(one)]
    return settled + nib.tail()


def ink_length(strokes: Strokes) -> float:
    """Length of all strokes in px of the pad."""
    return sum(
        math.dist((a.x, a.y), (b.x, b.y))
        for stroke in strokes.strokes
        for a, b in zip(stroke.samples, stroke.samples[1:], strict=False)
    )


def is_blank(strokes: Strokes) -> bool:
    """Whether this cannot be a name: nothing, a dot, or a tick.

    Refused are ink shorter than half the pad's height, and ink that stays within a box smaller
    than 6 % of the pad's width and 12 % of its height.
    """
    points = [one for stroke in strokes.strokes for one in stroke.samples]
    if not points or ink_length(strokes) < 0.5 * strokes.height:
        return True
    wide = max(p.x for p in points) - min(p.x for p in points)
    high = max(p.y for p in points) - min(p.y for p in points)
    return wide < 0.06 * strokes.width and high < 0.12 * strokes.height
