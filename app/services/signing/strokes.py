"""Ink of a signature: every raw event kept, a compact master, and a picture for the paper.

The master (`encode`) is what is encrypted and kept; the picture (`to_png`) is all that goes
into the PDF, so that nobody can use the strokes again. A width is drawn from the pressure
where a pen gave one, else from the speed; a pressure is never made up.

Format of the master, version 1: `HQI1`, then a zlib stream of the *payload*: unsigned
varints (LEB128), signed ones in zigzag, every value but the first as a difference.
`digest` is over the payload, so it does not depend on the zlib in use.
"""

from __future__ import annotations

import hashlib
import zlib
from enum import IntEnum

import msgspec

MAGIC = b"HQI1"
GRID = 64  # positions are kept in 1/64 px: exact in binary, finer than any digitiser
LEVELS = 8192  # pressure levels of the finest pens
MAX_STROKES = 400
MAX_SAMPLES = 60_000  # five minutes at 200 Hz
MAX_BYTES = 1_000_000  # of the master, and twice this of the payload
MAX_PX = 16_384
MAX_US = 24 * 3600 * 1_000_000


class InkError(ValueError):
    """Ink that is refused whole: damaged, not canonical, or beyond the bounds."""


class Tool(IntEnum):
    """What the person wrote with."""

    PEN = 0
    TOUCH = 1
    MOUSE = 2


class Sample(msgspec.Struct, frozen=True, array_like=True):
    """One raw event. x, y in device-independent px of the pad (1/64 steps); t in monotonic µs.

    `pressure` 0 to 1 in 1/8192 steps, only when the device measures it; `tilt_x`, `tilt_y` in
    whole degrees, only when the device measures them.
    """

    x: float
    y: float
    t: int
    pressure: float | None = None
    tilt_x: int | None = None
    tilt_y: int | None = None


class Stroke(msgspec.Struct, frozen=True, array_like=True):
    """From pen-down to pen-up; the last sample is the pen-up event."""

    tool: Tool
    samples: tuple[Sample, ...]


class Strokes(msgspec.Struct, frozen=True, array_like=True):
    """A signature: the pad's size in px when it was written, and its strokes in order."""

    width: float
    height: float
    strokes: tuple[Stroke, ...] = ()


def sample(
    x: float,
    y: float,
    t: int,
    pressure: float | None = None,
    tilt_x: float | None = None,
    tilt_y: float | None = None,
) -> Sample:
    """Make a sample from raw numbers, on the grid of the format (so the codec is exact)."""
    return Sample(
        round(x * GRID) / GRID,
        round(y * GRID) / GRID,
        t,
        None if pressure is None else round(min(1.0, max(0.0, pressure)) * LEVELS) / LEVELS,
        None if tilt_x is None else round(tilt_x),
        None if tilt_y is None else round(tilt_y),
    )


# --- writing ---------------------------------------------------------------------------------


def _put(out: bytearray, value: int) -> None:
    while value > 0x7F:  # noqa: PLR2004 - seven bits a byte
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def _put_signed(out: bytearray, value: int) -> None:
    _put(out, value * 2 if value >= 0 else -value * 2 - 1)


def _steps(value: float, steps: int, what: str) -> int:
    if not -MAX_PX <= value <= MAX_PX:  # also refuses NaN
        raise InkError(f"{what} {value} is outside ±{MAX_PX}")
    scaled = value * steps
    if scaled != int(scaled):
        raise InkError(f"{what} {value} is not on the 1/{steps} grid")
    return int(scaled)


def _columns(one: Sample) -> tuple[int, ...]:
    row = [_steps(one.x, GRID, "x"), _steps(one.y, GRID, "y"), one.t]
    if one.pressure is not None:
        row.append(_steps(one.pressure, LEVELS, "pressure"))
    if one.tilt_x is not None and one.tilt_y is not None:
        row += [one.tilt_x, one.tilt_y]
    return tuple(row)


def _shape(one: Sample) -> int:
    if (one.tilt_x is None) != (one.tilt_y is None):
        raise InkError("a tilt has two angles or none")
    return (one.pressure is not None) | (one.tilt_x is not None) << 1


def _check(one: Sample, before: int) -> None:
    if not before <= one.t <= MAX_US:
        raise InkError(f"time {one.t} µs runs backwards or is beyond a day")
    if one.pressure is not None and not 0.0 <= one.pressure <= 1.0:
        raise InkError(f"pressure {one.pressure} is not between 0 and 1")
    if max(abs(one.tilt_x or 0), abs(one.tilt_y or 0)) > 90:  # noqa: PLR2004 - degrees
        raise InkError("a pen tilts at most 90 degrees")


