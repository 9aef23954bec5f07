"""A TrueType font whose text can be copied out of the PDF again.

ReportLab writes a ToUnicode map with ``%04X`` of the code point, which is wrong beyond the
Basic Multilingual Plane, and one block however long, which ISO 32000-1 9.10.3 (through Adobe
Technical Note 5411) limits to 100 entries. ``EmbeddedFont`` replaces that map.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import IO, Any

from reportlab.pdfbase.ttfonts import TTFont

_BLOCK = 100
_PRESENTATION_FORMS = ((0xFB50, 0xFDFF), (0xFE70, 0xFEFF))


class EmbeddedFont(TTFont):
    """A font for ReportLab with a correct ToUnicode map.

    ``glyphs`` lends the glyph of one code point to another one (``{to: from}``); ``texts`` says what
    such a code point stands for when it is read back.
    """

    def __init__(
        self,
        name: str,
        file: IO[bytes],
        *,
        glyphs: Mapping[int, int] | None = None,
        texts: Mapping[int, str] | None = None,
    ) -> None:
        super().__init__(name, file, shapable=False)
        self._texts = dict(texts or {})
        for target, source in (glyphs or {}).items():
            self.face.charToGlyph[target] = self.face.charToGlyph[source]
            self.face.charWidths[target] = self.face.charWidths[source]

    def has(self, code: int) -> bool:
        """Tell whether the font draws something for this code point."""
        return code in self.face.charToGlyph

    def em_width(self, text: str) -> float:
        """Advance width of ``text`` in units of the font size."""
        widths = self.face.charWidths
        return float(sum(widths.get(ord(c), self.face.defaultWidth) for c in text)) / 1000

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - ReportLab's name
        """Add the font's PDF objects, then put the right text map into each subset."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        names = [self.getSubsetInternalName(n, doc)[1:] for n in range(len(subsets))]
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for name, subset in zip(names, subsets, strict=True):
            font = fonts[name]
            doc.idToObject[font.ToUnicode.name].content = to_unicode_cmap(font.BaseFont, subset, self._texts)


def read_back(code: int, texts: Mapping[int, str]) -> str:
    """Return the text a drawn code point stands for: Arabic presentation forms become their letters."""
    if code in texts:
        return texts[code]
    if any(low <= code <= high for low, high in _PRESENTATION_FORMS):
        return unicodedata.normalize("NFKC", chr(code))
    return chr(code)


def to_unicode_cmap(name: str, subset: Sequence[int], texts: Mapping[int, str]) -> str:
    """Write the ToUnicode CMap of one subset: UTF-16BE, at most 100 entries a block (Adobe TN 5411)."""
    entries = [
        f"<{position:02X}> <{read_back(code, texts).encode('utf-16-be').hex().upper()}>"
        for position, code in enumerate(subset)
        if code
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)
