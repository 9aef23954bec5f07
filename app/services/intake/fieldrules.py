"""What one text, date or number of a package must look like, field by field. A rule says what is wrong, or nothing."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from app.models import package as p
from app.services.intake.problems import IntakeProblem

Fault = tuple[str, dict[str, str]] | None
"""Code and args of a problem."""

NAME_LIMIT = 50  # 姓名33: at least 25 Han characters; here 50 of any kind
SHORT_LIMIT = 200
LONG_LIMIT = 4000
LONG_FIELDS = frozenset({"overview", "opinion", "reason", "purpose"})
YEARS = range(1990, 2101)
KEY_BYTES = 32

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffd")
"""Marks that can make a name look like another one, and the sign of a lost character."""


def credit_code(text: str) -> Fault:
    """统一社会信用代码 (GB 32100-2015): 18 places and the check digit, in its compact upper-case form."""
    from stdnum.cn import uscc
    from stdnum.exceptions import InvalidChecksum, ValidationError

    try:
        good = uscc.validate(text) == text
    except InvalidChecksum:
        return "code_check", {"got": text, "want": uscc.calc_check_digit(text)}
    except ValidationError:
        good = False
    return None if good else ("code_shape", {"got": text, "n": str(len(text))})


def _like(pattern: str, code: str) -> Callable[[str], Fault]:
    compiled = re.compile(pattern, re.ASCII)

    def rule(text: str) -> Fault:
        return None if compiled.fullmatch(text) else (code, {"got": text})

    return rule


def _public_key(text: str) -> Fault:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    return None if len(raw) == KEY_BYTES else ("public_key", {})


_id = _like(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", "id_shape")
_sha = _like(r"[0-9a-f]{64}", "sha256")
_four = _like(r"[0-9]{4}", "four_digits")

TEXT_RULES: dict[tuple[type, str], Callable[[str], Fault]] = {
    (p.Person, "id"): _id,
    (p.Person, "unit_code"): credit_code,
    (p.Person, "phone_tail"): _four,
    (p.Person, "last4"): _like(r"[0-9]{3}[0-9X]", "last4"),
    (p.Person, "id_hash"): _like(r"[0-9a-f]{32,128}", "id_hash"),
    (p.Person, "photo"): _sha,
    (p.Party, "code"): credit_code,
    (p.Party, "group"): credit_code,
    (p.Expert, "employer_code"): credit_code,
    (p.Expert, "former_codes"): credit_code,
    (p.Expert, "employer_group"): credit_code,
    (p.SignOff, "unit_code"): credit_code,
    (p.Plan, "author_unit"): credit_code,
    (p.Plan, "sha256"): _sha,
    (p.ScopeHit, "item"): _like(r"[A-Za-z0-9._-]{1,20}", "scope_item"),
    (p.Letter, "unit_code"): credit_code,
    (p.Letter, "scan"): _sha,
    (p.MeetingInfo, "id"): _id,
    (p.MeetingInfo, "region"): _like(r"[0-9]{6}", "region"),
    (p.MeetingInfo, "region_tag"): _like(r"[A-Za-z0-9]{1,12}", "region_tag"),
    (p.MeetingInfo, "organiser_code"): credit_code,
    (p.PackRef, "id"): _like(r"[a-z0-9_-]{1,64}", "pack_id"),
    (p.PackRef, "sha256"): _sha,
    (p.TrustedKey, "kid"): _id,
    (p.TrustedKey, "key"): _public_key,
}

MUST_NOT_BE_EMPTY: frozenset[tuple[type, str]] = frozenset(
    {
        (p.Certificate, "kind"),
        (p.Certificate, "number"),
        (p.Person, "id"),
        (p.Person, "name"),
        (p.Post, "person"),
        (p.StaffPost, "person"),
        (p.Expert, "person"),
        (p.Letter, "delegate"),
        (p.Letter, "unit_code"),
        (p.SignOff, "unit_code"),
        (p.Party, "code"),
        (p.Party, "name"),
        (p.Party, "group"),
        (p.Expert, "former_codes"),
        (p.Expert, "employer_group"),
        (p.Expert, "pool_labels"),
        (p.SignOff, "name"),
        (p.ScopeHit, "item"),
        (p.Plan, "name"),
        (p.Plan, "version"),
        (p.Plan, "sha256"),
        (p.Plan, "touched_categories"),
        (p.MeetingInfo, "id"),
        (p.MeetingInfo, "region"),
        (p.MeetingInfo, "region_tag"),
        (p.MeetingInfo, "place"),
        (p.Project, "name"),
        (p.Project, "place"),
        (p.Letter, "number"),
        (p.Letter, "delegator"),
        (p.Letter, "plan_name"),
        (p.PackRef, "id"),
        (p.PackRef, "version"),
        (p.TrustedKey, "kid"),
        (p.TrustedKey, "key"),
    }
)

INTEGER_BOUNDS: dict[str, tuple[int, int]] = {
    "pages": (1, 100_000),
    "birth_year": (1900, 2100),
    "review_no": (1, 100),
    "roster_version": (1, 1_000_000),
    "year": (2000, 2100),
}


def field_problem(where: str, owner: type, field: str, value: Any) -> IntakeProblem | None:
    """Return what is wrong with one value of one field, or None."""
    fault: Fault = None
    if isinstance(value, str):
        fault = _text_fault(owner, field, value)
    elif isinstance(value, datetime):
        fault = _moment_fault(value)
    elif isinstance(value, date):
        fault = None if value.year in YEARS else ("year", {"got": value.isoformat()})
    elif isinstance(value, int | float) and not isinstance(value, bool):
        fault = _number_fault(field, value)
    return IntakeProblem(where, *fault) if fault else None


def _text_fault(owner: type, field: str, text: str) -> Fault:
    if not text.strip():
        empty_ok = not text and (owner, field) not in MUST_NOT_BE_EMPTY
        return None if empty_ok else ("empty", {})
    limit = _limit(owner, field)
    if len(text) > limit:
        return "too_long", {"n": str(len(text)), "limit": str(limit)}
    multiline = field in LONG_FIELDS
    for char in text:
        if char in _BIDI or (unicodedata.category(char) == "Cc" and not (multiline and char in "\n\t")):
            return "bad_character", {"code": f"U+{ord(char):04X}"}
    rule = TEXT_RULES.get((owner, field))
    return rule(text) if rule else None


def _limit(owner: type, field: str) -> int:
    if (owner, field) in {(p.Person, "name"), (p.SignOff, "name"), (p.Letter, "delegator")}:
        return NAME_LIMIT
    return LONG_LIMIT if field in LONG_FIELDS else SHORT_LIMIT


def _moment_fault(moment: datetime) -> Fault:
    if moment.tzinfo is None:
        return "no_zone", {"got": moment.isoformat()}
    return None if moment.year in YEARS else ("year", {"got": moment.date().isoformat()})


def _number_fault(field: str, value: float) -> Fault:
    low, high = INTEGER_BOUNDS.get(field, (-10_000_000, 10_000_000))
    if low <= value <= high:
        return None
    return "out_of_range", {"got": f"{value:g}", "low": str(low), "high": str(high)}