def payload(strokes: Strokes) -> bytes:
    """Return the canonical bytes of the strokes (before compression); raises InkError beyond the bounds."""
    if len(strokes.strokes) > MAX_STROKES:
        raise InkError(f"more than {MAX_STROKES} strokes")
    if sum(len(stroke.samples) for stroke in strokes.strokes) > MAX_SAMPLES:
        raise InkError(f"more than {MAX_SAMPLES} samples")
    out = bytearray()
    for side in (strokes.width, strokes.height):
        steps = _steps(side, GRID, "size")
        if steps <= 0:
            raise InkError("the pad has no size")
        _put(out, steps)
    _put(out, len(strokes.strokes))
    clock = 0
    for stroke in strokes.strokes:
        clock = _put_stroke(out, stroke, clock)
    return bytes(out)


def _put_stroke(out: bytearray, stroke: Stroke, clock: int) -> int:
    if not stroke.samples:
        raise InkError("a stroke has at least one sample")
    shape = _shape(stroke.samples[0])
    _put(out, int(stroke.tool) << 2 | shape)
    _put(out, len(stroke.samples))
    before: tuple[int, ...] = (0, 0, clock, 0, 0, 0)
    for one in stroke.samples:
        if _shape(one) != shape:
            raise InkError("within a stroke all samples measure the same things")
        _check(one, before[2])
        row = _columns(one)
        for now, then in zip(row, before, strict=False):
            _put_signed(out, now - then)
        before = row
    return before[2]


def encode(strokes: Strokes) -> bytes:
    """Return the compact master, about 4 bytes an event; raises InkError if anything is out of bounds."""
    master = MAGIC + zlib.compress(payload(strokes), 9)
    if len(master) > MAX_BYTES:
        raise InkError(f"more than {MAX_BYTES} bytes")
    return master


def digest(strokes: Strokes) -> str:
    """SHA-256 of the canonical payload, hexadecimal: what a signature fact binds."""
    return hashlib.sha256(payload(strokes)).hexdigest()


# --- reading ---------------------------------------------------------------------------------


class _Reader:
    """Reads varints; every way to run off the end or to be ambiguous is an InkError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def get(self, most: int) -> int:
        value = shift = 0
        while True:
            if self._at >= len(self._data) or shift > 42:  # noqa: PLR2004 - no value here needs 49 bits
                raise InkError("the ink ends in the middle of a number")
            byte = self._data[self._at]
            self._at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:  # noqa: PLR2004 - last byte of the number
                break
            shift += 7
        if value > most:
            raise InkError(f"{value} is more than the {most} allowed")
        return value

    def signed(self) -> int:
        value = self.get(4 * MAX_US)
        return value // 2 if value % 2 == 0 else -(value + 1) // 2

    def done(self) -> bool:
        return self._at == len(self._data)


def _get_stroke(read: _Reader, clock: int) -> Stroke:
    head = read.get(11)
    has_pressure, has_tilt = bool(head & 1), bool(head & 2)
    before = [0, 0, clock, *([0] * has_pressure), *([0, 0] * has_tilt)]
    samples: list[Sample] = []
    for _ in range(read.get(MAX_SAMPLES)):
        before = [then + read.signed() for then in before]
        x, y, t = before[:3]
        pressure = before[3] / LEVELS if has_pressure else None
        tilt = before[-2:] if has_tilt else (None, None)
        samples.append(Sample(x / GRID, y / GRID, t, pressure, *tilt))
    return Stroke(Tool(head >> 2), tuple(samples))


def decode(data: bytes) -> Strokes:
    """Read a master; anything but the exact output of `encode` for valid strokes raises InkError."""
    if len(data) > MAX_BYTES or not data.startswith(MAGIC):
        raise InkError("this is no ink of version 1")
    unzip = zlib.decompressobj()
    try:
        plain = unzip.decompress(data[len(MAGIC) :], 2 * MAX_BYTES)
    except zlib.error as error:
        raise InkError("the ink is damaged") from error
    if not unzip.eof or unzip.unused_data or unzip.unconsumed_tail:
        raise InkError("the ink is cut off, too long, or followed by something else")
    read = _Reader(plain)
    width, height = read.get(MAX_PX * GRID) / GRID, read.get(MAX_PX * GRID) / GRID
    strokes: list[Stroke] = []
    clock = total = 0
    for _ in range(read.get(MAX_STROKES)):
        stroke = _get_stroke(read, clock)
        total += len(stroke.samples)
        if not stroke.samples or total > MAX_SAMPLES:
            raise InkError("a stroke is empty, or there are too many samples")
        clock = stroke.samples[-1].t
        strokes.append(stroke)
    result = Strokes(width, height, tuple(strokes))
    if not read.done() or payload(result) != plain:
        raise InkError("the ink is not in its one canonical form")
    return result
