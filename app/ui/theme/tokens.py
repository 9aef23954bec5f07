"""The tokens of the look (shared/look): colours of both schemes, type scale, grid, radii.

Every colour a widget paints is an attribute of `Palette`; no other module names a colour.
Pairs that are used as text on ground are listed in `TEXT_PAIRS` and `ANSWER_PAIRS`, and a
test holds them to 4.5 : 1 and 7 : 1 (WCAG 2.2, 1.4.3 and 1.4.6).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Tone(StrEnum):
    """The meaning a coloured thing carries; shape and word always go with it."""

    PRESENT = "present"
    WARNING = "warning"
    BLOCK = "block"
    BRAND = "brand"
    NEUTRAL = "neutral"


class Type(IntEnum):
    """Font sizes in device-independent pixels."""

    SMALL = 13
    BASE = 15
    NAME = 16
    TITLE = 18
    CLOCK = 22
    ANSWER = 26
    WALL = 64
    DOOR = 92


class Space(IntEnum):
    """The 8 px grid, with its halves."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 32


class Radius(IntEnum):
    """Corner radii in pixels."""

    SMALL = 6
    CONTROL = 10
    CARD = 14


class Size(IntEnum):
    """Fixed sizes: the smallest thing a finger may be asked to hit, the rail, the top bar."""

    TOUCH = 44
    RAIL = 92
    TOPBAR = 64
    LINE = 1
    FOCUS = 2


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours (#RRGGBB) of one scheme. `x_soft` is the ground on which `x` is read."""

    dark: bool
    paper: str  # behind everything
    card: str
    well: str  # a quiet area inside a card
    ink: str
    ink2: str
    faint: str  # placeholder, times; still readable
    line: str
    edge: str  # the line around something one can press or write into
    brand: str
    brand_soft: str
    brand_hover: str
    on_brand: str
    rail: str
    rail_done: str
    rail_ink: str
    rail_faint: str
    present: str
    present_soft: str
    on_present: str
    warning: str
    warning_soft: str
    on_warning: str
    block: str
    block_soft: str
    block_edge: str
    on_block: str
    answer_present: str
    answer_warning: str
    answer_block: str
    answer_brand: str
    off: str  # ground of what cannot be pressed now
    on_off: str
    scrim: str
    pen: str  # ink on the signature pad
    pad: str

    def strong(self, tone: Tone) -> str:
        """Return the colour of a tone as text or mark."""
        return self.ink2 if tone is Tone.NEUTRAL else str(getattr(self, tone.value))

    def soft(self, tone: Tone) -> str:
        """Return the ground belonging to a tone."""
        return self.well if tone is Tone.NEUTRAL else str(getattr(self, f"{tone.value}_soft"))

    def on(self, tone: Tone) -> str:
        """Return what is written on the strong colour of a tone."""
        return self.card if tone is Tone.NEUTRAL else str(getattr(self, f"on_{tone.value}"))

    def answer(self, tone: Tone) -> str:
        """Return the big answer of a tone, at least 7 : 1 on its soft ground."""
        return self.ink if tone is Tone.NEUTRAL else str(getattr(self, f"answer_{tone.value}"))


LIGHT = Palette(
    dark=False,
    paper="#F5F3EE",
    card="#FFFFFF",
    well="#FAF9F6",
    ink="#1C2126",
    ink2="#56606B",
    faint="#636D77",
    line="#DEDAD1",
    edge="#9DB7C6",
    brand="#1D4E6B",
    brand_soft="#E3EDF2",
    brand_hover="#163F58",
    on_brand="#FFFFFF",
    rail="#17364A",
    rail_done="#2E6A8E",
    rail_ink="#F1F6F9",
    rail_faint="#9FB7C5",
    present="#1D7A4E",  # one step darker than the sketch, which misses 4.5 : 1 by 0.01
    present_soft="#E2F1E8",
    on_present="#FFFFFF",
    warning="#9A5B00",
    warning_soft="#FBEFD9",
    on_warning="#FFFFFF",
    block="#B3261E",
    block_soft="#FBE6E3",
    block_edge="#D79A94",
    on_block="#FFFFFF",
    answer_present="#0E5232",
    answer_warning="#6E4100",
    answer_block="#931A13",
    answer_brand="#163F58",
    off="#E9E6DF",
    on_off="#5F615C",
    scrim="#10202B",
    pen="#14202B",
    pad="#FFFFFF",
)

DARK = Palette(
    dark=True,
    paper="#0F1B24",
    card="#172935",
    well="#1C303D",
    ink="#EAF1F5",
    ink2="#A9C0CD",
    faint="#9AB2BF",
    line="#2B4252",
    edge="#4D6C80",
    brand="#8CC4E2",
    brand_soft="#1E3F52",
    brand_hover="#A8D5EC",
    on_brand="#0B1D29",
    rail="#0A141B",
    rail_done="#2E6A8E",
    rail_ink="#EAF1F5",
    rail_faint="#8FA8B6",
    present="#7FD0A5",
    present_soft="#163B2A",
    on_present="#07231A",
    warning="#F0BE6E",
    warning_soft="#43310F",
    on_warning="#2A1B00",
    block="#F29C94",
    block_soft="#4A1613",
    block_edge="#9C4A44",
    on_block="#330A07",
    answer_present="#D3F0E0",
    answer_warning="#FBE7C3",
    answer_block="#FBE3E0",
    answer_brand="#DCEEF8",
    off="#22343F",
    on_off="#93A7B3",
    scrim="#04090D",
    pen="#14202B",
    pad="#F7F8F6",  # paper stays paper: a signature is judged in the colours it is printed in
)


@dataclass(frozen=True, slots=True)
class DoorColours:
    """The kiosk's colours for one answer, the same in both schemes: it is read from two metres in any light."""

    ground: str
    side: str  # the panel at the left
    soft: str  # second lines on the ground
    ink: str = "#FFFFFF"


DOOR: dict[str, DoorColours] = {
    "ready": DoorColours("#12303F", "#0D222D", "#B9D3E0"),
    "ask_in": DoorColours("#164B6E", "#0F3147", "#CFE4F1"),
    "ask_out": DoorColours("#3B4A52", "#273238", "#D5DEE3"),
    "ask_roll": DoorColours("#2B3F6E", "#1C2A4B", "#D3DCF2"),
    "in": DoorColours("#14532F", "#0E3A21", "#CDE9D8"),
    "out": DoorColours("#2F3D45", "#20292F", "#D0DADF"),
    "rolled": DoorColours("#1F5A52", "#133C37", "#CBE8E3"),
    "already_in": DoorColours("#0B5563", "#073A44", "#C6E6EC"),
    "not_yet_valid": DoorColours("#6A4A00", "#483200", "#F6E3B8"),
    "expired": DoorColours("#7A3B00", "#532800", "#FADFC6"),
    "revoked": DoorColours("#8C1D18", "#5F1310", "#FBD9D6"),
    "other_meeting": DoorColours("#4B2E83", "#331F5A", "#E2D8F5"),
    "wrong_roster": DoorColours("#6B2C55", "#491E3A", "#F3D6E7"),
    "bad_signature": DoorColours("#5A0A0A", "#3B0606", "#F6CFCF"),
    "unknown_key": DoorColours("#5B1060", "#3D0A41", "#F0D2F2"),
    "unreadable": DoorColours("#44484D", "#2E3134", "#DADDE0"),
    "suspected": DoorColours("#A3210F", "#6F160A", "#FFDAD3"),
    "foreign": DoorColours("#333B4E", "#222835", "#D6DBE6"),
    "e_certificate": DoorColours("#1E3F8A", "#142B5F", "#D2DDF6"),
    "ask_certificate": DoorColours("#1E3F8A", "#142B5F", "#D2DDF6"),
    "certificate_kept": DoorColours("#1F4F7A", "#143654", "#D0E2F2"),
    "own_error": DoorColours("#141414", "#000000", "#D8D8D8"),
    "not_compared": DoorColours("#55552A", "#3A3A1C", "#E9E9CC"),
    "closed": DoorColours("#3A4147", "#272C30", "#D5DADE"),
    "refused": DoorColours("#7B2222", "#541717", "#F8D7D7"),
}
"""What the door shows → its colours. White on the ground is at least 7 : 1, the soft one 4.5 : 1."""

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "well"),
    ("ink2", "paper"),
    ("ink2", "card"),
    ("ink2", "well"),
    ("faint", "card"),
    ("faint", "well"),
    ("faint", "paper"),
    ("brand", "card"),
    ("brand", "well"),
    ("brand", "paper"),
    ("brand", "brand_soft"),
    ("on_brand", "brand"),
    ("on_brand", "brand_hover"),
    ("present", "present_soft"),
    ("present", "card"),
    ("on_present", "present"),
    ("warning", "warning_soft"),
    ("warning", "card"),
    ("on_warning", "warning"),
    ("block", "block_soft"),
    ("block", "card"),
    ("block", "well"),
    ("on_block", "block"),
    ("rail_ink", "rail"),
    ("rail_ink", "rail_done"),
    ("rail_faint", "rail"),
    ("on_off", "off"),
    ("pen", "pad"),
)

ANSWER_PAIRS: tuple[tuple[str, str], ...] = (
    ("answer_present", "present_soft"),
    ("answer_warning", "warning_soft"),
    ("answer_block", "block_soft"),
    ("answer_brand", "brand_soft"),
)


def _linear(channel: int) -> float:
    c = channel / 255
    return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB transfer curve


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB, 0 to 1 (WCAG 2.2 definition)."""
    r, g, b = (_linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2 definition)."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)
