"""Joins a request to the verb that decides it."""

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Struct

from app.models.facts import Fact
from app.services.desk.context import Ctx

R = TypeVar("R", bound=Struct)
Decide = Callable[[Ctx, Any], tuple[Fact, ...]]
VERBS: dict[type[Struct], Decide] = {}


def verb(kind: type[R]) -> Callable[[Callable[[Ctx, R], tuple[Fact, ...]]], Decide]:
    """Register the pure function that turns a request into facts or refuses it."""

    def join(decide: Callable[[Ctx, R], tuple[Fact, ...]]) -> Decide:
        VERBS[kind] = decide
        return decide

    return join
