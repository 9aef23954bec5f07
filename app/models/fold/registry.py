"""Joins a class of fact to the function that applies it."""

from collections.abc import Callable
from typing import Any, TypeVar

from app.models.entry import Entry
from app.models.facts.base import FactBase
from app.models.meeting import Meeting
from app.models.rulepack import RulePack

F = TypeVar("F", bound=FactBase)


class World:
    """What facts name by digest: packages and rule packs (read-only)."""

    def __init__(self, packages: "dict[str, Any]", packs: dict[str, RulePack]) -> None:
        self.packages = packages
        self.packs = packs


Handler = Callable[[Meeting, Any, Entry, World], None]
HANDLERS: dict[type[FactBase], Handler] = {}


def on(kind: type[F]) -> Callable[[Callable[[Meeting, F, Entry, World], None]], Handler]:
    """Register the function that applies facts of class ``kind``."""

    def join(handler: Callable[[Meeting, F, Entry, World], None]) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return join
