"""Names as the field writes them: one key to compare by (EC-13), and a search by characters, 拼音, unit and post (C31).

Nothing here changes a name: it is stored and printed as received. A key never proves that two people are one (EC-14).
"""

import heapq
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice, product

from msgspec import Struct

from app.models.names import DOT, search_key

_HALF_WIDTH = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})
_LETTER = re.compile(r"[a-z0-9]")
_MAX_READINGS = 16
"""Ways to read one whole name that are written out; a name of many heteronyms keeps the commonest ones."""


_RANKS = 12
"""Ranks of one word: 8 by the name, 4 by unit or post. Several words rank after every single one."""


class Card(Struct, frozen=True):
    """A person as the search sees him: ``posts`` are words people type, such as 项目负责人 or 组长."""

    id: str
    name: str
    unit: str = ""
    posts: tuple[str, ...] = ()


class Hit(Struct, frozen=True, order=True):
    """A found person; ``rank`` 0 is the best (the whole name), larger is less close."""

    rank: int
    id: str


class _Ask:
    """One word of a query; ``latin`` is empty unless it could be pinyin."""

    def __init__(self, word: str) -> None:
        self.text = search_key(word.translate(_HALF_WIDTH)).casefold()
        self.plain = self.text.replace(DOT, "")
        latin = re.sub(r"['’\-]", "", self.plain).replace("ü", "v")
        self.latin = latin if latin.isascii() and latin.isalnum() else ""


class _Place(Struct, frozen=True):
    """A unit or a post: its text and its pinyin, shared by all who have it."""

    text: str
    initials: str
    full: str

    @staticmethod
    @lru_cache(maxsize=4096)
    def of(text: str) -> "_Place":
        key = search_key(text).casefold()
        way = [readings[0] for readings in _syllables(key)]
        return _Place(key, "".join(part[0] for part in way), "".join(way))

    def rank(self, ask: _Ask) -> int | None:
        """0 the characters, 1 to 3 the pinyin; None: no."""
        if ask.text in self.text:
            return 0
        if not ask.latin or ask.latin not in self.initials:
            return 3 if ask.latin and self.full.startswith(ask.latin) else None
        return 1 if self.initials.startswith(ask.latin) else 2


class _Lines:
    """Lines of text, each of one row, searched in one go: a query that fits nobody costs next to nothing."""

    def __init__(self, lines: Iterable[tuple[str, int]]) -> None:
        self._rows: list[int] = []
        self._starts: list[int] = []
        parts, at = ["\n"], 1
        for text, row in lines:
            self._rows.append(row)
            self._starts.append(at)
            parts += (text, "\n")
            at += len(text) + 1
        self._text = "".join(parts)

    def equal(self, text: str) -> Iterator[int]:
        return self._find(f"\n{text}\n") if text else iter(())

    def starting(self, text: str) -> Iterator[int]:
        return self._find(f"\n{text}") if text else iter(())

    def containing(self, text: str) -> Iterator[int]:
        return self._find(text) if text else iter(())

    def _find(self, wanted: str) -> Iterator[int]:
        lead = len(wanted) - len(wanted.lstrip("\n"))
        at = self._text.find(wanted)
        while at >= 0:
            yield self._rows[bisect_right(self._starts, at + lead) - 1]
            at = self._text.find(wanted, at + 1)


