"""Files of packages: signed, read, refused (C15; bad input of the issue)."""

import contextlib
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.models.package import Package
from app.services.intake.package_file import (
    MAX_BYTES,
    decode_package,
    encode_package,
    read_package,
    read_package_file,
    sign_package,
    verify_signature,
)
from app.services.intake.problems import IntakeError
from app.services.intake.sample import SAMPLE_KID, sample_key
from app.services.intake.words import explain
from app.services.signing.keys import NodeKey


def refusal(data: bytes) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        read_package(data, {})
    assert explain(caught.value)
    return caught.value


def test_a_signed_package_reads_back_equal(package: Package, data: bytes) -> None:
    assert read_package(data, {}).package == package


def test_a_central_node_signs_a_real_meeting(real: Package, node: NodeKey, tmp_path: Path) -> None:
    path = tmp_path / "meeting.json"
    path.write_bytes(encode_package(sign_package(real, node)))
    kept, signed = read_package_file(path, {node.kid: node.public})
    assert signed.package == real
    assert kept == path.read_bytes()


def test_an_unknown_node_is_refused_by_name(real: Package, node: NodeKey) -> None:
    with pytest.raises(IntakeError) as caught:
        read_package(encode_package(sign_package(real, node)), {})
    assert (caught.value.code, caught.value.details) == ("unknown_key", {"kid": node.kid})


def test_the_sample_key_signs_no_real_meeting(real: Package) -> None:
    signed = sign_package(real, sample_key())
    for keys in ({}, {SAMPLE_KID: sample_key().public}):
        with pytest.raises(IntakeError) as caught:
            verify_signature(signed, keys)
        assert caught.value.code == "sample_key"


def test_nobody_can_take_the_name_of_the_sample_key(package: Package, node: NodeKey) -> None:
    forged = msgspec.structs.replace(sign_package(package, node), kid=SAMPLE_KID)
    with pytest.raises(IntakeError) as caught:
        verify_signature(forged, {SAMPLE_KID: node.public})
    assert caught.value.code == "wrong_signature"


def test_a_changed_word_breaks_the_signature(data: bytes) -> None:
    changed = data.replace("陈样一".encode(), "陈样乙".encode())
    assert changed != data
    assert refusal(changed).code == "wrong_signature"


def test_layout_and_order_of_keys_do_not_matter_to_the_signature(data: bytes, package: Package) -> None:
    shuffled = json.dumps(json.loads(data), sort_keys=True, ensure_ascii=True).encode()
    assert read_package(shuffled, {}).package == package


def test_a_package_without_sense_is_never_signed(package: Package, node: NodeKey) -> None:
    broken = msgspec.structs.replace(package, people=(*package.people, package.people[0]))
    with pytest.raises(IntakeError) as caught:
        sign_package(broken, node)
    assert [(x.where, x.code) for x in caught.value.problems] == [("$.people[30].id", "twice")]


@pytest.mark.parametrize("cut", range(997, 25_000, 997))
def test_half_written_files_are_named_so(data: bytes, cut: int) -> None:
    assert cut < len(data)
    assert refusal(data[:cut]).code == "truncated"


def test_the_empty_file() -> None:
    assert refusal(b"").code == "empty"
    assert refusal(b" \n").code == "empty"


@pytest.mark.parametrize("byte", range(64))
def test_one_flipped_bit_in_the_signature(data: bytes, byte: int) -> None:
    signed = decode_package(data)
    text = bytearray(signed.signature.encode())
    text[byte % len(text)] ^= 1
    forged = msgspec.structs.replace(signed, signature=text.decode())
    assert refusal(encode_package(forged)).code == "wrong_signature"


@pytest.mark.parametrize("signature", ["", "AAAA", "!!", "é", "A" * 88, "A" * 10_000])
def test_odd_signatures(data: bytes, signature: str) -> None:
    forged = msgspec.structs.replace(decode_package(data), signature=signature)
    assert refusal(encode_package(forged)).code == "wrong_signature"


def test_a_flipped_bit_anywhere_is_refused_or_means_the_same(data: bytes, package: Package) -> None:
    meant: list[object] = []
    for place in range(0, len(data), 211):
        spoilt = bytearray(data)
        spoilt[place] ^= 1 << (place % 7)
        with contextlib.suppress(IntakeError):
            meant.append(read_package(bytes(spoilt), {}).package)
    assert all(one == package for one in meant)
    assert len(meant) < 5


def test_oversized_files_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(IntakeError) as caught:
        read_package_file(path, {})
    assert caught.value.code == "too_large"
    assert caught.value.details["size"] == "3000.0 MB"
    assert refusal(b" " * MAX_BYTES + b"{}").code == "too_large"


