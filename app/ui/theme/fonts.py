"""Noto Sans SC from the program's own resources, in two weights, and the type scale as QFont."""

from __future__ import annotations

from functools import cache
from importlib import resources

from PySide6.QtGui import QFont, QFontDatabase

from app.ui.theme.tokens import Type

FAMILY = "Noto Sans SC"
_FALLBACK = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "sans-serif")
_SANS = ("notosanssc-regular.ttf", "notosanssc-bold.ttf")
_RARE = ("hanaminb.ttf", "notonaskharabic-regular.ttf")
_RARE_FAMILIES = ("HanaMinB", "Noto Naskh Arabic")
"""Names with characters of ExtB-F (𠮷) and Uyghur names: the same faces as on paper (EC-13)."""


@cache
def load_fonts() -> tuple[str, ...]:
    """Register the desk's Regular and Bold once (about 20 ms) and return the families found.

    The serif faces are paper's, not the desk's; whoever draws a page loads them then. With no
    font file in the resources the system's Chinese sans stands in.
    """
    return _register(_SANS)


@cache
def load_rare_fonts() -> tuple[str, ...]:
    """Register the faces for rare characters, once the window stands: they are large and seldom needed."""
    return _register(_RARE)


def _register(names: tuple[str, ...]) -> tuple[str, ...]:
    folder = resources.files("resources") / "fonts"
    if not folder.is_dir():
        return ()
    families: list[str] = []
    for item in sorted(folder.iterdir(), key=lambda f: f.name):
        if item.name.lower() in names:
            with resources.as_file(item) as path:
                number = QFontDatabase.addApplicationFont(str(path))
            families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))


def font(size: int = Type.BASE, *, bold: bool = False) -> QFont:
    """Return the desk's face at `size` device-independent pixels."""
    return QFont(_face(int(size), bold=bold, tabular=False))


def figures(size: int = Type.BASE, *, bold: bool = False) -> QFont:
    """Like `font`, with figures of equal width: a clock or a count does not dance."""
    return QFont(_face(int(size), bold=bold, tabular=True))


@cache
def _face(size: int, *, bold: bool, tabular: bool) -> QFont:
    face = QFont()
    face.setFamilies([FAMILY, *_RARE_FAMILIES, *_FALLBACK])
    face.setPixelSize(size)
    face.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    if tabular:
        face.setFeature(QFont.Tag("tnum"), 1)
    return face
