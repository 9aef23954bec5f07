"""Counting the pages of a PDF, to compare a scan with its print (C50, EC-38)."""

from io import BytesIO

from pypdf import PdfReader


def count_pages(pdf: bytes) -> int:
    """Return the number of pages.

    Raises pypdf.errors.PyPdfError when the bytes are no PDF.
    """
    return len(PdfReader(BytesIO(pdf)).pages)
