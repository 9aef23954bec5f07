from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.services.signing.ink import (
    MAX_SAMPLES,
    InkError,
    Nib,
    Sample,
    Stroke,
    Strokes,
    Tool,
    decode,
    digest,
    dots,
    encode,
    is_blank,
    payload,
    sample,
    to_png,
)
from app.services.signing.strokes import MAGIC, MAX_BYTES

PX = st.integers(-200 * 64, 3000 * 64).map(lambda v: v / 64)
LEVEL = st.integers(0, 8192).map(lambda v: v / 8192)
ANGLE = st.integers(-90, 90)


@st.composite
def inks(draw: st.DrawFn) -> Strokes:
    strokes, clock = [], 0
    for _ in range(draw(st.integers(0, 5))):
        pressed, tilted = draw(st.booleans()), draw(st.booleans())
        samples = []
        for _ in range(draw(st.integers(1, 30))):
            clock += draw(st.integers(0, 100_000))
            samples.append(
                Sample(
                    draw(PX),
                    draw(PX),
                    clock,
                    draw(LEVEL) if pressed else None,
                    draw(ANGLE) if tilted else None,
                    draw(ANGLE) if tilted else None,
                )
            )
        strokes.append(Stroke(draw(st.sampled_from(Tool)), tuple(samples)))
    return Strokes(draw(st.integers(1, 3000)) / 1.0, draw(st.integers(64, 99_999)) / 64, tuple(strokes))


