"""Pieces that several stage screens share: sheets that ask the desk, signatures, reasons, the roll-call."""
