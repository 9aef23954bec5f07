"""JSON Schema of the formats, generated from the structs."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from app.services.intake.schema import NAMES, schema

SAMPLES = Path(__file__).parents[3] / "resources" / "samples"


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_a_schema(name: str) -> None:
    made = schema(name)
    Draft202012Validator.check_schema(made)
    assert made["title"]
    assert made["$defs"]


@pytest.mark.parametrize("sample", ["xinjiang", "national"])
def test_the_samples_keep_their_schema(sample: str) -> None:
    data = json.loads((SAMPLES / sample / "package.json").read_bytes())
    check = Draft202012Validator(schema("package"))
    assert list(check.iter_errors(data)) == []
    data["package"]["plan"]["pages"] = "many"
    data["extra"] = 1
    assert len(list(check.iter_errors(data))) == 2


def test_an_unknown_format() -> None:
    with pytest.raises(LookupError):
        schema("recipe")
