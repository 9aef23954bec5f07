"""What a code is that is no badge: named as such, never mistaken for one (issue: the door)."""

import re
from functools import cache
from typing import Any

from msgspec import Struct

from app.services.badges.ecertificate import e_certificate
from app.services.resources import resource_toml

MAX_LOOKED_AT = 1000
"""Characters of a foreign text that are looked at."""

OURS = "HQ"
"""Every code of this program begins with it: badges, documents, join codes. None of them is an e-certificate, whatever
its letters happen to spell."""


class Foreign(Struct, frozen=True, kw_only=True):
    """A text of another system. ``number``: of an e-certificate, if the code says it."""

    kind: str
    zh: str
    number: str = ""


OTHER = Foreign(kind="other", zh="不认识的二维码")
E_CERTIFICATE = "e_certificate"


@cache
def _table() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    rows: list[dict[str, Any]] = resource_toml("law", "foreign_codes.toml")["code"]
    return tuple((row["kind"], row["zh"], re.compile(row["match"], re.IGNORECASE)) for row in rows)


def what_is(text: str) -> Foreign:
    """Name a text that is no badge."""
    text = text[:MAX_LOOKED_AT].strip()
    found = None if text[:2].upper() == OURS else e_certificate(text)
    if found is not None:
        return Foreign(kind=E_CERTIFICATE, zh=found.zh, number=found.number)
    for kind, zh, pattern in _table():
        if pattern.fullmatch(text):
            return Foreign(kind=kind, zh=zh)
    return OTHER
