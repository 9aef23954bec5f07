"""The reading thread: newest frame wins, a code is told once, nothing is left behind."""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
import qrcode
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from app.services.scanning.live import GONE_AFTER, STARVED, Frame, Live, Repeats, Seen
from app.services.scanning.reader import Luma, Try, luma_of

LONG = 10.0


def sheet(*texts: str, box: int = 5, blur: float = 0) -> Luma:
    """Codes side by side on grey."""
    page = Image.new("L", (640 * max(len(texts), 1), 640), 200)
    for n, text in enumerate(texts):
        code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=box)
        code.add_data(text)
        page.paste(code.make_image().get_image().convert("L"), (640 * n + 40, 40))
    return luma_of(page.filter(ImageFilter.GaussianBlur(blur)) if blur else page)


class Still:
    """A frame of the tests: counts how often it was opened and closed; ``gate`` holds the reader while it is open."""

    def __init__(self, luma: Luma | None, gate: threading.Event | None = None) -> None:
        self.luma, self.gate = luma, gate
        self.begun = threading.Event()
        self.opened = self.closed = 0

    def open(self) -> Luma | None:
        self.opened += 1
        self.begun.set()
        if self.gate is not None:
            self.gate.wait(LONG)
        return self.luma

    def close(self) -> None:
        self.closed += 1


