"""Who typed: a scanner or a person. Every scan whole, every key of a person in its place."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.scanning.wedge import HOLD, ROLLED, SHORTEST, Key, Kind
from support.wedging import END, SHIFT, Board, Ears, badge_text

LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyzHQB0123456789 ,.;'")
PACE = st.lists(st.floats(1, 30), min_size=3, max_size=12)
ALPHABET = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", min_size=60, max_size=220)
STROKES = st.lists(
    st.one_of(
        st.tuples(st.just("key"), st.lists(LETTERS, min_size=1, max_size=1), st.floats(60, 400)),
        st.tuples(
            st.just("roll"), st.lists(LETTERS, min_size=2, max_size=3, unique=True), st.floats(60, 400)
        ),
        st.tuples(st.just("held"), st.lists(LETTERS, min_size=1, max_size=1), st.floats(60, 900)),
        st.tuples(st.just("silent"), st.lists(LETTERS, min_size=1, max_size=1), st.floats(60, 900)),
        st.tuples(st.just("end"), st.just([""]), st.floats(60, 400)),
        st.tuples(st.just("ctrl"), st.just([""]), st.floats(60, 400)),
        st.tuples(st.just("shift"), st.lists(LETTERS, min_size=1, max_size=1), st.floats(60, 400)),
    ),
    max_size=40,
)


def human(board: Board, strokes: list[tuple[str, list[str], float]]) -> None:
    """A person at work: after every stroke the next begins ``gap`` ms later; keys stay down for 70."""
    for how, chars, gap in strokes:
        at = board.now
        if how in {"key", "roll"}:
            for number, char in enumerate(chars):
                board.press(char, at + number * 20 / len(chars), at + 70 + number)
        elif how in {"held", "silent"}:
            _hold(board, chars[0], at, known=how == "held")
        elif how == "shift":
            board.other(Kind.SHIFT, SHIFT, at, at + 200)
            board.press(chars[0], at + 90, at + 160)
        else:
            board.other(Kind.END if how == "end" else Kind.OTHER, END + (how == "ctrl"), at, at + 60)
        board.now = max((key.at for key in board.keys if key.down), default=at) + gap


def _hold(board: Board, char: str, at: float, *, known: bool) -> None:
    """A key held down: after 400 ms it repeats every 30."""
    times = [at, *(at + 400 + 30 * n for n in range(12))]
    for number, (here, following) in enumerate(pairwise(times)):
        board.press(char, here, following - (0.01 if not known else 0), repeat=known and number > 0)


@given(STROKES)
def test_human_typing_is_never_eaten_and_never_reordered(strokes: list[tuple[str, list[str], float]]) -> None:
    board = Board()
    human(board, strokes)
    ears = Ears().hear(board.sorted())
    assert ears.released() == board.sorted()
    assert ears.scans() == []


@given(body=ALPHABET, pace=PACE, end=st.booleans(), jitter=st.lists(st.integers(0, 200), max_size=6))
def test_a_scan_comes_out_whole_and_nothing_of_it_reaches_a_window(
    body: str, pace: list[float], jitter: list[int], *, end: bool
) -> None:
    text = "HQB1:" + body.replace("HQB1:", "")
    gaps = [50.0 if n in jitter else pace[n % len(pace)] for n in range(len(text))]
    board = Board()
    board.scan(text, gaps, end=end)
    ears = Ears().hear(board.sorted())
    assert ears.scans() == [text]
    assert ears.released() == []
    assert Counter(ears.swallowed()) == Counter(board.keys)


@given(pace=PACE, before=STROKES, after=STROKES, end=st.booleans())
def test_a_scan_between_two_stretches_of_typing(
    pace: list[float],
    before: list[tuple[str, list[str], float]],
    after: list[tuple[str, list[str], float]],
    *,
    end: bool,
) -> None:
    board = Board()
    human(board, before)
    board.now += 200
    ours = set(board.keys)
    board.scan(badge_text(1), pace, end=end)
    scanners = set(board.keys) - ours
    board.now += 150
    human(board, after)
    ears = Ears().hear(board.sorted())
    assert ears.scans() == [badge_text(1)]
    assert ears.released() == [key for key in board.sorted() if key not in scanners]


@pytest.mark.parametrize("gap", [1, 8, 30])
@pytest.mark.parametrize("end", [True, False])
def test_sixty_scans_back_to_back(gap: float, *, end: bool) -> None:
    board = Board()
    texts = [badge_text(number) for number in range(60)]
    for text in texts:
        board.scan(text, [gap], end=end)
    ears = Ears().hear(board.sorted())
    assert ears.scans() == texts
    assert ears.released() == []


def test_the_same_code_twice_is_two_scans_even_without_an_end() -> None:
    board = Board()
    board.scan(badge_text(3) * 2, [5], end=False)
    assert Ears().hear(board.sorted()).scans() == [badge_text(3)] * 2


@pytest.mark.parametrize(("before", "after"), [("]Q1", ""), ("~", "#"), ("", "$$")])
def test_what_a_scanner_is_set_to_send_around_it_is_part_of_the_raw_text(before: str, after: str) -> None:
    board = Board()
    board.scan(before + badge_text(4) + after, [9])
    assert Ears().hear(board.sorted()).scans() == [before + badge_text(4) + after]


@pytest.mark.parametrize("ends", [1, 2])
def test_a_late_enter_is_still_the_scans(ends: int) -> None:
    board = Board()
    board.scan(badge_text(5), [10], end=False)
    for number in range(ends):
        board.other(Kind.END, END, board.now + 65 + number, board.now + 66 + number)
    board.other(Kind.END, END, board.now + 400, board.now + 450)
    ears = Ears().hear(board.sorted())
    assert ears.scans() == [badge_text(5)]
    assert [key.at for key in ears.released()] == [board.now + 400, board.now + 450]


def test_a_pause_after_the_first_key_of_another_code_costs_no_scan() -> None:
    board = Board()
    board.scan("690123456789", [45, *[8.0] * 11])
    ears = Ears().hear(board.sorted())
    assert ears.scans() == ["690123456789"]
    assert [key.us for key in ears.released() if key.down] == ["6"]


def test_a_code_of_several_lines_leaves_nothing_in_a_field() -> None:
    board = Board()
    for line in ("BEGIN:VCARD", "N:A", "TEL:1", "END:VCARD"):
        board.scan(line, [10])
    ears = Ears().hear(board.sorted())
    assert ears.released() == []
    assert ears.scans() == ["BEGIN:VCARD", "END:VCARD"]


def test_a_person_types_while_the_scanner_does() -> None:
    board = Board()
    board.scan(badge_text(6), [10])
    board.press("`", 333.0, 403.0)
    theirs = board.keys[-2:]
    ears = Ears().hear(board.sorted())
    assert ears.scans() == [badge_text(6)]
    assert ears.released() == theirs


def test_a_shift_held_since_before_the_scan_comes_up_for_the_window() -> None:
    board = Board(now=100)
    board.keys.append(Key(code=7000, at=0, kind=Kind.SHIFT))
    up = Key(code=7000, at=200, kind=Kind.SHIFT, down=False)
    board.scan("690123456789", [10])
    board.keys.append(up)
    ears = Ears().hear(board.sorted())
    assert ears.released() == [board.keys[0], up]


def test_a_flat_hand_on_the_keyboard_is_no_scan() -> None:
    board = Board()
    for number, char in enumerate("asdfghjkl"):
        board.press(char, number * 3.0, 90 + number)
    ears = Ears().hear(board.sorted())
    assert ears.scans() == []
    assert ears.released() == board.sorted()


@pytest.mark.parametrize("size", [SHORTEST - 1, SHORTEST])
def test_how_short_a_scan_may_be(size: int) -> None:
    board = Board()
    board.scan("8351709"[:size], [12])
    assert Ears().hear(board.sorted()).scans() == (["8351709"[:size]] if size == SHORTEST else [])


def test_the_wait_of_a_fast_typist_is_short() -> None:
    """100 words a minute with a roll in every twentieth stroke: 99 of 100 keys wait no longer than a lone key does."""
    rng = random.Random(4)  # noqa: S311  a typist, no secret
    strokes: list[tuple[str, list[str], float]] = []
    for _ in range(3000):
        roll = rng.random() < 0.05
        chars = rng.sample("aeinostrh", rng.choice([2, 3]) if roll else 1)
        strokes.append(("roll" if roll else "key", chars, max(60.0, rng.gauss(110, 30))))
    board = Board()
    human(board, strokes)
    ears = Ears().hear(board.sorted())
    waits = sorted(ears.delays)
    assert waits[int(len(waits) * 0.99)] <= HOLD
    assert waits[-1] <= 2 * 20 + ROLLED


def test_a_key_typed_just_before_a_badge_is_no_part_of_it() -> None:
    board = Board()
    board.press("e", 0, 50)
    board.now = 52
    board.scan(badge_text(7), [6])
    ears = Ears().hear(board.sorted())
    assert ears.scans() == [badge_text(7)]
    assert ears.released() == board.keys[:2]
