"""One place for colour, type, spacing: `apply()` at start, `palette()` in every paint event."""

from app.ui.theme.fonts import figures, font, load_fonts
from app.ui.theme.style import apply, palette, reduced_motion, scheme, set_reduced_motion
from app.ui.theme.tokens import DARK, DOOR, LIGHT, DoorColours, Palette, Radius, Size, Space, Tone, Type

__all__ = [
    "DARK",
    "DOOR",
    "LIGHT",
    "DoorColours",
    "Palette",
    "Radius",
    "Size",
    "Space",
    "Tone",
    "Type",
    "apply",
    "figures",
    "font",
    "load_fonts",
    "palette",
    "reduced_motion",
    "scheme",
    "set_reduced_motion",
]
