"""What one cell of a roster may hold, both ways: cell → value and value → cell. Times are Beijing time."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from msgspec import Struct

from app.models.calendar import BEIJING
from app.models.package import Certificate
from app.services.intake.fieldrules import YEARS

NONE_WORD = "无"
"""A list that was looked up and is empty; an empty cell means "not known"."""

SEPARATORS = "；;\n"
_SPLIT = re.compile(f"[{SEPARATORS}]")
_HALF = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " "})
_DATE = re.compile(
    r"(?P<y>\d{4})(?:-|/|\.|年)(?P<m>\d{1,2})(?:-|/|\.|月)(?P<d>\d{1,2})日?"
    r"(?:[ T]*(?P<H>\d{1,2})(?::|时)(?P<M>\d{1,2})(?:分)?(?:(?::)?(?P<S>\d{1,2})(?P<f>\.\d{1,6})?秒?)?)?",
    re.ASCII,
)


class CellFault(Exception):  # noqa: N818  # caught two lines above its raise
    """A cell that cannot be read; ``code`` and ``args`` of an IntakeProblem."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class Kind(Struct, frozen=True):
    """A kind of cell: ``parse`` raises CellFault; ``empty`` stands in for a wrong cell so that reading can go on."""

    parse: Callable[[Any], Any]
    show: Callable[[Any], Any]
    empty: Any = ""
    format: str = "@"
    choices: tuple[str, ...] = ()


def half(text: str) -> str:
    """Full-width letters and digits as half-width ones, outer spaces off. Only for codes, numbers and dates."""
    return text.translate(_HALF).strip()


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        raise CellFault("not_text", got="是否值")
    if isinstance(value, int | float):
        return f"{value:.0f}" if float(value).is_integer() else repr(value)
    raise CellFault("not_text", got="日期")


def _code(value: Any) -> str:
    return half(_text(value))


def _number(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    text = half(value) if isinstance(value, str) else str(value)
    try:
        found = float(text)
    except ValueError:
        raise CellFault("not_number", got=text[:40]) from None
    if not abs(found) < float("inf"):
        raise CellFault("not_number", got=text[:40])
    return found


def _integer(value: Any) -> int:
    found = _number(value)
    if not found.is_integer():
        raise CellFault("not_integer", got=f"{found:g}")
    return int(found)


def _moment(value: Any) -> datetime:
    found = value.replace(tzinfo=BEIJING) if isinstance(value, datetime) else _matched(value)
    if found is None or found.tzinfo is None:
        raise CellFault("not_moment", got=_said(value))
    _check_year(found)
    return found.astimezone(UTC)


def _check_year(day: date) -> None:
    if day.year not in YEARS:
        raise CellFault("year", got=day.isoformat())


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        if value.time() != time(0):
            raise CellFault("date_with_time", got=f"{value:%Y-%m-%d %H:%M}")
        return value.date()
    if isinstance(value, date):
        return value
    found = _matched(value)
    if found is None:
        raise CellFault("not_date", got=_said(value))
    if found.tzinfo is not None:
        raise CellFault("date_with_time", got=_said(value))
    _check_year(found)
    return found.date()


def _matched(value: Any) -> datetime | None:
    """A text as moment (aware, Beijing) or as bare day (naive); None if it is neither."""
    found = _DATE.fullmatch(half(value)) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        day = date(int(found["y"]), int(found["m"]), int(found["d"]))
        hour, minute, second = (int(found[part] or 0) for part in "HMS")
        clock = time(hour, minute, second, int((found["f"] or ".0")[1:].ljust(6, "0")))
    except ValueError:
        return None
    return datetime.combine(day, clock, BEIJING if found["H"] else None)


def _said(value: Any) -> str:
    return str(value).strip()[:40]


def _show_moment(value: datetime) -> datetime | str:
    beijing = value.astimezone(BEIJING)
    if beijing.microsecond:
        return f"{beijing:%Y-%m-%d %H:%M:%S.%f}"
    return beijing.replace(tzinfo=None)


def _list(value: Any) -> tuple[str, ...]:
    text = _text(value)
    if text == NONE_WORD:
        return ()
    return tuple(part.strip() for part in _SPLIT.split(text) if part.strip())


def _show_list(value: tuple[str, ...]) -> str:
    return "；".join(value) if value else NONE_WORD


def _certificates(value: Any) -> tuple[Certificate, ...]:
    return tuple(_certificate(part) for part in _list(value))


def _certificate(text: str) -> Certificate:
    parts = [part.strip() for part in re.split("[:：]", text)]
    if len(parts) not in {2, 3} or not all(parts):
        raise CellFault("not_certificate", got=text[:40])
    expires = _date(parts[2]) if len(parts) == 3 else None  # noqa: PLR2004  # kind, number, day
    return Certificate(kind=parts[0], number=parts[1], expires=expires)


def _show_certificates(value: tuple[Certificate, ...]) -> str:
    rows = [(x.kind, x.number, *([x.expires.isoformat()] if x.expires else [])) for x in value]
    return "；".join(":".join(row) for row in rows)


def choice(labels: Mapping[str, Any], empty: Any = "") -> Kind:
    """Return a kind for a closed list: what people pick → what is stored. The stored word itself is accepted too."""
    back = {str(value): label for label, value in labels.items()}

    def parse(value: Any) -> Any:
        text = _text(value)
        label = text if text in labels else back.get(text)
        if label is None:
            raise CellFault("choice", got=text[:40], allowed="、".join(labels))
        return labels[label]

    return Kind(parse, lambda value: back[str(value)], empty, "@", tuple(labels))


TEXT = Kind(_text, str)
CODE = Kind(_code, str)
"""Ids, codes, digests: full-width letters and digits become half-width."""
INTEGER = Kind(_integer, int, 0, "0")
MOMENT = Kind(_moment, _show_moment, datetime(2000, 1, 1, tzinfo=UTC), "yyyy-mm-dd hh:mm")
DAY = Kind(_date, lambda value: value, date(2000, 1, 1), "yyyy-mm-dd")
LIST = Kind(_list, _show_list, ())
CODES = Kind(lambda value: tuple(half(part) for part in _list(value)), _show_list, ())
CERTIFICATES = Kind(_certificates, _show_certificates, ())
YES_NO = choice({"是": True, "否": False}, empty=None)
NUMBER = Kind(_number, float, 0.0, "General")
