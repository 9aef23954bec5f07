"""Reading badges: how many hard pictures and how fast, against OpenCV and zbar; a token; from a frame to its text."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from statistics import median

import pytest
from PySide6.QtCore import QEventLoop
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from app.services.badges import token
from app.services.scanning.reader import look
from app.ui.scan.camera import CameraWay
from bench.support.figures import Figure
from bench.support.hardpictures import EACH, KEY, KINDS, Hard, badge_text, corpus
from bench.support.readers import opencv, ours, planes, run, zbar
from support.frames import KIND, page, planar
from ui.plugs import Plugs

AIM_MEDIAN_MS = 2.0
FRAMES = 200
FRAME_MS = 16.0


@pytest.fixture(scope="module")
def hard() -> list[Hard]:
    return list(corpus())


def _once(benchmark: BenchmarkFixture) -> None:
    """Timed by hand, turn by turn; the plugin only wants to have been used."""
    benchmark.pedantic(lambda: None, rounds=1)  # type: ignore[no-untyped-call]  # pytest-benchmark has no types


def test_hard_pictures(benchmark: BenchmarkFixture, figure: Figure, hard: list[Hard]) -> None:
    """Rates are shares of the same pictures; the aim is that no peer reads more of them, or reads them faster."""
    pytest.importorskip("cv2", reason="make bench installs it")
    pytest.importorskip("pyzbar", reason="make bench installs it")
    pictures = planes(hard)
    assert len(pictures) == EACH * len(KINDS) >= 300
    readers = {
        "ours": ours(retries=True),
        "first look": ours(retries=False),
        "zbar": zbar(),
        "OpenCV": opencv(),
    }
    run(pictures[:5], readers)
    found = run(pictures, readers)
    mine = found["ours"]
    figure("hard pictures, our median", mine.median, AIM_MEDIAN_MS, unit="ms", aim=1)
    figure(
        "  read at the first look", found["first look"].rate, mine.rate, unit="%", of="with the closer looks"
    )
    for name in ("zbar", "OpenCV"):
        peer = found[name]
        figure(f"  read by {name}", peer.rate, mine.rate, unit="%", aim=1, of="ours")
        figure("    our median", mine.median, peer.median, unit="ms", aim=1, of=name)
        figure("    our p95", mine.p95, peer.p95, unit="ms", of=name)
    for name, result in found.items():
        kinds = Counter(h.kind for h, read in zip(hard, result.read, strict=True) if read)
        told = {
            "rate": result.rate,
            "median": result.median,
            "p95": result.p95,
            f"of {EACH} each": dict(kinds),
        }
        benchmark.extra_info[name] = told
    _once(benchmark)
    assert mine.rate > 85
    assert mine.rate > max(result.rate for name, result in found.items() if name != "ours")


def test_a_frame_with_nothing_on_it(benchmark: BenchmarkFixture, figure: Figure, hard: list[Hard]) -> None:
    """Most frames of a day: the first look at a room."""
    _, ready = ours(retries=False)
    plane = hard[0].image.point([min(v, 90) for v in range(256)]).tobytes()
    luma = ready(plane)
    benchmark(lambda: look(luma))
    took = benchmark.stats.stats.median * 1e3  # type: ignore[union-attr]  # it ran
    figure("first look at a frame without a code", took, FRAME_MS, unit="ms", aim=1, of="a frame")


def test_a_token(benchmark: BenchmarkFixture, figure: Figure, hard: list[Hard]) -> None:
    keys = {"node-1": KEY.public_key()}
    text = hard[0].text
    data = b"x" * 150
    signature, alone = KEY.sign(data), []
    for _ in range(500):
        began = time.perf_counter()
        keys["node-1"].verify(signature, data)
        alone.append(time.perf_counter() - began)
    assert benchmark(lambda: token.decode(text, keys)).kid == "node-1"
    took = benchmark.stats.stats.median * 1e6  # type: ignore[union-attr]  # it ran
    figure(
        "a token decoded and verified", took, median(alone) * 1e6, unit="µs", of="one Ed25519 verification"
    )


@pytest.fixture
def way(qapp: QApplication) -> Iterator[CameraWay]:
    assert qapp is not None
    made = CameraWay(lens=Plugs("front"))
    yield made
    made.close()


def test_from_a_frame_to_its_text(benchmark: BenchmarkFixture, figure: Figure, way: CameraWay) -> None:
    """A frame into Qt's sink, its text out of the signal; 720p, NV12, each time another badge."""
    rng = random.Random(7)  # noqa: S311  the same badges each time
    texts = [badge_text(rng) for _ in range(20)]
    frames = [planar(page(text, box=4), KIND.Format_NV12) for text in texts]
    heard: list[str] = []
    way.scanned.connect(heard.append)
    way.start()
    taken: list[float] = []
    for n in range(FRAMES):
        while way._readers[
            0
        ].busy():  # with the preview of the frame before; a camera gives it 33 ms for that
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        way.forget()
        heard.clear()
        began = time.perf_counter()
        way.sink.setVideoFrame(frames[n % len(frames)])
        while not heard:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 1000)
        taken.append((time.perf_counter() - began) * 1e3)
        assert heard == [texts[n % len(frames)]]
    taken = sorted(taken[20:])
    alone = median(_alone(frames, texts))
    figure("frame to text, median", median(taken), alone, unit="ms", of="the read alone")
    figure(
        "frame to text, p99",
        taken[int(len(taken) * 0.99)],
        alone + FRAME_MS,
        unit="ms",
        aim=1,
        of="read + a frame",
    )
    benchmark.extra_info.update({"median": median(taken), "p99": taken[int(len(taken) * 0.99)]})
    _once(benchmark)


def _alone(frames: list[QVideoFrame], texts: list[str]) -> list[float]:
    """Milliseconds of the read itself."""
    from app.ui.scan.planes import CameraFrame

    taken = []
    for frame, text in zip(frames, texts, strict=True):
        held = CameraFrame(frame)
        luma = held.open()
        assert luma is not None
        began = time.perf_counter()
        codes = look(luma).codes
        taken.append((time.perf_counter() - began) * 1e3)
        held.close()
        assert [code.text for code in codes] == [text]
    return taken
