"""The Chinese catalogue of the legal forms: ``resources/forms/*.toml``."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from app.services.resources import resource_toml


class Words:
    """Sentences of one form. A missing key is an error, never an empty line."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def __getitem__(self, key: str) -> str:
        value = self._values[key]
        if not isinstance(value, str):
            raise TypeError(f"{key} is a list")
        return value

    def many(self, key: str) -> Sequence[str]:
        """Return a list of sentences or column heads."""
        value = self._values[key]
        if isinstance(value, str):
            raise TypeError(f"{key} is one sentence")
        return tuple(str(item) for item in value)


@cache
def words(form: str) -> Words:
    """Read the catalogue of a form: head, signin, report or stop."""
    return Words(resource_toml("forms", f"{form}.toml"))
