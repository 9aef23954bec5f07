"""The tables of the law that are the same in every place, in one struct that is loaded once (resources/law)."""

import re

from app.models.defects import DefectTables
from app.models.scope import ScopeTables, TableRow
from app.models.scores import ScoreTables


class NumberedText(TableRow, frozen=True):
    """A numbered item of a clause: its heading and, where the clause has it, its explanation.

    ``official`` is the text of the notice where it was checked, "" until then.
    """

    n: int
    zh: str
    detail: str = ""
    official: str = ""

    @property
    def text(self) -> str:
        """The words that are printed: the notice's own where they are known."""
        return self.official or self.zh


class PlanText(TableRow, frozen=True):
    """Nine parts of a plan (31号-二) and three topics of the review (31号-四)."""

    parts: tuple[NumberedText, ...]
    topics: tuple[NumberedText, ...]


class Source(TableRow, frozen=True):
    """A source that clauses name by ``tag``: ``short`` heads a printed clause, ``title`` is the whole name.

    ``article``: the number after the tag is an article (第12条第②款), not a part (三（二）1).
    """

    tag: str
    short: str
    title: str
    article: bool = False
    in_force: bool = True

    def cite(self, rest: str) -> str:
        """Return the clause ``rest`` of this source as it is printed."""
        if not rest or rest.startswith("（"):
            return self.short
        found = _ARTICLE.fullmatch(rest) if self.article else None
        if found is None:
            return f"{self.short} {rest}"
        paragraph = "".join(f"第{_NUMERALS[ord(sign) - ord('①')]}款" for sign in found["paragraph"])
        return f"{self.short}第{found['number']}条{paragraph}{found['item']}"


_ARTICLE = re.compile(r"(?P<number>\d[\d.]*)(?P<paragraph>[①-⑨]*)(?P<item>.*)")
_NUMERALS = "一二三四五六七八九"


class LawTables(TableRow, frozen=True):
    """Everything of resources/law: scope, severe defects, the texts of 31号, scores, the names of the sources."""

    scope: ScopeTables
    defects: DefectTables
    plan: PlanText
    scores: ScoreTables
    sources: tuple[Source, ...]

    def cite(self, clause: str) -> str:
        """Return a clause as people print it: ``令37-12②`` → 住建部令37号第12条第二款; several parts joined with ；.

        A tag that no source has is kept as it stands, so that nothing is lost in print.
        """
        return "；".join(self._one(part.strip()) for part in clause.split(";") if part.strip())

    def _one(self, part: str) -> str:
        known = [source for source in self.sources if part.startswith(source.tag)]
        if not known:
            return part
        source = max(known, key=lambda row: len(row.tag))
        rest = part.removeprefix(source.tag).lstrip("-")
        return source.cite(rest)
