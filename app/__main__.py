"""``huiqian``: the desk, and the commands beside it.

The desk must be on the screen before the library of the command line could even be imported, so its few words are read here;
everything else goes to :mod:`app.commands.group`.
"""

from __future__ import annotations

import io
import sys


def desk_words(words: list[str]) -> tuple[str, bool] | None:
    """``(home, sample)`` if the words ask for the desk and nothing else; ``home`` "" = the platform's own."""
    home, sample, rest = "", False, list(words)
    while rest:
        word = rest.pop(0)
        if word == "--sample":
            sample = True
        elif word == "--home" and rest and not rest[0].startswith("-"):
            home = rest.pop(0)
        elif word.startswith("--home=") and word != "--home=":
            home = word.removeprefix("--home=")
        else:
            return None
    return home, sample


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a pipe in GBK or ASCII shall not end a command
    plain = desk_words(sys.argv[1:])
    if plain is None:
        from app.commands.group import huiqian

        huiqian(prog_name="huiqian")
        return
    from pathlib import Path

    from app.commands.desk import desk

    home, sample = plain
    sys.exit(desk(Path(home) if home else None, sample=sample))


if __name__ == "__main__":
    main()
