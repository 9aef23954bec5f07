"""Portraits of the people of the sample: drawn, nobody's, each another, so that a photo can be compared at the door."""

import io

from PIL import Image, ImageDraw

_SIZE = (160, 200)
_SKINS = ("#E8C3A0", "#D9AC86", "#C6956B", "#F0D2B4")
_HAIRS = ("#23201E", "#3A2B22", "#55524E", "#8A8580")
_COATS = ("#2E6A8E", "#7A5C3A", "#4B6B4A", "#6A4B6B", "#8A3B33")
_GROUNDS = ("#DDE6EB", "#E7E2D6", "#DFE8DD")


def portrait(number: int) -> bytes:
    """A drawn face (PNG, 160 × 200); the same number gives the same face."""
    skin, hair = _SKINS[number % len(_SKINS)], _HAIRS[number // 2 % len(_HAIRS)]
    image = Image.new("RGB", _SIZE, _GROUNDS[number % len(_GROUNDS)])
    draw = ImageDraw.Draw(image)
    draw.ellipse((10, 148, 150, 280), fill=_COATS[number % len(_COATS)])
    draw.rectangle((66, 120, 94, 160), fill=skin)
    wide = number % 3 * 3
    draw.ellipse((44 - wide, 36, 116 + wide, 136), fill=skin)
    draw.pieslice((40 - wide, 26, 120 + wide, 120), 180, 360, fill=hair)
    if number % 5 == 1:  # longer hair
        draw.rectangle((38 - wide, 74, 50 - wide, 130), fill=hair)
        draw.rectangle((110 + wide, 74, 122 + wide, 130), fill=hair)
    for x in (64, 96):
        draw.ellipse((x - 4, 82, x + 4, 90), fill="#2A2622")
        if number % 4 == 2:  # noqa: PLR2004  every fourth wears glasses
            draw.ellipse((x - 12, 74, x + 12, 98), outline="#2A2622", width=2)
    draw.line((80, 90, 78, 104, 83, 104), fill="#8C6446", width=2)
    draw.arc((66, 104, 94, 122), 20, 160, fill="#8A4A40", width=2)
    if number % 6 == 4:  # noqa: PLR2004  and every sixth a helmet
        draw.pieslice((34, 14, 126, 110), 180, 360, fill="#E0B03A")
        draw.rectangle((28, 60, 132, 68), fill="#C99A2C")
    data = io.BytesIO()
    image.quantize(32).save(data, "PNG", optimize=True)
    return data.getvalue()
