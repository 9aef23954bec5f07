"""One TOML text of a rule pack → its parts, or a refusal with file, line and key."""

import re
import tomllib
from pathlib import Path

from app.models.packfile import PackError, PackFault, RawPack, parse_pack
from app.services.packsay import in_words, toml_in_words

MAX_BYTES = 1_000_000


def read_pack(text: str, file: str) -> RawPack:
    """Parse one TOML text. PackError with file, line and key."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        refusal = PackError(PackFault.NOT_TOML, file=file, detail=toml_in_words(str(error)))
        found = re.search(r"line (\d+)", str(error))
        refusal.line = int(found[1]) if found else None
        raise refusal from None
    except RecursionError:
        raise PackError(PackFault.NOT_TOML, file=file, detail="嵌套太深") from None
    try:
        return parse_pack(data, file)
    except PackError as error:
        in_words(error)
        error.line = line_of(text, error.key)
        raise


def line_of(text: str, key: str) -> int | None:
    """Return the line of the table that a key of a PackError names, or of its nearest parent that has a header.

    ``param.experts.min_count`` is written ``[param."experts.min_count"]``; ``check.C01.also.level`` stands under
    ``[check.C01.also]``; ``case.2`` is the second ``[[case]]``. Within the table the line of the last word counts.
    """
    heads = _heads(text)
    parts = key.split(".")
    for length in range(len(parts), 0, -1):
        line = heads.get(".".join(parts[:length]))
        if line is not None:
            inner = _word_line(text, line, parts[length:])
            return inner or line
    return None


def _heads(text: str) -> dict[str, int]:
    """The line of every header; rows of a list are numbered: ``case.2.steps.1``. A list by itself is its first row."""
    heads: dict[str, int] = {}
    count: dict[str, int] = {}
    for match in re.finditer(r"^[ \t]*(\[\[?)([^\[\]\n]+)\]\]?", text, re.MULTILINE):
        name = _numbered(match[2].replace('"', "").replace(" ", ""), count)
        line = text.count("\n", 0, match.start(1)) + 1
        heads.setdefault(name, line)
        if match[1] == "[[":
            count[name] = count.get(name, 0) + 1
            heads[f"{name}.{count[name]}"] = line
    return heads


def _numbered(name: str, count: dict[str, int]) -> str:
    """``case.expect`` after the second ``[[case]]`` is ``case.2.expect``."""
    for row in sorted(count, key=len):
        if name.startswith(f"{row}."):
            name = f"{row}.{count[row]}{name.removeprefix(row)}"
    return name


def _word_line(text: str, head: int, rest: list[str]) -> int | None:
    """The line of ``word = …`` below a header, before the next one."""
    if not rest:
        return None
    for number, line in enumerate(text.split("\n")[head:], head + 1):
        if line.lstrip().startswith("["):
            return None
        if re.match(rf"\s*\"?{re.escape(rest[0])}\"?\s*=", line):
            return number
    return None


def file_text(path: Path) -> str:
    """Return the text of a pack file. PackError if it cannot be read, is no text, or is too long."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise PackError(PackFault.NOT_TOML, file=path.name, detail=f"文件超过 {MAX_BYTES} 字节")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        detail = f"不是 UTF-8 文本（第 {error.start} 字节），请在记事本里另存为 UTF-8"
        raise PackError(PackFault.NOT_TOML, file=path.name, detail=detail) from None
    except OSError as error:
        detail = f"读不出来（{error.strerror}）"
        raise PackError(PackFault.NOT_TOML, file=path.name, detail=detail) from None