def written(count: int = 200, *, pressed: bool = True) -> Strokes:
    """A wave across the pad, 5 ms between events."""
    line = tuple(
        sample(100 + i * 2, 180 + 60 * ((i // 20) % 2), i * 5000, 0.3 + (i % 50) / 100 if pressed else None)
        for i in range(count)
    )
    return Strokes(632.0, 356.0, (Stroke(Tool.PEN if pressed else Tool.MOUSE, line),))


@given(inks())
def test_what_is_written_is_read(strokes: Strokes) -> None:
    assert decode(encode(strokes)) == strokes


@given(inks(), inks())
def test_digest_tells_strokes_apart(a: Strokes, b: Strokes) -> None:
    assert (digest(a) == digest(b)) == (a == b)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_not_crashed_on(data: bytes) -> None:
    for hostile in (data, MAGIC + data, MAGIC + zlib.compress(data, 9)):
        try:
            strokes = decode(hostile)
        except InkError:
            continue
        assert payload(strokes) == data  # the only way in is to be canonical


@given(inks(), st.data())
def test_a_changed_byte_is_refused_or_is_other_ink(strokes: Strokes, data: st.DataObject) -> None:
    plain = bytearray(payload(strokes))
    at = data.draw(st.integers(0, len(plain) - 1))
    plain[at] ^= data.draw(st.integers(1, 255))
    try:
        other = decode(MAGIC + zlib.compress(bytes(plain), 9))
    except InkError:
        return
    assert digest(other) != digest(strokes)


def test_cut_off_and_continued_ink_is_refused() -> None:
    master = encode(written())
    for wrong in (
        master[:-1],
        master + b"\0",
        b"",
        MAGIC,
        master[4:],
        MAGIC + zlib.compress(payload(written()) + b"\0"),
    ):
        with pytest.raises(InkError):
            decode(wrong)


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    bomb = MAGIC + zlib.compress(b"\0" * 200_000_000, 9)
    assert len(bomb) < MAX_BYTES
    with pytest.raises(InkError, match="too long"):
        decode(bomb)


@pytest.mark.parametrize(
    "bad",
    [
        Sample(float("nan"), 0.0, 0),
        Sample(float("inf"), 0.0, 0),
        Sample(0.001, 0.0, 0),
        Sample(0.0, 99_999.0, 0),
        Sample(0.0, 0.0, -1),
        Sample(0.0, 0.0, 0, 1.5),
        Sample(0.0, 0.0, 0, None, 91, 0),
        Sample(0.0, 0.0, 0, None, 3, None),
    ],
)
def test_impossible_events_are_refused(bad: Sample) -> None:
    with pytest.raises(InkError):
        encode(Strokes(100.0, 100.0, (Stroke(Tool.PEN, (bad,)),)))


def test_time_runs_forward_only() -> None:
    back = (Sample(0.0, 0.0, 10), Sample(1.0, 1.0, 9))
    with pytest.raises(InkError, match="backwards"):
        encode(Strokes(100.0, 100.0, (Stroke(Tool.PEN, back),)))


def test_there_is_an_end_to_it() -> None:
    many = tuple(Sample(0.0, 0.0, i) for i in range(MAX_SAMPLES + 1))
    with pytest.raises(InkError, match="samples"):
        encode(Strokes(100.0, 100.0, (Stroke(Tool.PEN, many),)))


def test_six_seconds_are_small() -> None:
    assert len(encode(written(1200))) < 6000


def test_raw_numbers_land_on_the_grid() -> None:
    assert sample(1.00001, 2.4999, 7, 0.33333, 12.4, -3.6) == Sample(1.0, 2.5, 7, 2731 / 8192, 12, -4)


def test_blank_is_nothing_a_dot_and_a_tick() -> None:
    dot = Stroke(Tool.PEN, tuple(sample(50, 50, i) for i in range(50)))
    tick = Stroke(Tool.PEN, tuple(sample(50 + i / 4, 50 + i / 4, i) for i in range(100)))
    assert is_blank(Strokes(632.0, 356.0))
    assert is_blank(Strokes(632.0, 356.0, (dot,)))
    assert is_blank(Strokes(632.0, 356.0, (tick,)))
    assert not is_blank(written())


def test_the_curve_goes_through_every_sample_and_stays_near() -> None:
    stroke = written(60).strokes[0]
    line = dots(stroke, 5.0)
    for one in stroke.samples:
        assert min((x - one.x) ** 2 + (y - one.y) ** 2 for x, y, _ in line) < 0.5
    assert max(y for _, y, _ in line) < 240 + 12
    assert min(y for _, y, _ in line) > 180 - 12


def test_pressure_and_speed_make_the_width() -> None:
    def last(step: float, pressure: float | None) -> float:
        nib = Nib(6.0, Tool.PEN)
        out = [d for i in range(60) for d in nib.add(sample(i * step, 0, i * 5000, pressure))]
        return out[-1][2]

    assert last(2, 0.9) > 1.5 * last(2, 0.2)  # harder is wider
    assert last(1, None) > 1.5 * last(16, None)  # slower is wider
    assert last(2, 0.5) == pytest.approx(last(16, 0.5))  # a measured pressure is not judged by speed


def test_the_picture_is_grey_sharp_and_small() -> None:
    data = to_png(written(), 40, 15)
    picture = Image.open(BytesIO(data))
    assert picture.size == (472, 177)
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    grey = picture.convert("L")
    used = {level for level, n in enumerate(grey.histogram()) if n}
    assert used <= {i * 17 for i in range(16)}
    assert {0, 255} <= used
    assert len(data) < 8000
    dark = [(i % 472, i // 472) for i, v in enumerate(grey.tobytes()) if v < 128]
    left, right = min(x for x, _ in dark), max(x for x, _ in dark)
    assert abs((left + right) / 2 - 236) < 3  # in the middle
    assert left > 0
    assert right < 471  # nothing cut


def test_the_same_ink_is_the_same_picture() -> None:
    assert to_png(written(), 40, 15) == to_png(decode(encode(written())), 40, 15)


def test_no_ink_no_picture() -> None:
    with pytest.raises(InkError):
        to_png(Strokes(632.0, 356.0), 40, 15)
    with pytest.raises(InkError):
        to_png(written(), 4000, 15)
