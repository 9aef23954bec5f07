"""一人多角色: two roles of one person at one meeting (check C32; rules.md 2.4)."""

from itertools import combinations_with_replacement
from typing import Literal

from msgspec import Struct

from app.models.terms import Level, Role

Unit = Literal["any", "same", "other"]


class DualPair(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of the matrix; it fits whichever way round the roles stand.

    ``unit``: any = units are not compared; same / other = the two posts belong to the same or to different units.
    """

    id: str
    a: tuple[Role, ...]
    b: tuple[Role, ...]
    unit: Unit
    level: Level
    src: str
    note: str = ""

    def fits(self, first: Role, second: Role, *, same_unit: bool) -> bool:
        """Tell whether this line speaks of the two roles."""
        if self.unit != "any" and (self.unit == "same") != same_unit:
            return False
        return (first in self.a and second in self.b) or (second in self.a and first in self.b)


class DualRoles(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The matrix of one pack, and the level of a pair that no line names."""

    default: Level
    default_src: str
    pairs: tuple[DualPair, ...]

    def find(self, first: Role, second: Role, *, same_unit: bool) -> DualPair | None:
        """Return the line that decides, or None where the default does."""
        return next((pair for pair in self.pairs if pair.fits(first, second, same_unit=same_unit)), None)

    def level(self, first: Role, second: Role, *, same_unit: bool) -> Level:
        """Return the level of the pair."""
        pair = self.find(first, second, same_unit=same_unit)
        return self.default if pair is None else pair.level

    def overlaps(self) -> tuple[str, str] | None:
        """Return two lines that speak of the same pair of roles; at most one level per pair is possible (2.4)."""
        for first, second in combinations_with_replacement(Role, 2):
            for same_unit in (True, False):
                fitting = [pair.id for pair in self.pairs if pair.fits(first, second, same_unit=same_unit)]
                if len(fitting) > 1:
                    return fitting[0], fitting[1]
        return None


def expand(patterns: tuple[str, ...]) -> tuple[Role, ...]:
    """Expand patterns into roles: ``X_*`` is every role that begins with ``X_``. ValueError for one that fits nothing."""
    roles: dict[Role, None] = {}
    for pattern in patterns:
        prefix = pattern.removesuffix("*")
        fitting = [
            role for role in Role if (role.startswith(prefix) if prefix != pattern else role == pattern)
        ]
        if not fitting:
            raise ValueError(f"no role is called {pattern}")
        roles.update(dict.fromkeys(fitting))
    return tuple(roles)
