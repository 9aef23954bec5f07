"""QR codes drawn as vectors (ISO/IEC 18004), and what the QR of a document says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

_KEPT: Final = 512
_QUIET: Final = 4  # modules, ISO/IEC 18004 6.3.8
_DOCUMENT: Final = re.compile(r"HQ1:(?P<id>[^:\s]{1,80}):(?P<version>[0-9]{1,4}):(?P<hash>[0-9A-F]{64})")


@dataclass(frozen=True, slots=True)
class DocumentCode:
    """What the QR on page 1 of a document says; ``document`` in capitals but for its ``v``, so compare without case."""

    document: str
    version: int
    content_hash: str


def parse_document_qr(text: str) -> DocumentCode:
    """Read the text of a document's QR; raises ValueError when it is something else."""
    match = _DOCUMENT.fullmatch(text)
    if not match:
        raise ValueError("not the QR of a document")
    document = re.sub(r"-V(\d+)$", r"-v\1", match["id"])
    return DocumentCode(document, int(match["version"]), match["hash"].lower())


def draw_qr(canvas: Any, text: str, x: float, y: float, size: float) -> None:
    """Draw ``text`` as a QR at level M with its quiet zone in a square of ``size`` points."""
    rows = _matrix(text)
    side = size / len(rows)
    canvas.saveState()
    canvas.setFillGray(0)
    path = canvas.beginPath()
    for number, row in enumerate(rows):
        top = y + size - number * side
        for start, length in _bars(row):
            path.rect(x + start * side, top - side, length * side, side)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


@lru_cache(maxsize=_KEPT)
def _matrix(text: str) -> list[list[bool]]:
    """Modules of a QR with its quiet zone; making one takes 35 ms, and badges are printed in two sizes."""
    import qrcode  # with Pillow behind it: not before something is printed

    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=_QUIET)
    code.add_data(text)
    code.make(fit=True)
    return code.get_matrix()


def _bars(row: list[bool]) -> list[tuple[int, int]]:
    """Join dark modules of a row into bars, so that no hairline shows between them."""
    bars: list[tuple[int, int]] = []
    for column, dark in enumerate(row):
        if not dark:
            continue
        if bars and sum(bars[-1]) == column:
            bars[-1] = (bars[-1][0], bars[-1][1] + 1)
        else:
            bars.append((column, 1))
    return bars
