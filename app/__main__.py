"""``huiqian``: the desk, and the commands beside it (app.commands.root)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Plain(NamedTuple):
    """A start of the desk that needs no command line library (it would cost a tenth of the first paint)."""

    home: Path | None
    sample: bool


def plain_start(words: Sequence[str]) -> Plain | None:
    """Read ``[--home DIR] [--sample]``; None for anything else, a mistake included: the real parser explains that."""
    home, sample, rest = None, False, list(words)
    while rest:
        word = rest.pop(0)
        if word == "--sample":
            sample = True
        elif word == "--home" and rest and not rest[0].startswith("-"):
            home = Path(rest.pop(0))
        else:
            return None
    return Plain(home, sample)


def main() -> None:
    """Entry point of the console script."""
    plain = plain_start(sys.argv[1:])
    if plain is not None:
        from app.commands.desk import open_desk

        sys.exit(open_desk(plain.home, sample=plain.sample))
    from app.commands.root import huiqian

    huiqian(prog_name="huiqian")


if __name__ == "__main__":
    main()
