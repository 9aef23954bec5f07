"""What a typed scan was meant to be, if Caps Lock, a full-width input method or another keyboard layout got at it.

A badge is ``HQB1:`` and base45 (RFC 9285: ``0-9A-Z $%*+-./:``). A scanner sends the keys of a US keyboard, unless it was set to
the layout of the country; the computer reads them by its own. Every pair of these is a fixed exchange of characters, so the
few texts it can have been are made here, and the signature of the badge says which is right.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import product
from typing import Final

PREFIX: Final = "HQB1:"
"""How a badge begins; the same as app.services.badges.token.PREFIX."""

MAX_CANDIDATES: Final = 16
_MAX_TEXT: Final = 4400
_ALPHABET: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
_KNOWN: Final = ("http", "$1.2.156", "1.2.156")
"""How codes of others begin that the door names (law/foreign_codes.toml)."""

_US: Final = (
    "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?"
)
_GERMAN: Final = (
    "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_"
)
_FRENCH: Final = (
    "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!~1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§"
)
"""The same keys, plain and with Shift, on a US, a German and a French keyboard."""

_FULL: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    "　。、，￥·《》【】「」“”‘’×—…", " ./,$`<>[]{}\"\"''*-^"
)
_GRAVE, _ACUTE = "\u0300", "\u0301"
"""Accents of the German dead keys, which wait for the next letter and melt into it: a US ``+`` and ``=``."""


def repairs(text: str) -> Iterator[str]:
    """Yield what a text can have been meant to be: as it is first, at most `MAX_CANDIDATES`, none twice.

    Everything that is not shaped like a badge comes only as it is, and with its full-width characters made plain.
    """
    text = text[:_MAX_TEXT]
    seen: dict[str, None] = {text: None, half_width(text): None}
    for exchange, case in product(_layouts(), (_same, _swap)):
        found = _badge_in(exchange(case(half_width(text))))
        if found:
            seen[found] = None
    yield from list(seen)[:MAX_CANDIDATES]


def half_width(text: str) -> str:
    """Full-width letters, digits and Chinese punctuation as a keyboard without an input method writes them."""
    return text.translate(_FULL)


def best_reading(keys: Sequence[tuple[str, str]]) -> str:
    """Return the text of keys that are known by what a US keyboard writes, by what this computer writes, or both.

    What begins like a badge or another known code is right; else the US keyboard, to which scanners are set when they leave
    the factory.
    """
    us = "".join(us or text for us, text in keys)
    here = "".join(text or us for us, text in keys)
    for begins in (PREFIX, *_KNOWN):
        for reading in (us, here):
            if begins in reading[: len(begins) + 4]:
                return reading
    return us


def begins_known(text: str, *, perhaps: bool = False) -> bool:
    """Tell whether a text of an input method begins like a code the door names; ``perhaps``: as far as it goes."""
    plain = half_width(text).lower()
    known = (PREFIX[:3].lower(), *_KNOWN)
    return plain.startswith(known) or (perhaps and any(one.startswith(plain) for one in known))


def _badge_in(text: str) -> str:
    """The badge in a text, without what a scanner was set to send before and after it; empty if there is none."""
    upper = _each(text, str.upper)
    start = upper.find(PREFIX)
    if start < 0:
        return ""
    body = upper[start + len(PREFIX) :]
    ends = next((at for at, char in enumerate(body) if char not in _ALPHABET), len(body))
    again = body.find(PREFIX)
    return PREFIX + body[: again if 0 <= again < ends else ends]


def _each(text: str, change: Callable[[str], str]) -> str:
    """Change every character to one other; those that would become two (ß) stay."""
    return "".join(new if len(new := change(char)) == 1 else char for char in text)


def _same(text: str) -> str:
    return text


def _swap(text: str) -> str:
    """Caps Lock on: the other case."""
    return _each(text, str.swapcase)


def _german(text: str) -> str:
    """Take the letters apart that melted with a German dead key, and write the capital ß of Caps Lock small."""
    out = []
    for char in text.replace("ẞ", "ß"):
        letter, accent = (*unicodedata.normalize("NFD", char), "", "")[:2]
        apart = {_GRAVE: "`", _ACUTE: "´"}.get(accent)
        out.append(apart + letter if apart else char)
    return "".join(out)


@cache
def _layouts() -> tuple[Callable[[str], str], ...]:
    """What exchanged the characters: nothing, a computer set to a layout (with Caps Lock for all keys), a scanner set to it."""
    half = len(_US) // 2
    shifted = _US[half:] + _US[:half]
    return (
        _same,
        *(_exchange(layout, meant) for layout in (_GERMAN, _FRENCH) for meant in (_US, shifted)),
        *(_exchange(_US, layout) for layout in (_GERMAN, _FRENCH)),
    )


def _exchange(written: str, meant: str) -> Callable[[str], str]:
    table = str.maketrans(written, meant)
    first = _german if written == _GERMAN else _same
    return lambda text: first(text).translate(table)
