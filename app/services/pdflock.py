"""PDFium takes one thread at a time in a whole process, whatever document it works on."""

from threading import Lock
from typing import Final

PDFIUM: Final = Lock()
"""Held around every call of pypdfium2."""
