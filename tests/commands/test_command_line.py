"""Help, exit codes and the small commands, each as a process of its own."""

import json
import re
import socket
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from app.commands.group import _COMMANDS
from app.services.intake.schema import NAMES
from support.command import Huiqian, read_only


def test_help_is_in_chinese_and_english_and_names_every_command(huiqian: Huiqian) -> None:
    ran = huiqian("--help")
    assert ran.code == 0
    assert "专家论证会" in ran.out
    assert "expert review meeting" in ran.out
    assert "退出码 · Exit codes" in ran.out
    assert all(f"\n  {name} " in ran.out for name in _COMMANDS)


@pytest.mark.parametrize("command", list(_COMMANDS))
def test_each_command_explains_itself_in_both_languages(inside: Huiqian, command: str) -> None:
    ran = inside(command, "--help")
    assert ran.code == 0
    assert re.search(r"[A-Z][a-z]+( [a-z]+){3}", " ".join(ran.out.split()))
    assert sum("\u4e00" <= c <= "\u9fff" for c in ran.out) > 10


@pytest.mark.parametrize(
    "arguments",
    [
        ("no-such-command",),
        ("rehearse",),
        ("rehearse", "a.yaml"),
        ("check",),
        ("check", "--no-such-option", "a"),
        ("verify",),
        ("verify", "a", "b"),
        ("schema", "no-such-format"),
        ("serve", "--port", "many"),
        ("sync",),
    ],
)
def test_bad_usage_ends_with_2(inside: Huiqian, arguments: tuple[str, ...]) -> None:
    ran = inside(*arguments)
    assert ran.code == 2
    assert ran.err.strip()


def test_bad_usage_of_the_real_program(huiqian: Huiqian) -> None:
    assert huiqian("no-such-command").code == 2
    ran = huiqian("--version")
    assert (ran.code, ran.out.split()[0]) == (0, "huiqian,")


def test_schema_lists_its_names_and_prints_json_schemas(huiqian: Huiqian, inside: Huiqian) -> None:
    ran = huiqian("schema")
    assert ran.code == 0
    assert tuple(ran.out.split()) == NAMES
    for name in NAMES:
        Draft202012Validator.check_schema(json.loads(inside("schema", name).out))


def test_output_goes_into_a_pipe_that_knows_no_chinese(huiqian: Huiqian) -> None:
    for encoding in ("ascii", "gbk"):
        ran = huiqian("schema", "no-such-format", more={"PYTHONIOENCODING": encoding})
        assert ran.code == 2


def test_sync_without_a_node_says_how_to_name_one(inside: Huiqian) -> None:
    ran = inside("sync")
    assert ran.code == 2
    assert "--node" in ran.err


def test_sync_with_a_node_that_is_not_there(huiqian: Huiqian) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    ran = huiqian("sync", "--node", f"http://127.0.0.1:{port}")
    assert ran.code == 2
    assert "中心节点" in ran.err


@pytest.mark.parametrize("url", ["http://", "ftp://127.0.0.1", "中心节点", "http://127.0.0.1:99999"])
def test_sync_with_an_address_that_is_none(inside: Huiqian, url: str) -> None:
    ran = inside("sync", "--node", url)
    assert ran.code == 2
    assert ran.err.strip()


def test_serve_on_a_port_that_is_taken(huiqian: Huiqian) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ran = huiqian("serve", "--port", str(listener.getsockname()[1]))
    assert ran.code == 2
    assert "没有启动" in ran.err


def test_a_home_that_cannot_be_written(huiqian: Huiqian, tmp_path: Path) -> None:
    with read_only(tmp_path / "ro") as folder:
        ran = huiqian("sync", "--node", "http://127.0.0.1:9", home=folder / "home")
        assert ran.code == 2
        assert str(folder) in ran.err
        ran = huiqian("serve", "--port", "0", home=folder / "home")
        assert ran.code == 2
    (tmp_path / "file").write_text("a file, no folder")
    assert huiqian("sync", "--node", "http://127.0.0.1:9", home=tmp_path / "file").code == 2


def test_a_damaged_trust_book_is_told(inside: Huiqian, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "trust.json").write_text("{half")
    ran = inside("sync", home=home)
    assert ran.code == 2
    assert "trust.json" in ran.err


def test_a_ledger_of_garbage_is_told(inside: Huiqian, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "ledger.db").write_bytes(b"garbage" * 1000)
    ran = inside("sync", "--node", "http://127.0.0.1:9", home=home)
    assert ran.code == 2
    assert "不是会签的账本" in ran.err
