"""Who holds which post: the roster of a meeting, looked up by post, by unit and by person."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TypeVar

from msgspec import Struct

from app.models.terms import Role

K = TypeVar("K")


class Held(Struct, frozen=True, kw_only=True):
    """A post and the person who holds it, after changes of post holders (EC-44)."""

    role: Role
    unit_code: str
    person: str
    certificate: str = ""
    changed: bool = False


class Posts(tuple[Held, ...]):  # noqa: SLOT001  what was looked up is kept in it
    """Every post with its holder, in the order of the package.

    It never changes (another holder makes another ``Posts``), so what is looked up in it is sorted once: a scan at the
    door asks for fifty posts and a handful of people, and costs the same with 2,000 people on the roster as with 20.
    """

    @cached_property
    def _by_post(self) -> dict[tuple[Role, str], tuple[Held, ...]]:
        return _sorted(self, lambda h: (h.role, h.unit_code))

    @cached_property
    def _by_role(self) -> dict[Role, tuple[Held, ...]]:
        return _sorted(self, lambda h: h.role)

    @cached_property
    def _by_unit(self) -> dict[str, tuple[Held, ...]]:
        return _sorted(self, lambda h: h.unit_code)

    @cached_property
    def by_person(self) -> dict[str, tuple[Held, ...]]:
        """The posts of each person, people in the order in which they are first named."""
        return _sorted(self, lambda h: h.person)

    @cached_property
    def several(self) -> frozenset[str]:
        """Persons with more than one post."""
        return frozenset(person for person, held in self.by_person.items() if len(held) > 1)

    def holding(self, role: Role, unit_code: str | None = None) -> tuple[Held, ...]:
        """Holders of a post, of one unit or of all (None)."""
        if unit_code is None:
            return self._by_role.get(role, ())
        return self._by_post.get((role, unit_code), ())

    def in_unit(self, unit_code: str) -> tuple[Held, ...]:
        """All posts of one unit."""
        return self._by_unit.get(unit_code, ())

    def of(self, person: str) -> tuple[Held, ...]:
        """All posts of one person."""
        return self.by_person.get(person, ())

    def in_order(self, people: Iterable[str]) -> list[str]:
        """Those of ``people`` who hold a post, in the order in which they are first named here."""
        place = self._place
        return sorted({p for p in people if p in place}, key=place.__getitem__)

    @cached_property
    def _place(self) -> dict[str, int]:
        return {person: n for n, person in enumerate(self.by_person)}


def _sorted(posts: Posts, key: Callable[[Held], K]) -> dict[K, tuple[Held, ...]]:
    found: dict[K, list[Held]] = {}
    for held in posts:
        found.setdefault(key(held), []).append(held)
    return {k: tuple(v) for k, v in found.items()}
