"""A camera that shows nothing is told from a dark room."""

import random
import time
from collections.abc import Callable
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.scanning.dim import FROZEN_AFTER, SHOWS_NOTHING, Sight, Watch
from app.services.scanning.reader import Luma

W, H = 96, 72
FPS = 15
Pixel = Callable[[int, int], float]


def frame(rng: random.Random, pixel: Pixel, grain: float) -> Luma:
    """A small frame: ``pixel`` of each of 16 × 9 blocks, with grain upon it."""
    rows = []
    for y in range(H):
        flat = [pixel(x, y // 8) for x in range(16) for _ in range(6)]
        noise = (
            rng.choices(range(-64, 65), [2 ** -((n / max(grain, 0.01)) ** 2) for n in range(-64, 65)], k=W)
            if grain
            else [0] * W
        )
        rows.append(bytes(min(max(round(v + n), 0), 255) for v, n in zip(flat, noise, strict=True)))
    return Luma(memoryview(b"".join(rows)), W, H, W)


def shown(pixel: Pixel, grain: float, seconds: float = 2.5, seed: int = 1) -> Sight:
    """What is told after that many seconds of such frames."""
    rng, watch, seen = random.Random(seed), Watch(), Sight.CLEAR  # noqa: S311  the same frames for the same seed
    for n in range(round(seconds * FPS)):
        seen = watch.look(frame(rng, pixel, grain), n / FPS)
    return seen


def room(light: float) -> Pixel:
    """A room with a window at one side and a table."""
    return lambda x, y: light * ((90 if x > 11 and y < 5 else 25) + (10 if y > 6 else 0))


@pytest.mark.parametrize(
    ("pixel", "grain", "told"),
    [
        (room(1.5), 2, Sight.CLEAR),
        (room(1.2), 6, Sight.CLEAR),
        (room(0.3), 6, Sight.DIM),
        (room(0.3), 12, Sight.DIM),
        (lambda _x, _y: 16, 0, Sight.BLACK),
        (lambda _x, _y: 0, 0, Sight.BLACK),
        (lambda _x, _y: 20, 8, Sight.BLACK),
        (lambda _x, _y: 28, 16, Sight.BLACK),
        (lambda _x, _y: 128, 0, Sight.BLANK),
        (lambda _x, _y: 255, 0, Sight.BLANK),
        (lambda _x, _y: 235, 3, Sight.CLEAR),
    ],
)
def test_what_a_camera_shows(pixel: Pixel, grain: float, told: Sight) -> None:
    assert shown(pixel, grain) is told


def test_a_still_picture_is_frozen_after_three_seconds_and_free_at_the_next_new_one() -> None:
    rng, watch = random.Random(1), Watch()  # noqa: S311  the same frames for the same seed
    still, other = frame(rng, room(1.5), 4), frame(rng, room(1.5), 4)
    told = [watch.look(still, n / FPS) for n in range(round(4 * FPS))]
    first = told.index(Sight.FROZEN) / FPS
    assert FROZEN_AFTER <= first < FROZEN_AFTER + 0.2
    assert watch.look(other, 4.1) is Sight.CLEAR


def test_a_hand_before_the_lens_is_not_told() -> None:
    rng, watch = random.Random(1), Watch()  # noqa: S311  the same frames for the same seed
    told = set()
    for n in range(6 * FPS):
        hidden = n % FPS < FPS // 2
        told.add(watch.look(frame(rng, (lambda _x, _y: 10) if hidden else room(1.5), 4), n / FPS))
    assert told == {Sight.CLEAR}


def test_it_is_taken_back_at_once() -> None:
    rng, watch = random.Random(1), Watch()  # noqa: S311  the same frames for the same seed
    for n in range(3 * FPS):
        seen = watch.look(frame(rng, lambda _x, _y: 16, 0), n / FPS)
    assert seen is Sight.BLACK
    assert watch.look(frame(rng, room(1.5), 4), 3.0) is Sight.CLEAR


@given(
    st.binary(min_size=1, max_size=4000),
    st.integers(-5, 70),
    st.integers(-5, 70),
    st.integers(0, 200),
    st.integers(0, 3),
)
def test_any_plane_is_judged(data: bytes, width: int, height: int, stride: int, step: int) -> None:
    watch = Watch()
    for n in range(3):
        assert watch.look(Luma(memoryview(data), width, height, stride, step), float(n)) in Sight


@given(st.integers(0, 255))
def test_one_grey_everywhere_shows_nothing(grey: int) -> None:
    watch, luma = Watch(), Luma(memoryview(bytes([grey]) * 64 * 48), 64, 48, 64)
    watch.look(luma, 0.0)
    assert watch.look(luma, 1.0) in SHOWS_NOTHING


def test_a_look_at_a_large_frame_costs_a_small_part_of_a_millisecond() -> None:
    luma, watch, took = Luma(memoryview(bytes(1920 * 1080)), 1920, 1080, 1920), Watch(), []
    for n in range(200):
        began = time.perf_counter()
        watch.look(luma, n / FPS)
        took.append(time.perf_counter() - began)
    assert median(took) < 0.001
