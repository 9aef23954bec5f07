"""Sizes, suppressions and words of the sources: what no linter of ours looks at."""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

LONGEST_FILE = 400
LONGEST_FUNCTION = 50

SUPPRESSION = re.compile(r"#\s*(noqa|type:\s*ignore|ruff:\s*noqa|mypy:|pyright:|pragma:)")
# "
REASONED = re.compile(
    r"#\s*(?:noqa:\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*|type:\s*ignore\[[a-z, -]+\])(?:\s*(?:-{1,2}|#|—|:)\s*|\s+)(?P<why>\S.{3,})$"
)

# Spelt in two halves, so that this file does not hold them itself.
FORBIDDEN = tuple(
    first + second
    for first, second in (
        ("/wo", "rk/"),
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("deb.debian", ".org"),
        ("registry.npmjs", ".org"),
        ("Clau", "de"),
        ("Anthro", "pic"),
        ("ChatG", "PT"),
        ("Co-Authored", "-By"),
    )
)
MAY_NAME_A_REGISTRY = ("uv.lock",)


def comments(file: Path) -> Iterator[tuple[int, str]]:
    with tokenize.open(file) as stream:
        for token in tokenize.generate_tokens(stream.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def unreasoned(comment: str) -> bool:
    return bool(SUPPRESSION.search(comment)) and not REASONED.search(comment)


def test_files_are_short(sources: tuple[Path, ...]) -> None:
    lengths = {str(file): len(file.read_text(encoding="utf-8").splitlines()) for file in sources}
    assert lengths
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_are_short(sources: tuple[Path, ...]) -> None:
    too_long = [
        f"{file}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for file in sources
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert too_long == []


def test_suppressions_say_what_and_why(tracked: tuple[Path, ...]) -> None:
    silent = [
        f"{file}:{line} {comment}"
        for file in tracked
        if file.suffix == ".py"
        for line, comment in comments(file)
        if unreasoned(comment)
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("comment", "is_silent"),
    [
        ("# no" + "qa", True),
        ("# no" + "qa: N802", True),
        ("# ty" + "pe: ignore", True),
        ("# ty" + "pe: ignore[arg-type]", True),
        ("# ruff: no" + "qa", True),
        ("# no" + "qa: N802 - Qt's name", False),
        ("# ty" + "pe: ignore[arg-type]  # Qt needs a null string", False),
        ("# a person's remark", False),
    ],
)
def test_a_silent_suppression_is_recognised(comment: str, *, is_silent: bool) -> None:
    assert unreasoned(comment) is is_silent


def test_no_machine_and_no_registry_is_named(tracked: tuple[Path, ...], root: Path) -> None:
    named = []
    for file in tracked:
        if file.name in MAY_NAME_A_REGISTRY:
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a font
        named += [f"{file.relative_to(root)}: {word}" for word in FORBIDDEN if word in text]
    assert named == []


def test_only_the_command_line_prints(sources: tuple[Path, ...], root: Path) -> None:
    printing = [
        f"{file}:{node.lineno}"
        for file in sources
        if file.is_relative_to(root / "app") and file.name != "__main__.py"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []
