"""Sheets of paper in space: seen at an angle, and crumpled."""

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageFilter

Point = tuple[float, float]
_EYE = 900.0
"""Distance of the eye in pixels: the perspective of a laptop's camera."""

_CELLS = 7


def in_perspective(
    ground: Image.Image, sheet: Image.Image, centre: Point, turn: float, tilt: float
) -> Image.Image:
    """Put ``sheet`` onto ``ground``, turned in the plane and tilted away from the eye (radians)."""
    w, h = sheet.size
    corners = [
        _seen((x, y), centre, turn, tilt)
        for x, y in ((-w / 2, -h / 2), (w / 2, -h / 2), (w / 2, h / 2), (-w / 2, h / 2))
    ]
    back = _plane(corners, [(0, 0), (w, 0), (w, h), (0, h)])
    kind, best = Image.Transform.PERSPECTIVE, Image.Resampling.BICUBIC
    mask = Image.new("L", sheet.size, 255).transform(ground.size, kind, back, best)
    ground.paste(sheet.transform(ground.size, kind, back, best), (0, 0), mask)
    return ground


def _seen(at: Point, centre: Point, turn: float, tilt: float) -> Point:
    x = at[0] * math.cos(turn) - at[1] * math.sin(turn)
    y = at[0] * math.sin(turn) + at[1] * math.cos(turn)
    far = _EYE / (_EYE + x * math.sin(tilt))
    return centre[0] + x * math.cos(tilt) * far, centre[1] + y * far


def _plane(seen: Sequence[Point], flat: Sequence[Point]) -> list[float]:
    """Return the eight numbers of the perspective that takes each point of ``seen`` to its one of ``flat``."""
    rows = []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows.append([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u])
        rows.append([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v])
    return _solved(rows)


def _solved(rows: list[list[float]]) -> list[float]:
    """Solve n equations in n unknowns (Gauss, with the largest pivot)."""
    n = len(rows)
    for i in range(n):
        best = max(range(i, n), key=lambda k, i=i: abs(rows[k][i]))  # type: ignore[misc]  # mypy sees no default in lambdas
        rows[i], rows[best] = rows[best], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k in range(n):
            if k != i:
                share = rows[k][i]
                rows[k] = [a - share * b for a, b in zip(rows[k], rows[i], strict=True)]
    return [row[n] for row in rows]


def crumpled(rng: random.Random, sheet: Image.Image, strength: float) -> Image.Image:
    """Crumple a sheet and smooth it out by hand: its parts are shifted by up to ``strength`` pixels and lie in other light."""
    w, h = sheet.size
    knots = {
        (i, j): (
            i * w / _CELLS + (rng.uniform(-strength, strength) if 0 < i < _CELLS else 0),
            j * h / _CELLS + (rng.uniform(-strength, strength) if 0 < j < _CELLS else 0),
        )
        for i in range(_CELLS + 1)
        for j in range(_CELLS + 1)
    }
    mesh = []
    for i in range(_CELLS):
        for j in range(_CELLS):
            box = (i * w // _CELLS, j * h // _CELLS, (i + 1) * w // _CELLS, (j + 1) * h // _CELLS)
            corners = (knots[i, j], knots[i, j + 1], knots[i + 1, j + 1], knots[i + 1, j])
            mesh.append((box, tuple(c for corner in corners for c in corner)))
    bent = sheet.transform(sheet.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)
    light = Image.frombytes("L", (_CELLS, _CELLS), bytes(rng.randint(110, 255) for _ in range(_CELLS**2)))
    shade = light.resize(sheet.size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(6))
    return ImageChops.multiply(bent, shade)
