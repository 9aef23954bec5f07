"""What only Qt knows (display, screen fonts, camera, printer), as told by a short-lived process, line by line."""

from collections.abc import Callable
from typing import Literal

import msgspec
from msgspec import Struct

from app.services.doctor.line import Line, bad, ok, warn

SMALLEST = (1366, 768)
"""The least screen the desk is drawn for (issue 2, item 6), in device-independent pixels."""

HIDDEN = frozenset({"offscreen", "minimal", "vnc", "linuxfb"})
"""Platforms of Qt that no person at this machine sees."""

Area = Literal["display", "screen_fonts", "camera", "printer"]
AREAS: tuple[Area, ...] = ("display", "screen_fonts", "camera", "printer")


class Screen(Struct, frozen=True):
    """Primary screen: device-independent pixels, and scale in percent."""

    width: int
    height: int
    scale: int


class ProbeLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was found of one area. ``names``: cameras or printers; ``missing``: characters; ``fault``: why it is unknown."""

    area: Area
    platform: str = ""
    screen: Screen | None = None
    names: tuple[str, ...] = ()
    missing: str = ""
    fault: str = ""


class Probe(Struct, frozen=True, kw_only=True):
    """All that was told before the process ended. ``displayed``: a display was asked; ``late``: it had to be ended."""

    found: dict[str, ProbeLine]
    displayed: bool = True
    late: bool = False

    def lines(self) -> tuple[Line, ...]:
        """The four lines of the doctor."""
        return (self._display(), self._fonts(), self._devices("camera"), self._devices("printer"))

    def _display(self) -> Line:
        told = self.found.get("display")
        if told is not None and told.fault:
            return bad("display", "library", detail=told.fault)
        if not self.displayed:
            return bad("display", "none")
        if told is None or told.screen is None:
            return bad("display", "slow" if self.late else "none")
        if told.platform in HIDDEN:
            return warn("display", "hidden", platform=told.platform)
        small = told.screen.width < SMALLEST[0] or told.screen.height < SMALLEST[1]
        return _sized(told.screen, warn if small else ok, "small" if small else "ok")

    def _fonts(self) -> Line:
        told = self.found.get("screen_fonts")
        if told is None:
            return warn("screen_fonts", "unknown")
        if told.fault:
            return bad("screen_fonts", "lost")
        if told.missing:
            return warn("screen_fonts", "missing", characters=" ".join(told.missing))
        return ok("screen_fonts")

    def _devices(self, area: Area) -> Line:
        told = self.found.get(area)
        if told is None:
            return warn(area, "unknown", detail="没有回答")
        if told.fault:
            return warn(area, "unknown", detail=told.fault)
        return ok(area, names="、".join(told.names)) if told.names else warn(area, "none")


def _sized(screen: Screen, line: Callable[..., Line], how: str) -> Line:
    return line("display", how, width=screen.width, height=screen.height, scale=screen.scale)


def read_answer(data: bytes) -> dict[str, ProbeLine]:
    """Return what the process told, by area; what is no line of ours (a library's chatter, half a line) is left out."""
    found: dict[str, ProbeLine] = {}
    for raw in data.splitlines():
        try:
            line = msgspec.json.decode(raw, type=ProbeLine)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        found[line.area] = line
    return found
