"""Scores of experts as tables handed in: the term score of 郑州 (ZZ§附件) and the organiser's sheet of 南宁 (rules.md 3.7; C65).

The desk gives no expert a score by itself: it keeps what the meeting proves, and the authority counts (ZZ§15).
"""

from collections.abc import Iterable

from msgspec import Struct

from app.models.scope import TableRow


class ScoreLine(TableRow, frozen=True):
    """A line of the term score, points without sign. ``each`` counts by ``unit``; else half days and full days count.

    ``cap_per_year``: the most a calendar year brings. ``checks``: whose findings point to the line. ``known``: the record
    of a meeting proves it by itself.
    """

    id: str
    zh: str
    official: str
    unit: str
    evidence: str
    each: int | None = None
    half_day: int | None = None
    full_day: int | None = None
    cap_per_year: int | None = None
    checks: tuple[str, ...] = ()
    known: bool = False

    def points(self, times: int = 0, *, half_days: int = 0, full_days: int = 0) -> int:
        """Return the points of so many times, half days and full days, before the cap."""
        by_day = half_days * (self.half_day or 0) + full_days * (self.full_day or 0)
        return times * (self.each or 0) + by_day


class Credit(Struct, frozen=True):
    """Points of one line in one calendar year, as :meth:`ScoreLine.points` gives them."""

    line: str
    year: int
    points: int


class TermScore(TableRow, frozen=True):
    """任期综合考评: ``base`` points for each term, ``pass_at`` or more is 合格 (ZZ§15)."""

    base: int
    pass_at: int
    src: str
    official: str
    plus: tuple[ScoreLine, ...]
    minus: tuple[ScoreLine, ...]

    def line(self, line_id: str) -> ScoreLine:
        """Return a line; KeyError for an id that is none."""
        found = {line.id: line for line in (*self.plus, *self.minus)}
        return found[line_id]

    def total(self, credits_: Iterable[Credit]) -> int:
        """Return the score of a term; each line of a year counts up to its cap. KeyError for an unknown line."""
        sums: dict[tuple[str, int], int] = {}
        for credit in credits_:
            key = (credit.line, credit.year)
            sums[key] = sums.get(key, 0) + credit.points
        score = self.base
        for (line_id, _), points in sums.items():
            line = self.line(line_id)
            counted = points if line.cap_per_year is None else min(points, line.cap_per_year)
            score += counted if line in self.plus else -counted
        return score

    def qualified(self, score: int) -> bool:
        """Tell whether a score is 合格 at the end of the term."""
        return score >= self.pass_at


class ScoreItem(TableRow, frozen=True):
    """One of the five items the organiser may score."""

    id: str
    zh: str


class OrganiserScore(TableRow, frozen=True):
    """组织单位评分 (NN-四（八）): whole points from ``lowest`` to ``highest``; the range and the items are APP."""

    lowest: int
    highest: int
    src: str
    official: str
    items: tuple[ScoreItem, ...]

    def allows(self, points: int) -> bool:
        """Tell whether a mark lies within the range."""
        return self.lowest <= points <= self.highest


class ScoreTables(TableRow, frozen=True):
    """All of resources/law/scores.toml. Which of the two a place uses is ``score.mode`` of its pack."""

    term: TermScore
    organiser: OrganiserScore

    def ranges(self, scheme: str) -> dict[str, frozenset[float]]:
        """Return, by item of a scheme (``organiser`` or ``term``), the points one record of one meeting may bear.

        A minus of the term score is negative; yearly caps are the authority's to count.
        """
        if scheme == "organiser":
            marks = range(self.organiser.lowest, self.organiser.highest + 1)
            return {item.id: frozenset(map(float, marks)) for item in self.organiser.items}
        plus = {line.id: _once(line, 1) for line in self.term.plus}
        return plus | {line.id: _once(line, -1) for line in self.term.minus}


def _once(line: ScoreLine, sign: int) -> frozenset[float]:
    return frozenset(float(sign * n) for n in (line.each, line.half_day, line.full_day) if n is not None)
