"""Displays of an X server that are plugged in and pulled out: monitors of RandR 1.5, set as a desktop's settings set them."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_ulong, c_void_p

_X11, _XRANDR = "libX11.so.6", "libXrandr.so.2"


class _Monitor(Structure):
    """XRRMonitorInfo of Xrandr.h."""

    _fields_ = (
        ("name", c_ulong),
        ("primary", c_int),
        ("automatic", c_int),
        ("noutput", c_int),
        ("x", c_int),
        ("y", c_int),
        ("width", c_int),
        ("height", c_int),
        ("mwidth", c_int),
        ("mheight", c_int),
        ("outputs", POINTER(c_ulong)),
    )


class _Resources(Structure):
    """The head of XRRScreenResources."""

    _fields_ = (
        ("timestamp", c_ulong),
        ("config_timestamp", c_ulong),
        ("ncrtc", c_int),
        ("crtcs", c_void_p),
        ("noutput", c_int),
        ("outputs", POINTER(c_ulong)),
    )


class Displays:
    """The monitors of one X display (``:7``)."""

    def __init__(self, display: str) -> None:
        self._x, self._rr = ctypes.CDLL(_X11), ctypes.CDLL(_XRANDR)
        self._x.XOpenDisplay.restype = c_void_p
        self._x.XDefaultRootWindow.restype = c_ulong
        self._x.XInternAtom.restype = c_ulong
        self._rr.XRRGetScreenResources.restype = POINTER(_Resources)
        found = self._x.XOpenDisplay(c_char_p(display.encode()))
        assert found, f"no display {display}"
        self._display = c_void_p(found)
        self._root = c_ulong(self._x.XDefaultRootWindow(self._display))

    def plug(self, name: str, geometry: tuple[int, int, int, int], *, built_in: bool = False) -> None:
        """A monitor at x, y, width, height; the one that is built in has the server's only output."""
        x, y, width, height = geometry
        outputs = self._rr.XRRGetScreenResources(self._display, self._root).contents
        monitor = _Monitor(
            name=self._atom(name),
            primary=int(built_in),
            noutput=int(built_in),
            x=x,
            y=y,
            width=width,
            height=height,
            mwidth=width // 4,
            mheight=height // 4,
            outputs=outputs.outputs,
        )
        self._rr.XRRSetMonitor(self._display, self._root, byref(monitor))
        self._x.XSync(self._display, 0)

    def pull(self, name: str) -> None:
        """Pull a monitor out."""
        self._rr.XRRDeleteMonitor(self._display, self._root, c_ulong(self._atom(name)))
        self._x.XSync(self._display, 0)

    def _atom(self, name: str) -> int:
        return int(self._x.XInternAtom(self._display, c_char_p(name.encode()), 0))
