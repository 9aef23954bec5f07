"""The law tables of resources/law, parsed once."""

from functools import cache

import msgspec

from app.models.law import LawTables
from app.services.resources import resource_toml


@cache
def law_tables() -> LawTables:
    """Return scope, severe defects, the texts of 31号, scores and the names of the sources."""
    plain = {
        "scope": resource_toml("law", "scope.toml"),
        "defects": resource_toml("law", "defects.toml"),
        "plan": resource_toml("law", "plan.toml"),
        "scores": resource_toml("law", "scores.toml"),
        **resource_toml("law", "sources.toml"),
    }
    return msgspec.convert(plain, LawTables)
