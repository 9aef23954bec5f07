"""Apply the look to the application, and change it while it runs."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from app.ui.theme.fonts import font, load_fonts
from app.ui.theme.sheet import sheet
from app.ui.theme.tokens import DARK, LIGHT, Palette

Scheme = Literal["light", "dark", "system"]


@contextmanager
def _no_garbage(*, clean: bool) -> Iterator[None]:
    """Let no widget die meanwhile.

    Qt walks a plain list of all widgets to restyle them and tells each; a Python handler that is
    told may set off the garbage collector, and a window that was closed before would vanish from
    under that walk.
    """
    was_on = gc.isenabled()
    if clean:
        gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Theme(QObject):
    """Holds what is applied now and follows the system when asked to."""

    def __init__(self) -> None:
        super().__init__()
        self.palette: Palette = LIGHT
        self.scheme: Scheme = "light"
        self.reduced: bool | None = None
        self.following = False
        self.styled = False

    def use(self, app: QApplication, scheme: Scheme) -> None:
        self.scheme = scheme
        hints = QGuiApplication.styleHints()
        if not self.following:
            hints.colorSchemeChanged.connect(self._system_changed)
            self.following = True
        dark = scheme == "dark" or (scheme == "system" and _system_is_dark())
        self.palette = DARK if dark else LIGHT
        with _no_garbage(clean=bool(app.styleSheet())):
            app.setPalette(_qt_palette(self.palette))
            app.setStyleSheet(sheet(self.palette))

    def _system_changed(self) -> None:
        app = QApplication.instance()
        if self.scheme == "system" and isinstance(app, QApplication):
            self.use(app, "system")


_theme = _Theme()


def apply(app: QApplication, scheme: Scheme = "light") -> None:
    """Set fonts, palette and style sheet; call again at any time to switch the scheme."""
    load_fonts()
    if not _theme.styled:
        # once, and without asking app.style(): replacing a style that Python has seen crashes Qt
        QApplication.setStyle("Fusion")
        _theme.styled = True
    app.setFont(font())
    _theme.use(app, scheme)


def palette() -> Palette:
    """Return the colours in force now; ask in every paint event, keep none."""
    return _theme.palette


def scheme() -> Scheme:
    """Return what was asked for: light, dark, or follow the system."""
    return _theme.scheme


def set_reduced_motion(value: bool | None) -> None:  # noqa: FBT001 - a setting with three values
    """Take True or False as the person chose; None follows the system."""
    _theme.reduced = value


def reduced_motion() -> bool:
    """Whether nothing may move: the person's choice, else the system's animation setting."""
    if _theme.reduced is not None:
        return _theme.reduced
    from PySide6.QtCore import Qt

    return not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)


def _system_is_dark() -> bool:
    from PySide6.QtCore import Qt  # a hundred enumerations: not before the first paint

    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


def _qt_palette(colours: Palette) -> QPalette:
    p = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, colours.paper),
        (role.WindowText, colours.ink),
        (role.Base, colours.card),
        (role.AlternateBase, colours.well),
        (role.Text, colours.ink),
        (role.PlaceholderText, colours.faint),
        (role.Button, colours.card),
        (role.ButtonText, colours.brand),
        (role.ToolTipBase, colours.ink),
        (role.ToolTipText, colours.card),
        (role.Highlight, colours.brand),
        (role.HighlightedText, colours.on_brand),
        (role.Accent, colours.brand),
        (role.Link, colours.brand),
        (role.Mid, colours.line),
        (role.Light, colours.card),
        (role.Dark, colours.edge),
    ):
        p.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        p.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.on_off))
    return p