@pytest.mark.parametrize(
    "text", [b"[" * 1_000_000, b'{"a":' * 500_000, b'{"kid":' + b"[[" * 40 + b"]]" * 40 + b"}"]
)
def test_deep_nesting_ends_early(text: bytes) -> None:
    assert refusal(text).code == "too_deep"


@pytest.mark.parametrize("text", [b'"' + b'\\"' * 3_000_000, b'{"kid":"' + b'\\"' * 3_000_000 + b"\\"])
def test_unclosed_strings_cost_no_quadratic_time(text: bytes) -> None:
    assert refusal(text).code == "truncated"


def test_brackets_in_texts_are_no_nesting(package: Package) -> None:
    plan = msgspec.structs.replace(package.plan, overview="[{" * 400 + '\\"')
    odd = msgspec.structs.replace(package, plan=plan)
    assert read_package(encode_package(sign_package(odd, sample_key())), {}).package == odd


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("bom", lambda data: b"\xef\xbb\xbf" + data),
        ("bom", lambda data: b"\xff\xfe" + data.decode().encode("utf-16-le")),
        ("encoding_gbk", lambda data: data.decode().encode("gb18030")),
        ("encoding", lambda data: data[:500] + b"\xff\xfe" + data[500:]),
        ("binary", lambda data: data[:500] + b"\x00" + data[500:]),
        ("binary", lambda data: b"PK\x03\x04" + data),
        ("binary", lambda data: b"%PDF-1.7" + data),
        ("not_json", lambda data: data + b"x"),
        ("not_json", lambda data: data.replace(b'"kid"', b"kid")),
        ("not_json", lambda data: b"hello" + data),
    ],
)
def test_files_that_are_something_else(data: bytes, code: str, change: Any) -> None:
    assert refusal(change(data)).code == code


def test_the_place_of_broken_json(data: bytes) -> None:
    error = refusal(data.replace(b'    "meeting": {', b'    meeting": {'))
    assert (error.code, error.details) == ("not_json", {"line": "4", "column": "5"})


def test_a_null_character_in_a_text(data: bytes) -> None:
    error = refusal(data.replace("样例工程一期".encode(), b"\\u0000"))
    assert error.code in {"wrong_signature", "faults"}


def test_the_missing_file(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        read_package_file(tmp_path / "none.json", {})
    assert caught.value.code == "unreadable"


def test_a_folder_is_no_package(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as caught:
        read_package_file(tmp_path, {})
    assert caught.value.code == "unreadable"


def test_every_wrong_type_is_told_with_its_place(data: bytes) -> None:
    values = json.loads(data)
    inner = values["package"]
    inner["people"][3]["name"] = 5
    inner["people"][4]["nick"] = "x"
    inner["meeting"]["planned_start"] = "morgen"
    inner["meeting"]["mode"] = "telephone"
    inner["plan"]["pages"] = "many"
    inner["plan"]["dated"] = "2026-02-30"
    inner["plan"]["scope"][0]["params"]["depth_m"] = "deep"
    inner["parties"][3]["posts"][2]["role"] = "BOSS"
    inner["flags"]["has_survey"] = []
    inner["experts"] = "seven"
    del inner["project"]["name"]
    del values["kid"]
    error = refusal(json.dumps(values).encode())
    assert error.code == "wrong_shape"
    assert sorted((x.where, x.code) for x in error.problems) == [
        ("$.kid", "missing"),
        ("$.package.experts", "type"),
        ("$.package.flags.has_survey", "type"),
        ("$.package.meeting.mode", "choice"),
        ("$.package.meeting.planned_start", "type"),
        ("$.package.parties[3].posts[2].role", "choice"),
        ("$.package.people[3].name", "type"),
        ("$.package.people[4].nick", "unknown_field"),
        ("$.package.plan.dated", "type"),
        ("$.package.plan.pages", "type"),
        ("$.package.plan.scope[0].params.depth_m", "type"),
        ("$.package.project.name", "missing"),
    ]


@pytest.mark.parametrize(
    "value", [b"null", b"[]", b"5", b'"x"', b"{}", b'{"package":null,"kid":"","signature":""}']
)
def test_json_that_is_no_package(value: bytes) -> None:
    error = refusal(value)
    assert error.code == "wrong_shape"
    assert error.problems


def test_an_absurd_number(data: bytes) -> None:
    absurd = re.sub(rb'"pages": [0-9]+', b'"pages": 99999999999999999999999999', data)
    assert absurd != data
    error = refusal(absurd)
    assert error.code == "not_canonical"
