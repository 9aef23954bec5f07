"""What a code is that is no badge: named as such, never mistaken for one (issue: the door)."""

import re
from functools import cache
from typing import Any

from msgspec import Struct

from app.services.resources import resource_toml

MAX_LOOKED_AT = 1000
"""Characters of a foreign text that are looked at."""


class Foreign(Struct, frozen=True, kw_only=True):
    """A text of another system. ``number``: of an e-certificate, if the code says it."""

    kind: str
    zh: str
    number: str = ""


OTHER = Foreign(kind="other", zh="不认识的二维码")
E_CERTIFICATE = "e_certificate"
_NUMBER = re.compile(
    r"(?:[?&#](?:certnum|certno|certnumber|zsbh|bh|no|number|id)=)([^&#\s]{4,60})", re.IGNORECASE
)
_CODE = re.compile(r"\$?(1\.2\.156\.3005\.2\.[0-9A-Z.]{6,80})", re.IGNORECASE)


@cache
def _table() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    rows: list[dict[str, Any]] = resource_toml("law", "foreign_codes.toml")["code"]
    return tuple((row["kind"], row["zh"], re.compile(row["match"], re.IGNORECASE)) for row in rows)


def what_is(text: str) -> Foreign:
    """Name a text that is no badge."""
    text = text[:MAX_LOOKED_AT].strip()
    for kind, zh, pattern in _table():
        if pattern.fullmatch(text):
            return Foreign(kind=kind, zh=zh, number=_number(text) if kind == E_CERTIFICATE else "")
    return OTHER


def _number(text: str) -> str:
    """The certificate number a link or a 证照编码 carries; empty if it must be read off the paper."""
    found = _NUMBER.search(text) or _CODE.fullmatch(text)
    return found[1] if found else ""
