"""Presses keys of the X server from a process of its own (XTEST), at the server's own times: a keyboard, or a scanner.

Called as a program it reads a JSON list of ``[wait_ms, evdev_code, down]`` and plays it; ``evdev_code`` 0 waits, below 0 is a
button of the mouse. The waits are kept by the server, so that a busy computer does not make a slow scanner.
"""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.services.scanning.uskeys import X11_OFFSET, kind_of, us_char
from app.services.scanning.wedge import Kind

Stroke = tuple[int, int, bool]
SHIFT, ENTER, TAB, CTRL, CAPS, ESCAPE, DOWN = 42, 28, 15, 29, 58, 1, 108
_BY_CHAR = {
    us_char(code, shift=shift): (code, shift)
    for shift in (True, False)
    for code in range(1, 58)
    if code != 55 and kind_of(code) is Kind.CHAR
}


def scan_keys(
    text: str, gap: int, *, ends: Sequence[int] = (ENTER,), jitter: dict[int, int] | None = None
) -> list[Stroke]:
    """What a scanner sends: ``gap`` ms a key, ``jitter`` other gaps before some."""
    out: list[Stroke] = []
    for number, char in enumerate(text):
        code, shift = _BY_CHAR[char]
        wait = (jitter or {}).get(number, gap)
        if shift:
            out += [(wait, SHIFT, True), (0, code, True), (0, code, False), (0, SHIFT, False)]
        else:
            out += [(wait, code, True), (0, code, False)]
    for end in ends:
        out += [(gap, end, True), (0, end, False)]
    return out


def typed_keys(text: str, gap: int = 80, hold: int = 50) -> list[Stroke]:
    """What a person does, one key after the other; ``hold`` ms down."""
    out: list[Stroke] = []
    for char in text:
        code, shift = _BY_CHAR[char]
        if shift:
            out += [(gap, SHIFT, True), (gap, code, True), (hold, code, False), (5, SHIFT, False)]
        else:
            out += [(max(gap - hold, 1), code, True), (hold, code, False)]
    return out


def rolled_keys(text: str, within: int = 20) -> list[Stroke]:
    """What two or three fingers do: all down within some ms, then all up."""
    codes = [_BY_CHAR[char][0] for char in text]
    step = within // len(codes)
    down: list[Stroke] = [(step if at else 90, code, True) for at, code in enumerate(codes)]
    return [*down, *((40 if at == 0 else 3, code, False) for at, code in enumerate(codes))]


def held_key(char: str, ms: int) -> list[Stroke]:
    """A key held down; the server repeats it."""
    code, _ = _BY_CHAR[char]
    return [(80, code, True), (ms, code, False)]


def press_keys(*codes: int, gap: int = 80) -> list[Stroke]:
    """Keys by their numbers, the first ones held while the last is pressed."""
    *held, last = codes
    down: list[Stroke] = [(gap, code, True) for code in held]
    return [*down, (gap, last, True), (40, last, False), *((5, code, False) for code in reversed(held))]


def click(after: int = 80) -> list[Stroke]:
    """The left button of the mouse, where the pointer stands."""
    return [(after, -1, True), (30, -1, False)]


def play(strokes: Sequence[Stroke]) -> subprocess.Popen[bytes]:
    """Begin to press, in a process of its own."""
    hand = subprocess.Popen([sys.executable, Path(__file__)], stdin=subprocess.PIPE)
    assert hand.stdin is not None
    hand.stdin.write(json.dumps(list(strokes)).encode())
    hand.stdin.close()
    return hand


def _main() -> int:
    x11, xtst = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = x11.XOpenDisplay(None)
    if not display:
        return 1
    display = ctypes.c_void_p(display)
    owed = 0  # a pause belongs to the key after it
    for pause, code, down in json.load(sys.stdin):
        wait, owed = (pause + owed, 0) if code else (0, owed + pause)
        if code < 0:
            xtst.XTestFakeButtonEvent(display, -code, int(down), ctypes.c_ulong(wait))
        elif code:
            xtst.XTestFakeKeyEvent(display, code + X11_OFFSET, int(down), ctypes.c_ulong(wait))
    x11.XSync(display, 0)
    x11.XCloseDisplay(display)
    return 0


if __name__ == "__main__":
    sys.exit(_main())
