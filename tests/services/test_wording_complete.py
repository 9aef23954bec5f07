"""Every finding, refusal and gate has its sentence, and every value of a sentence is given."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from app.models.checks import CHECKS, evaluate
from app.models.finding import Finding
from app.models.stages import GATES
from app.models.terms import Level, Stage
from app.services.desk.refusal import Refusal
from app.services.law import law_tables
from app.services.wording import Words
from support import amiss

ROOT = Path(__file__).resolve().parents[2]
CHECK_FILES = sorted((ROOT / "app" / "models" / "checks").glob("*.py"))
SOURCES = sorted((ROOT / "app").rglob("*.py"))
NAMED_BY_KIND = {
    "C19": {"suspended", "terminated", "revoked"},
    "C20": {"missing", "left", "not_counted"},
    "C45": {"short", "words", "place", "value"},
    "C60": {"", "no_photo", "acceptance"},
    "C62": {"", "late", "registered_late", "by_hand"},
    "C63": {"", "push", "fix", "status"},
    "C64": {"", "draft"},
    "C65": {"term", "annual", "organiser"},
}
"""Variants that are values of a field or of a helper, not literals in a check."""
POST_CHECKS = {"C24", "C25", "C26", "C27", "C28", "C39"}
HOW = {"missing", "no_holder", "not_identified"}


def wording(name: str) -> dict[str, Any]:
    return tomllib.loads((files("resources") / "wording" / name).read_text(encoding="utf-8"))


FINDINGS = wording("findings.toml")
REFUSALS = wording("refusals.toml")


def placeholders(row: dict[str, str]) -> set[str]:
    return {field for text in row.values() for _, field, _, _ in string.Formatter().parse(text) if field}


def literals(node: ast.expr) -> Iterator[str]:
    """Every string a variant expression can be; an f-string becomes a pattern."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(v.value) if isinstance(v, ast.Constant) else ".+" for v in node.values)


def raised_in(function: ast.FunctionDef) -> Iterator[str]:
    """Variants of the gaps made directly in a function."""
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id == "Gap":
            given = {k.arg: k.value for k in node.keywords}
            yield from literals(given["variant"]) if "variant" in given else [""]
        elif node.func.id == "_gap":
            yield from literals(node.args[2]) if len(node.args) > 2 else [""]


def said() -> dict[str, set[str]]:
    """Check id → variants of the function that bears it and of the helpers it calls in its own file."""
    found: dict[str, set[str]] = {}
    for file in CHECK_FILES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        functions = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
        helpers = {"_gap", "_post_gap"}
        for function in functions.values():
            for mark in function.decorator_list:
                if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "check":
                    id_ = ast.literal_eval(mark.args[0])
                    reached, todo = set(), [function.name]
                    while todo:
                        name = todo.pop()
                        if name in reached or name in helpers:
                            continue
                        reached.add(name)
                        calls = [n for n in ast.walk(functions[name]) if isinstance(n, ast.Name)]
                        todo += [n.id for n in calls if n.id in functions]
                    found[id_] = {v for name in reached for v in raised_in(functions[name])}
    return found


SAID = said()


def test_every_check_was_read() -> None:
    assert set(SAID) == set(CHECKS)
    silent = {id_ for id_, variants in SAID.items() if not variants}
    assert silent <= POST_CHECKS | {"C76"} | set(NAMED_BY_KIND), "their variants come from a helper"


@pytest.mark.parametrize("id_", sorted(CHECKS))
def test_every_variant_of_a_check_has_words(id_: str) -> None:
    table = FINDINGS[id_]
    for variant in SAID[id_] | NAMED_BY_KIND.get(id_, set()):
        names = [variant or "default"]
        if ".+" in variant:
            names = [n for n in table if re.fullmatch(variant, n)]
            assert names, f"{id_}:{variant}"
        assert set(names) <= set(table), f"{id_} has no words for {names}"
    if id_ in POST_CHECKS:
        assert set(table) >= HOW


def test_every_level_of_a_pair_has_words() -> None:
    loud = {f"level_{level.value}" for level in (Level.BLOCK, Level.OVERRIDE, Level.WARN)}
    assert loud == set(FINDINGS["C32"])


