"""The lines of the one table that ``make bench`` ends with. A figure that misses its aim is said, not failed."""

from collections.abc import Callable

Row = tuple[str, str, str, str, str]
HEAD: Row = ("figure", "measured", "limit", "ratio", "aim")
Figure = Callable[..., None]
ROWS: list[Row] = []
_SMALL = 10.0


def add(
    name: str, measured: float, limit: float, *, unit: str, aim: float | None = None, of: str = "aim"
) -> None:
    """Keep one line: ``measured`` and ``limit`` in ``unit``; ``of`` says what the limit is; no ``aim``: only reported."""
    ratio = measured / limit
    said = "" if aim is None else f"≤ {aim:g}  {'kept' if ratio <= aim else 'MISSED'}"
    ROWS.append((name, number(measured, unit), f"{number(limit, unit)} ({of})", f"{ratio:.2f}", said))


def number(value: float, unit: str) -> str:
    """A value with three digits or so."""
    return f"{value:.2f} {unit}" if value < _SMALL else f"{value:.0f} {unit}"


def table() -> list[str]:
    """All lines, in columns."""
    rows = [HEAD, *ROWS]
    wide = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    return ["  ".join(text.ljust(width) for text, width in zip(row, wide, strict=True)) for row in rows]