class Ear:
    """Hears what the reader tells."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.passed: list[Frame] = []
        self.errors: list[Exception] = []
        self.news = threading.Condition()

    def hear(self, seen: Seen) -> None:
        with self.news:
            self.seen.append(seen)
            self.news.notify_all()

    def let_pass(self, frame: Frame, _luma: Luma) -> None:
        with self.news:
            self.passed.append(frame)
            self.news.notify_all()

    def fail(self, error: Exception) -> None:
        with self.news:
            self.errors.append(error)
            self.news.notify_all()

    def until(self, there: Callable[[], bool]) -> bool:
        with self.news:
            return self.news.wait_for(there, LONG)

    def passes(self, frames: int) -> bool:
        return self.until(lambda: len(self.passed) == frames)

    def has_seen(self, looks: int) -> bool:
        return len(self.seen) == looks

    def texts(self) -> list[str]:
        return [text for seen in self.seen for text in seen.fresh]


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def live(ear: Ear) -> Iterator[Live]:
    made = Live(ear.hear, ear.let_pass, ear.fail)
    yield made
    made.stop()
    assert not made.alive()


def test_a_frame_becomes_its_text(live: Live, ear: Ear) -> None:
    frame = Still(sheet("HQB1:A"))
    live.offer(frame)
    assert ear.until(lambda: bool(ear.seen) and bool(ear.passed))
    (seen,) = ear.seen
    assert (seen.fresh, seen.width, seen.height) == (("HQB1:A",), 640, 640)
    assert 30 < seen.codes[0].corners[0][0] < 90
    live.stop()
    assert (frame.opened, frame.closed) == (1, 1)


def test_the_newest_frame_wins_and_every_frame_is_closed_once(live: Live, ear: Ear) -> None:
    gate = threading.Event()
    slow = Still(sheet("first"), gate)
    live.offer(slow)
    assert slow.begun.wait(LONG)
    waiting = [Still(sheet(f"n{n}")) for n in range(20)]
    for frame in waiting:
        live.offer(frame)
    gate.set()
    assert ear.until(lambda: "n19" in ear.texts())
    live.stop()
    assert ear.texts() == ["first", "n19"]
    assert [f.opened for f in waiting] == [0] * 19 + [1]
    assert [f.closed for f in (slow, *waiting)] == [1] * 21
    assert (live.taken, live.dropped) == (2, 19)


def test_several_codes_of_one_frame_are_each_told_once(live: Live, ear: Ear) -> None:
    luma = sheet("one", "https://example.test/cert", "three")
    for n in range(4):
        live.offer(Still(luma))
        assert ear.passes(n + 1)
    assert ear.texts() == ["one", "https://example.test/cert", "three"]
    assert all(len(seen.codes) == 3 for seen in ear.seen)


def test_forgetting_tells_it_again(live: Live, ear: Ear) -> None:
    luma = sheet("one")
    for n in range(3):
        live.offer(Still(luma))
        assert ear.passes(n + 1)
        live.forget()
    assert ear.texts() == ["one"] * 3


def test_what_the_first_look_misses_is_read_in_one_of_the_next_frames(live: Live, ear: Ear) -> None:
    hard = sheet("HQB1:" + "0123456789ABCDEF" * 13, box=3, blur=1.6)
    for n in range(80):
        live.offer(Still(hard))
        assert ear.passes(n + 1)
        if ear.seen:
            break
    assert [code.by for code in ear.seen[0].codes] == [Try.SHARP]


def test_a_poster_in_sight_does_not_stop_the_closer_looks(live: Live, ear: Ear) -> None:
    both = Image.new("L", (1280, 640), 200)
    for n, (text, box, blur) in enumerate((("poster", 8, 0), ("HQB1:" + "0123456789ABCDEF" * 13, 4, 2.2))):
        part = sheet(text, box=box, blur=blur)
        both.paste(Image.frombytes("L", (640, 640), part.data.tobytes()), (640 * n, 0))
    for n in range(40):
        live.offer(Still(luma_of(both)))
        assert ear.passes(n + 1)
        if len(ear.texts()) == 2:
            break
    assert [text[:5] for text in ear.texts()] == ["poste", "HQB1:"]


def test_a_closer_look_waits_while_newer_frames_come_but_not_for_ever(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    live._closer_at = now = time.monotonic()
    live._closer_took = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now + 0.1)
    assert live._has_time()
    live._waiting = (Still(None), now)
    assert not live._has_time()
    monkeypatch.setattr("time.monotonic", lambda: now + STARVED + 0.1)
    assert live._has_time()
    live._closer_took = 5.0
    assert not live._has_time()
    live._waiting = None


def test_a_frame_that_cannot_be_opened_is_closed_and_the_next_is_read(live: Live, ear: Ear) -> None:
    broken, short = Still(None), Still(Luma(memoryview(b"12"), 640, 480, 640))
    for frame in (broken, short):
        live.offer(frame)
        assert frame.begun.wait(LONG)
    live.offer(Still(sheet("after")))
    assert ear.until(lambda: ear.texts() == ["after"])
    live.stop()
    assert (broken.closed, short.closed) == (1, 1)


def test_an_error_is_told_once_and_the_door_goes_on(ear: Ear) -> None:
    def break_(seen: Seen) -> None:
        ear.hear(seen)
        raise ValueError(seen.fresh)

    live = Live(break_, ear.let_pass, ear.fail)
    frames = [Still(sheet(f"n{n}")) for n in range(3)]
    for n, frame in enumerate(frames):
        live.offer(frame)
        assert ear.until(partial(ear.has_seen, n + 1))
    live.stop()
    assert len(ear.errors) == 1
    assert [f.closed for f in frames] == [1, 1, 1]


def test_an_error_nobody_listens_for_reaches_the_crash_log(monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[type[BaseException]] = []
    heard = threading.Event()

    def hook(kind: type[BaseException], _error: BaseException, _trace: object) -> None:
        logged.append(kind)
        heard.set()

    monkeypatch.setattr("sys.excepthook", hook)
    live = Live(lambda _seen: 1 // 0)
    live.offer(Still(sheet("a")))
    assert heard.wait(LONG)
    live.stop()
    assert logged == [ZeroDivisionError]


def test_stopping_closes_what_waits_and_says_nothing_more(ear: Ear) -> None:
    gate = threading.Event()
    live = Live(ear.hear, ear.let_pass, ear.fail)
    running, waiting, late = Still(sheet("a"), gate), Still(sheet("b")), Still(sheet("c"))
    live.offer(running)
    assert running.begun.wait(LONG)
    live.offer(waiting)
    live.stop(wait=False)
    live.stop(wait=False)
    live.offer(late)
    gate.set()
    live.stop()
    assert not live.alive()
    assert [f.closed for f in (running, waiting, late)] == [1, 1, 1]
    assert (waiting.opened, late.opened, ear.seen, ear.passed) == (0, 0, [], [])


def test_it_can_be_stopped_from_its_own_callback() -> None:
    done = threading.Event()

    def end(_seen: Seen) -> None:
        own.stop()
        done.set()

    own = Live(end)
    own.offer(Still(sheet("a")))
    assert done.wait(LONG)
    own.stop()
    assert not own.alive()


names = st.sampled_from(["a", "b", "c"])
looks = st.lists(st.tuples(st.floats(0, 0.4), st.frozensets(names)), max_size=60)


@given(looks)
def test_a_code_is_told_when_it_comes_and_not_again_before_it_was_gone(
    steps: list[tuple[float, frozenset[str]]],
) -> None:
    repeats, now, last = Repeats(), 5.0, dict[str, float]()
    for step, here in steps:
        now += step
        told = set(repeats.fresh(sorted(here), now))
        for text in here:
            away = now - last[text] if text in last else 1e9
            if abs(away - GONE_AFTER) > 1e-6:
                assert (text in told) == (away > GONE_AFTER), (text, away)
            last[text] = now
        assert told <= here


@given(st.lists(st.floats(0, 1e6), max_size=30), st.lists(names, max_size=5))
def test_what_stays_in_sight_is_told_once_however_long_the_pauses(
    pauses: list[float], held: list[str]
) -> None:
    repeats, now = Repeats(), 0.0
    told = list(repeats.fresh(held, now))
    for pause in pauses:
        now += pause
        told += repeats.fresh(held, now)
    assert told == list(dict.fromkeys(held))


@given(st.floats(1.6, 1e9))
def test_while_nobody_looked_nothing_left(pause: float) -> None:
    repeats = Repeats()
    assert repeats.fresh(["a"], 0.0) == ("a",)
    assert repeats.fresh([], pause) == ()
    assert repeats.fresh(["a"], pause + 0.1) == ()


def test_a_clock_that_goes_back_does_no_harm() -> None:
    repeats = Repeats()
    assert repeats.fresh(["a"], 100.0) == ("a",)
    assert repeats.fresh([], 1.0) == ()
    assert repeats.fresh(["a"], 2.0) == ()


def test_what_left_is_not_remembered() -> None:
    repeats = Repeats()
    for n in range(1000):
        repeats.fresh([f"code {n}"], n * 0.4)
    assert len(repeats._absent) < 6