def test_no_words_are_for_nothing() -> None:
    assert set(FINDINGS) == set(CHECKS)


@pytest.mark.parametrize("table", [FINDINGS[id_] for id_ in sorted(FINDINGS)])
def test_every_row_says_what_and_what_next(table: dict[str, dict[str, str]]) -> None:
    for row in table.values():
        assert row["title"]
        assert row["text"]
        assert row["next"]
        assert set(row) <= {"title", "text", "next", "go", "act"}


def texts(table: dict[str, Any]) -> Iterator[str]:
    for value in table.values():
        yield from texts(value) if isinstance(value, dict) else [str(value)]


@pytest.mark.parametrize("table", [FINDINGS, REFUSALS], ids=["findings", "refusals"])
def test_no_sentence_stutters(table: dict[str, Any]) -> None:
    said = set(texts(table))
    assert said
    assert {text for text in said if re.search("请请|[，。；：、！？]{2}", text)} == set()


def test_every_finding_of_many_meetings_is_said_in_full(many_findings: list[Finding]) -> None:
    words = Words(law_tables())
    met: set[tuple[str, str]] = set()
    for found in many_findings:
        sentence = words.finding(found)
        whole = f"{sentence.title}{sentence.text}{sentence.next}"
        variant = found.args.get("how") or found.variant or "default"
        row = FINDINGS[found.check].get(variant) or FINDINGS[found.check]["default"]
        assert placeholders(row) <= set(found.args), (
            f"{found.key} lacks {placeholders(row) - set(found.args)}"
        )
        assert "{" not in whole
        assert sentence.clause, found.key
        met.add((found.check, variant))
    assert len({check for check, _variant in met}) >= len(CHECKS) - 3, "too few checks were met"


def refusals() -> Iterator[tuple[str, set[str], str]]:
    """Code, names of its values, place of every ``Refusal(...)`` in the program."""
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == Refusal.__name__:
                given = {k.arg for k in node.keywords if k.arg} - {"clause", "findings"}
                for code in literals(node.args[0]):
                    yield code, given, f"{file.name}:{node.lineno}"


def _id(value: object) -> str:
    """A test id that does not depend on the order of a set."""
    return str(sorted(value) if isinstance(value, set) else value)[:40]


@pytest.mark.parametrize(("code", "given", "place"), list(refusals()), ids=_id)
def test_every_refusal_has_words_with_its_values(code: str, given: set[str], place: str) -> None:
    rows = [REFUSALS[name] for name in REFUSALS if re.fullmatch(code, name)]
    assert rows, f"{place}: no words for {code}"
    for row in rows:
        assert row["text"]
        assert row["next"]
        assert placeholders(row) <= given, f"{place}: {code} lacks {placeholders(row) - given}"


def test_every_stage_gate_and_person_can_be_refused_in_words() -> None:
    from app.services.desk.who import WHO, Who

    asked = {f"who_{who.name.lower()}" for who in set(WHO.values())}
    assert asked <= set(REFUSALS), asked - set(REFUSALS)
    assert {f"stage_{s.value}" for s in Stage if s is not Stage.READY} <= set(REFUSALS)
    automatic = {"T05", "T24", "T25", "T28b", "T31"}
    assert {f"gate_{t}" for t in set(GATES) - automatic} <= set(REFUSALS)
    levels = {f"finding_level_{level.name.lower()}" for level in Level if level is not Level.OFF}
    assert levels <= set(REFUSALS)
    assert Who.DESK in set(WHO.values())


def test_no_refusal_is_for_nothing() -> None:
    used = {code for code, _given, _place in refusals()}
    patterns = [re.compile(code) for code in used]
    unused = [name for name in REFUSALS if not any(p.fullmatch(name) for p in patterns)]
    assert unused == []


@pytest.fixture(scope="module")
def many_findings() -> list[Finding]:
    """Everything the checks say about meetings with much amiss, in every pack."""

    found: list[Finding] = []
    for case in amiss.cases():
        found += evaluate(case, CHECKS)
    return found
