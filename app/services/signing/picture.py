"""The picture of a signature for the paper: 300 dpi, sixteen greys, no way back to the strokes."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

from app.services.signing.nib import Dot, dots, nib_size
from app.services.signing.strokes import InkError, Strokes

_OVER = 4  # drawn four times as large and reduced: smooth edges
_LARGEST = 2400  # px a side at most
_MOST_SCALE = 2.0  # a small signature is not blown up beyond twice its share of the pad


def _fit(strokes: Strokes, all_dots: list[Dot], width: int, height: int) -> tuple[float, float, float]:
    """Scale and offset that put the ink into the picture's middle."""
    left = min(x - r for x, _, r in all_dots)
    right = max(x + r for x, _, r in all_dots)
    top = min(y - r for _, y, r in all_dots)
    bottom = max(y + r for _, y, r in all_dots)
    whole = min(width / strokes.width, height / strokes.height)
    tight = 0.96 * min(width / max(right - left, 1.0), height / max(bottom - top, 1.0))
    scale = min(tight, _MOST_SCALE * whole)
    return scale, (width - scale * (left + right)) / 2, (height - scale * (top + bottom)) / 2


def to_png(strokes: Strokes, w_mm: float, h_mm: float, dpi: int = 300) -> bytes:
    """Draw the strokes into a grey PNG of w_mm × h_mm at `dpi`, black ink on white, 16 levels.

    The ink is fitted into the middle, its proportions kept. Raises InkError without ink or
    when a side would be beyond 2,400 px.
    """
    from PIL import Image, ImageDraw

    width, height = round(w_mm / 25.4 * dpi), round(h_mm / 25.4 * dpi)
    if not (0 < width <= _LARGEST and 0 < height <= _LARGEST):
        raise InkError(f"a picture of {width} × {height} px is not made")
    size = nib_size(strokes)
    lines = [dots(stroke, size) for stroke in strokes.strokes]
    together = [dot for line in lines for dot in line]
    if not together:
        raise InkError("there is no ink to draw")
    scale, dx, dy = _fit(strokes, together, width, height)
    sheet = Image.new("L", (width * _OVER, height * _OVER), 255)
    draw = ImageDraw.Draw(sheet)
    for line in lines:
        moved = [((x * scale + dx) * _OVER, (y * scale + dy) * _OVER, r * scale * _OVER) for x, y, r in line]
        for x, y, r in moved:
            draw.ellipse((x - r, y - r, x + r, y + r), fill=0)
        for (x, y, r), (u, v, s) in pairwise(moved):
            draw.line((x, y, u, v), fill=0, width=max(1, round(r + s)))
    small = sheet.resize((width, height), Image.Resampling.BOX)
    grey = small.point([round(level / 17) for level in range(256)])
    picture = Image.frombytes("P", grey.size, grey.tobytes())
    picture.putpalette([value for level in range(16) for value in (level * 17,) * 3])
    out = BytesIO()
    picture.save(out, "PNG", bits=4, optimize=True, dpi=(dpi, dpi))
    return out.getvalue()
