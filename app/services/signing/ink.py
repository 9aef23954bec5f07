"""Everything about ink, for whoever signs or shows a signature (strokes, nib and picture in one)."""

from app.services.signing.nib import Dot, Nib, dots, ink_length, is_blank, nib_size
from app.services.signing.picture import to_png
from app.services.signing.strokes import (
    MAX_PX,
    MAX_SAMPLES,
    MAX_STROKES,
    InkError,
    Sample,
    Stroke,
    Strokes,
    Tool,
    decode,
    digest,
    encode,
    payload,
    sample,
)

__all__ = [
    "MAX_PX",
    "MAX_SAMPLES",
    "MAX_STROKES",
    "Dot",
    "InkError",
    "Nib",
    "Sample",
    "Stroke",
    "Strokes",
    "Tool",
    "decode",
    "digest",
    "dots",
    "encode",
    "ink_length",
    "is_blank",
    "nib_size",
    "payload",
    "sample",
    "to_png",
]
