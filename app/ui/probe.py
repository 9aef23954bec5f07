"""The Qt side of the doctor: display, screen fonts, camera, printer.

It runs in a process of its own, because Qt ends the process when it finds no display, and drivers of cameras and printers
may never answer.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import msgspec

from app.services.doctor.machine import SAMPLE
from app.services.doctor.probe import AREAS, Area, Probe, ProbeLine, Screen, read_answer

FIRST, SECOND = 2.5, 1.5
"""Seconds for the process: on the display, and once more without one if there was none."""


def tell(say: Callable[[str], None]) -> None:
    """Look at all areas in this process; ``say`` each as one line of JSON as soon as it is known."""
    _no_core_file()
    keep: list[object] = []
    looks = {"display": _display, "screen_fonts": _fonts, "camera": _cameras, "printer": _printers}
    for area in AREAS:
        try:
            line = looks[area](keep)
        except ImportError as error:
            line = ProbeLine(area=area, fault=str(error).partition(":")[0])
        say(msgspec.json.encode(line).decode())
        if area == "display" and line.fault:
            return


def _display(keep: list[object]) -> ProbeLine:
    from PySide6.QtGui import QGuiApplication

    app = QGuiApplication([])
    keep.append(app)  # it must outlive the other looks
    screen = app.primaryScreen()
    size = screen.size()
    scale = round(screen.devicePixelRatio() * 100)
    found = Screen(size.width(), size.height(), scale)
    return ProbeLine(area="display", platform=app.platformName(), screen=found)


def _fonts(_keep: list[object]) -> ProbeLine:
    """A character without a glyph in the desk's face or any fallback has glyph index 0."""
    from PySide6.QtGui import QTextLayout

    from app.ui.theme.fonts import FAMILY, font, load_fonts

    if FAMILY not in load_fonts():
        return ProbeLine(area="screen_fonts", fault=FAMILY)
    lost = []
    for character in SAMPLE:
        layout = QTextLayout(character, font())
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        if any(0 in run.glyphIndexes() for run in layout.glyphRuns()):
            lost.append(character)
    return ProbeLine(area="screen_fonts", missing="".join(dict.fromkeys(lost)))


def _cameras(_keep: list[object]) -> ProbeLine:
    from PySide6.QtMultimedia import QMediaDevices

    return ProbeLine(area="camera", names=tuple(c.description() for c in QMediaDevices.videoInputs()))


def _printers(_keep: list[object]) -> ProbeLine:
    from PySide6.QtPrintSupport import QPrinterInfo

    return ProbeLine(area="printer", names=tuple(QPrinterInfo.availablePrinterNames()))


def _no_core_file() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def asked(command: tuple[str, ...]) -> Iterator[Callable[[], Probe]]:
    """Start the process now; the function given waits for its answer. Nothing is left running.

    Args:
        command: what starts this program and makes it call ``tell`` on its standard output.

    """
    displayed = names_a_display(os.environ, sys.platform)
    running = _start(command, displayed=displayed)

    def answer() -> Probe:
        found, late = _collect(running, FIRST)
        if "display" in found or not displayed:
            return Probe(found=found, displayed=displayed, late=late)
        again = _start(command, displayed=False)
        try:
            rest, _late = _collect(again, SECOND)
        finally:
            _end(again)
        rest.pop("display", None)
        return Probe(found=rest, displayed=True, late=late)

    try:
        yield answer
    finally:
        _end(running)


def names_a_display(environment: Mapping[str, str], platform: str) -> bool:
    """Say whether the environment claims a display (or a stand-in for one); Windows and macOS always have one."""
    wanted = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return platform in {"win32", "darwin"} or any(environment.get(name) for name in wanted)


def _start(command: tuple[str, ...], *, displayed: bool) -> subprocess.Popen[bytes]:
    environment = os.environ if displayed else {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(  # noqa: S603  # our own program
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _collect(running: subprocess.Popen[bytes], seconds: float) -> tuple[dict[str, ProbeLine], bool]:
    try:
        data, _ = running.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        running.kill()
        data, _ = running.communicate()
        return read_answer(data), True
    return read_answer(data), False


def _end(running: subprocess.Popen[bytes]) -> None:
    if running.poll() is None:
        running.kill()
        running.communicate()


__all__ = ["Area", "asked", "names_a_display", "tell"]
