"""The QR text of an e-certificate (电子证照): recognised as one, its kind in words and its number where the code bears it.

What is documented and what is a guess stands in ``resources/law/ecertificates.toml``. Nothing here says that a certificate
is good: a text can be copied by anybody, the central node answers for the number (CJ-二12).
"""

import re
import unicodedata
from functools import cache
from typing import Any
from urllib.parse import unquote

from msgspec import Struct

from app.models.certificates import MAX_NUMBER, ROOT, check_letter, same_number
from app.services.resources import resource_toml

_IDENTIFIER = re.compile(
    re.escape(ROOT) + r"([0-9A-Z]{9,40})\.([0-9A-Z]{6,30})\.([0-9A-Z]{1,64})\.([0-9]{3})\.([0-9A-Z])",
    re.ASCII | re.IGNORECASE,
)
_EDGE = re.compile(r"[0-9A-Z.]", re.ASCII | re.IGNORECASE)
_LINK = re.compile(
    r"https?://(?P<host>[a-z0-9.-]{1,120})(?::[0-9]{1,5})?(?P<rest>[/?][^\s]{1,900})",
    re.ASCII | re.IGNORECASE,
)
_PARAMETER = re.compile(
    r"[?&#](?:certnum|certno|certnumber|certificatenumber|zsbh|zzbh|zzbs)=([^&#\s]{4,300})",
    re.ASCII | re.IGNORECASE,
)
_WRONG = "（校验位不符）"


class Found(Struct, frozen=True):
    """What a text is: the kind in words, the number as the code bears it (empty: read it off the certificate)."""

    zh: str
    number: str = ""


class _Form(Struct, frozen=True):
    zh: str
    pattern: re.Pattern[str]
    whole: bool


class _Site(Struct, frozen=True):
    zh: str
    host: str
    path: re.Pattern[str]
    unless: str
    needs_number: bool


def e_certificate(text: str) -> Found | None:
    """Recognise the text of an e-certificate; None for anything else. ``text`` is already bounded and stripped."""
    return _by_identifier(text) or _by_link(text) or _by_number(text)


def _by_identifier(text: str) -> Found | None:
    """A 证照标识: alone it is taken with a wrong check letter too, inside a longer text only with the right one."""
    for found in _IDENTIFIER.finditer(text):
        alone = found[0] == text
        if not alone and (
            _EDGE.match(text[found.end() :]) or _EDGE.match(text[found.start() - 1 : found.start()])
        ):
            continue
        number = found[0].upper()
        right = check_letter("".join(found.groups()[:4]).upper()) == number[-1]
        if right or alone:
            return Found(_type_zh(found[1].upper()) + ("" if right else _WRONG), number)
    return None


def _type_zh(code: str) -> str:
    table = _table()
    rows: list[dict[str, str]] = table["type"]
    named = next((row["zh"] for row in rows if row["code"] == code), "")
    ours = code.startswith(table["authority"])
    return named or str(table["authority.zh"] if ours else table["other.zh"])


def _by_link(text: str) -> Found | None:
    found = _LINK.fullmatch(text)
    if found is None:
        return None
    host, rest = found["host"].lower(), found["rest"]
    if len(rest) <= 1:
        return None  # the front page of a site is no certificate
    number = _parameter(rest)
    for site in _sites():
        inside = host == site.host or host.endswith("." + site.host)
        if inside and host != site.unless and site.path.match(rest) and (number or not site.needs_number):
            return Found(_form_zh(number) or site.zh, number)
    return None


def _parameter(rest: str) -> str:
    found = _PARAMETER.search(rest)
    value = unquote(found[1]).strip() if found else ""
    return value if 0 < len(value) <= MAX_NUMBER and not any(map(_unprintable, value)) else ""


def _unprintable(letter: str) -> bool:
    """Control and formatting characters: they would show a number as another one."""
    return unicodedata.category(letter)[0] in {"C", "Z"} and letter != " "


def _by_number(text: str) -> Found | None:
    """A number in words, alone or among other words; where it has a form that nothing else has."""
    if "://" in text:
        return None  # a link of somebody else that spells a number
    plain = same_number(text)
    for form in _forms():
        found = form.pattern.fullmatch(plain) if form.whole else form.pattern.search(plain)
        if found:
            return Found(form.zh, found[0])
    return None


def _form_zh(number: str) -> str:
    plain = same_number(number)
    return next((form.zh for form in _forms() if form.pattern.fullmatch(plain)), "")


@cache
def _table() -> dict[str, Any]:
    return resource_toml("law", "ecertificates.toml")


@cache
def _forms() -> tuple[_Form, ...]:
    return tuple(
        _Form(row["zh"], re.compile(row["match"], re.ASCII), bool(row.get("whole")))
        for row in _table()["form"]
    )


@cache
def _sites() -> tuple[_Site, ...]:
    return tuple(
        _Site(
            zh=row["zh"],
            host=row["host"],
            path=re.compile(row.get("path", ""), re.ASCII | re.IGNORECASE),
            unless=row.get("not", ""),
            needs_number=bool(row.get("needs_number")),
        )
        for row in _table()["link"]
    )
