"""The quick reading of catalogues says what the library for TOML says."""

import tomllib
from importlib import resources

import pytest

from app.ui import i18n


def _texts() -> dict[str, str]:
    folder = resources.files("resources") / "i18n" / "zh_CN"
    return {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".toml")}


@pytest.mark.parametrize("name", sorted(_texts()))
def test_every_catalogue_reads_as_toml(name: str) -> None:
    text = _texts()[name]
    assert dict(i18n._pairs(text)) == tomllib.loads(text)
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [i18n._pair(line) for line in lines] == list(tomllib.loads(text).items())


@pytest.mark.parametrize(
    "text",
    [
        '"a" = "b" # why',
        '"a"="b"',
        'a = "b"',
        "\"a\" = 'b'",
        '"a" = "\\U0001F600"',
        '[t]\n"a" = "b"',
        '"a" = """b\nc"""',
    ],
)
def test_anything_else_goes_to_the_library(text: str) -> None:
    assert dict(i18n._pairs(text)) == tomllib.loads(text)


@pytest.mark.parametrize("text", ['"a" = "b', '"a" = "b"\n"a" = "c"', '"a" = "b" "', "half"])
def test_what_is_wrong_is_said(text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        i18n._pairs(text)