class NameIndex:
    """Search in a roster; built once (about 40 µs a person), then 2,000 people are answered in about 2 ms."""

    def __init__(self, cards: Iterable[Card]) -> None:
        rows = tuple(_Row(card) for card in cards)
        self._ids = tuple(row.card.id for row in rows)
        self._plain = _Lines((row.plain, n) for n, row in enumerate(rows))
        self._initials = _Lines((way, n) for n, row in enumerate(rows) for way in row.initials)
        self._full = _Lines((way, n) for n, row in enumerate(rows) for way in row.full)
        self._syllables = tuple(row.syllables for row in rows)
        self._by_beginning: dict[str, list[int]] = {}
        for n, row in enumerate(rows):
            for letters in row.beginnings:
                self._by_beginning.setdefault(letters, []).append(n)
        self._places: dict[_Place, list[int]] = {}
        for n, row in enumerate(rows):
            for place in row.around:
                self._places.setdefault(place, []).append(n)

    def search(self, query: str, limit: int = 20) -> tuple[Hit, ...]:
        """Return who fits, best first, then in the order of the roster; nothing for an empty query.

        Several words must all fit, e.g. ``陈 总承包`` or ``czj 安全``.
        """
        found = self._query(query)
        best = heapq.nsmallest(limit, ((rank, n) for n, rank in found.items()))
        return tuple(Hit(rank, self._ids[n]) for rank, n in best)

    def _query(self, query: str) -> dict[int, int]:
        whole = _Ask(query)
        if not whole.plain:
            return {}
        found = self._word(whole)
        words = [self._word(_Ask(word)) for word in query.split()]
        if len(words) > 1:
            for n in set(words[0]).intersection(*words[1:]) - set(found):
                found[n] = _RANKS + sum(word[n] for word in words)
        return found

    def _word(self, ask: _Ask) -> dict[int, int]:
        """Rank of everybody whom one word fits, 0 to ``_RANKS - 1``."""
        found: dict[int, int] = {}
        for rank, rows in enumerate(chain(self._by_name(ask, found), self._by_place(ask))):
            for n in rows:
                found.setdefault(n, rank)
        return found

    def _by_name(self, ask: _Ask, found: dict[int, int]) -> Iterator[Iterable[int]]:
        """Cheap tests first; the dear one looks only at those not ``found`` by then."""
        plain, latin = ask.plain, ask.latin
        yield self._plain.equal(plain)
        yield self._plain.starting(plain)
        yield self._initials.equal(latin)
        yield self._initials.starting(latin)
        yield self._full.starting(latin) if len(latin) > 1 else ()
        yield self._plain.containing(plain)
        yield self._spelt(latin, found)
        yield self._initials.containing(latin) if len(latin) > 1 else ()

    def _spelt(self, latin: str, found: dict[int, int]) -> list[int]:
        near = self._by_beginning.get(latin[:2], ())
        return [n for n in near if n not in found and _spelt(self._syllables[n], latin)]

    def _by_place(self, ask: _Ask) -> Iterator[Iterable[int]]:
        ranks: tuple[list[int], ...] = ([], [], [], [])
        for place, rows in self._places.items():
            rank = place.rank(ask)
            if rank is not None:
                ranks[rank].extend(rows)
        yield from ranks


def matches(query: str, card: Card) -> int | None:
    """Return how well one person fits: 0 the whole name, larger is less close, None not at all."""
    return next((hit.rank for hit in NameIndex((card,)).search(query)), None)


class _Row:
    """One person with everything a query is compared to, written out once."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.plain = search_key(card.name).casefold().replace(DOT, "")
        self.syllables = _syllables(self.plain)
        self.beginnings = _beginnings(self.syllables)
        ways = tuple(islice(product(*self.syllables), _MAX_READINGS))
        self.initials = tuple(dict.fromkeys("".join(part[0] for part in way) for way in ways))
        self.full = tuple(dict.fromkeys("".join(way) for way in ways))
        self.around = tuple(_Place.of(text) for text in (card.unit, *card.posts) if text)


def _beginnings(syllables: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    """Return the two letters a mixed spelling can begin with: both of the first syllable, or one of each of two."""
    first, second = (*syllables[:2], (), ())[:2]
    return frozenset({way[:2] for way in first} | {a[0] + b[0] for a in first for b in second})


def _spelt(syllables: tuple[tuple[str, ...], ...], latin: str) -> bool:
    """Is it a mix of syllables, beginnings and initials, in any reading: ``chenzj``, ``zhangsy``, ``lvy``?"""
    reached: set[int] = {0}
    for readings in syllables:
        reached = set().union(*(_ends(readings, latin, at) for at in reached))
        if len(latin) in reached:
            return True
        if not reached:
            return False
    return False


@lru_cache(maxsize=16384)
def _ends(readings: tuple[str, ...], latin: str, at: int) -> frozenset[int]:
    """Where a syllable typed from ``at`` can end: its initial, all of it, or, at the end of the word, any part."""
    rest, found = latin[at:], set()
    for reading in readings:
        if rest and reading.startswith(rest):
            found.add(len(latin))
        found |= {
            at + len(part)
            for part in (reading[0], reading[: _initial(reading)], reading)
            if rest.startswith(part)
        }
    return frozenset(found)


def _initial(reading: str) -> int:
    return 2 if reading[:2] in {"zh", "ch", "sh"} else 1


def _syllables(text: str) -> tuple[tuple[str, ...], ...]:
    """Every reading of every character; letters and digits read as themselves, other signs not at all."""
    return tuple(readings for char in text if (readings := _readings(char)))


@lru_cache(maxsize=8192)
def _readings(char: str) -> tuple[str, ...]:
    if char.isascii():
        return (char,) if _LETTER.fullmatch(char) else ()
    from pypinyin import Style, pinyin

    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    readings = [reading.replace("ü", "v") for reading in (found[0] if found else [])]
    spelt = readings + ["ly" + reading[1:].replace("v", "u") for reading in readings if reading == "lv"]
    return tuple(dict.fromkeys(reading for reading in spelt if reading.isascii() and reading))
