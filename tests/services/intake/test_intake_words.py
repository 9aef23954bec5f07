"""Every code has a sentence, every sentence a code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app.services.intake.problems import IntakeError, IntakeProblem
from app.services.intake.words import MAX_LINES, explain, explain_problem, place
from app.services.resources import resource_toml

FOLDER = Path(__file__).parents[3] / "app/services/intake"
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.py"))
CODE_AT = {"IntakeProblem": 1, "CellFault": 0, "_say": 1, "_known": 3, "_like": 1}
"""Which argument of a call is the code of a problem."""
WORDS = resource_toml("wording", "intake.toml")


def test_every_error_has_a_sentence_and_a_next_step() -> None:
    codes = set(re.findall(r'IntakeError\(\s*"(\w+)"', SOURCES)) | {"encoding_gbk", "roster_password"}
    assert codes <= set(WORDS["error"])
    assert all(row["text"] and row["next"] for row in WORDS["error"].values())


def problem_codes() -> Iterator[str]:
    for node in ast.walk(ast.parse(SOURCES)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            place_of_code = CODE_AT.get(name, 99)
            if place_of_code < len(node.args) and isinstance(node.args[place_of_code], ast.Constant):
                yield ast.literal_eval(node.args[place_of_code])


def test_every_problem_has_a_sentence() -> None:
    codes = set(problem_codes())
    assert {"missing", "formula", "no_lead", "unit_unknown", "sha256"} <= codes
    assert codes <= set(WORDS["problem"])


def test_no_sentence_is_left_over() -> None:
    for code in (*WORDS["error"], *WORDS["problem"]):
        assert f'"{code}"' in SOURCES, code


def test_places_in_words() -> None:
    assert place("专家!D5") == "《专家》第 5 行 D 列"
    assert place("专家!1") == "《专家》第 1 行"
    assert place("$.people[3].name") == "$.people[3].name"


def test_codes_become_the_words_people_use() -> None:
    line = explain_problem(
        IntakeProblem("岗位人员!D7", "role_kind", {"role": "SUP_CHIEF", "kind": "GC", "unit": "样例公司"})
    )
    assert line == "《岗位人员》第 7 行 D 列：“项目总监理工程师”不是总承包单位（样例公司）的岗位。"
    wrong = IntakeProblem("$.package.plan.pages", "type", {"expected": "integer", "got": "many"})
    assert explain_problem(wrong) == "$.package.plan.pages：应为整数，实际是 many。"


def test_braces_in_a_file_do_not_break_a_sentence() -> None:
    assert "{x}" in explain_problem(IntakeProblem("$", "twice", {"got": "{x}"}))


def test_a_thousand_faults_are_cut() -> None:
    many = [IntakeProblem(f"$[{n}]", "empty") for n in range(1000)]
    lines = explain(IntakeError("faults", many, n=1000)).splitlines()
    assert len(lines) == MAX_LINES + 2
    assert lines[-1] == "  …… 另有 800 处"
