"""The keys of a US keyboard by the numbers a system gives them: which layout a computer is set to then does not matter.

One table of evdev codes (linux/input-event-codes.h). X11 and Wayland add 8 to them; Windows' set 1 scan codes are the same
numbers but for the right-hand keys (0x100 added); macOS has virtual key codes of its own (Carbon, HIToolbox/Events.h).
"""

from typing import Final

from app.services.scanning.wedge import Kind

X11_OFFSET: Final = 8

_ROWS: Final = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
    (86, "<", ">"),  # the key between Shift and Z that US keyboards lack
)
_PAD: Final = ((55, "*"), (71, "789-456+1230."), (98, "/"))
_CHARS: Final = {
    first + at: (plain, shifted)
    for first, line, upper in _ROWS
    for at, (plain, shifted) in enumerate(zip(line, upper, strict=True))
}
_PAD_CHARS: Final = {first + at: char for first, line in _PAD for at, char in enumerate(line)}
_SHIFTS: Final = frozenset({42, 54, 58})
"""Left and right Shift, Caps Lock."""

_ENDS: Final = frozenset({15, 28, 96})
"""Tab, Enter, Enter of the number pad."""

_MAC: Final = {
    code: evdev
    for first, codes in (
        (2, (18, 19, 20, 21, 23, 22, 26, 28, 25, 29, 27, 24)),
        (16, (12, 13, 14, 15, 17, 16, 32, 34, 31, 35, 33, 30)),
        (30, (0, 1, 2, 3, 5, 4, 38, 40, 37, 41, 39, 50)),
        (43, (42, 6, 7, 8, 9, 11, 45, 46, 43, 47, 44)),
        (57, (49,)),
        (71, (89, 91, 92, 78, 86, 87, 88, 69, 83, 84, 85, 82, 65)),
    )
    for evdev, code in enumerate(codes, first)
} | {67: 55, 75: 98, 76: 96, 36: 28, 48: 15, 56: 42, 60: 54, 57: 58, 10: 86}

_WINDOWS: Final = {0x11C: 96, 0x135: 98, 0x136: 54}


def evdev_code(platform: str, scan: int, virtual: int) -> int:
    """Return the evdev code of a key as Qt reports it; 0: not known on this platform (`QGuiApplication.platformName`)."""
    if platform in {"xcb", "wayland", "wayland-egl"}:
        return scan - X11_OFFSET if scan > X11_OFFSET else 0
    if platform == "windows":
        return _WINDOWS.get(scan, scan if scan < 0x59 else 0)  # noqa: PLR2004  the last of the common numbers
    if platform == "cocoa":
        return _MAC.get(virtual, 0)
    return 0


def kind_of(code: int, *, number_lock: bool = True) -> Kind:
    """What an evdev code is to a scanner, without Ctrl, Alt or the like."""
    if code in _SHIFTS:
        return Kind.SHIFT
    if code in _ENDS:
        return Kind.END
    if code in _CHARS or (code in _PAD_CHARS and number_lock):
        return Kind.CHAR
    return Kind.OTHER


def us_char(code: int, *, shift: bool) -> str:
    """What a US keyboard writes with an evdev code; empty: nothing."""
    if code in _CHARS:
        return _CHARS[code][shift]
    return _PAD_CHARS.get(code, "")
