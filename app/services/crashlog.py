"""The crash log: an unknown error is written down whole, and no fact is lost by it (DESIGN.md 3.6)."""

from __future__ import annotations

import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

FOLDER = "logs"
_KEPT = 30


def write(
    home: Path, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> Path | None:
    """Write one error to ``home/logs`` and return the file; None if even that is impossible (full disk).

    The file names the program's parts and lines, never the content of a meeting.
    """
    import platform  # an error is rare, a start is not

    moment = datetime.now(UTC)
    folder = home / FOLDER
    text = "".join(
        (
            f"{moment.isoformat()}\n{platform.platform()} Python {sys.version}\n\n",
            *traceback.format_exception(kind, error, trace),
        )
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"crash-{moment:%Y%m%d-%H%M%S-%f}.log"
        path.write_text(text, encoding="utf-8")
        _forget_old(folder)
    except OSError:
        return None
    return path


def _forget_old(folder: Path) -> None:
    for old in sorted(folder.glob("crash-*.log"))[:-_KEPT]:
        old.unlink(missing_ok=True)
