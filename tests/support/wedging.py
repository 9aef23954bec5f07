"""Hands and scanners at one keyboard, as keys with times: for tests of the wedge, pure and through a window."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

import base45  # type: ignore[import-untyped]  # it ships no types

from app.services.scanning import repairs
from app.services.scanning.wedge import Heard, Key, Kind, Recogniser, Release, Scan, Swallow

SHIFT = 1000
END = 1001
_PLAIN = repairs._US[: len(repairs._US) // 2]
_SHIFTED = repairs._US[len(repairs._US) // 2 :]


@cache
def place(char: str) -> tuple[int, bool]:
    """Which key of a US keyboard writes a character, and whether with Shift."""
    if char == " ":
        return 500, False
    return (_PLAIN.index(char), False) if char in _PLAIN else (_SHIFTED.index(char), True)


def badge_text(number: int, size: int = 150) -> str:
    """A text of the shape of a badge, another for each number."""
    content = bytes((number * 31 + at * (number + 7)) % 251 for at in range(size))
    text: str = base45.b45encode(content).decode()
    return "HQB1:" + text


@dataclass
class Board:
    """Writes down who pressed what when.

    ``layout``: 94 characters this computer writes with the keys of a US keyboard, plain then shifted; ``caps``: Caps Lock is on.
    """

    now: float = 0.0
    layout: str = _PLAIN + _SHIFTED
    caps: bool = False
    keys: list[Key] = field(default_factory=list)

    def written(self, char: str) -> str:
        """What this computer writes when the key of a US character is pressed."""
        if char == " ":
            return char
        here = self.layout[(_PLAIN + _SHIFTED).index(char)]
        return here.swapcase() if self.caps and here.isalpha() and len(here.swapcase()) == 1 else here

    def press(self, char: str, at: float, up: float, *, repeat: bool = False) -> None:
        """A character key goes down at ``at`` ms and up at ``up``."""
        code, _ = place(char)
        text = self.written(char)
        self.keys.append(Key(code=code, at=at, us=char, text=text, repeat=repeat))
        self.keys.append(Key(code=code, at=up, us=char, text=text, down=False))

    def other(self, kind: Kind, code: int, at: float, up: float) -> None:
        """Shift, Enter, or a key no scanner has."""
        self.keys.append(Key(code=code, at=at, kind=kind))
        self.keys.append(Key(code=code, at=up, kind=kind, down=False))

    def scan(self, text: str, gaps: Sequence[float], *, end: bool = True) -> None:
        """A scanner sends a text: the n-th key comes ``gaps[n]`` ms (in turn) after the one before."""
        for number, char in enumerate(text):
            gap = gaps[number % len(gaps)]
            up = self.now + min(gap * 0.5, 4)
            if place(char)[1]:
                self.other(Kind.SHIFT, SHIFT, self.now, up)
            self.press(char, self.now, up)
            self.now += gap
        if end:
            self.other(Kind.END, END, self.now, self.now + 0.5)
            self.now += gaps[0]

    def sorted(self) -> list[Key]:
        """The keys in the order a computer hears them."""
        return sorted(self.keys, key=lambda key: key.at)


@dataclass
class Ears:
    """A recogniser, and what came of it."""

    heard: list[Heard] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    ears: Recogniser = field(default_factory=Recogniser)

    def hear(self, keys: Iterable[Key], *, quiet: float = 1000) -> Ears:
        """Feed the keys at their times, with the ticks a timer would give, then silence."""
        last = 0.0
        for key in keys:
            self._wait_for(key.at)
            self._take(self.ears.feed(key), key.at)
            last = key.at
        self._wait_for(last + quiet)
        return self

    def _wait_for(self, at: float) -> None:
        due = self.ears.due
        if due is not None and due <= at:
            self._take(self.ears.tick(due), due)

    def _take(self, heard: tuple[Heard, ...], now: float) -> None:
        self.heard.extend(heard)
        for one in heard:
            if isinstance(one, Release):
                self.delays.extend(now - k.at for k in one.keys if k.down and k.kind is Kind.CHAR)

    def released(self) -> list[Key]:
        """What reached the windows."""
        return [key for one in self.heard if isinstance(one, Release) for key in one.keys]

    def swallowed(self) -> list[Key]:
        """What nobody saw."""
        return [key for one in self.heard if isinstance(one, Swallow) for key in one.keys]

    def scans(self) -> list[str]:
        """The texts of the scans."""
        return [one.text for one in self.heard if isinstance(one, Scan)]
