"""The PIN after an accident: a file half written, of other bytes, of nobody's right to read; and the way out of the kiosk."""

import json
from pathlib import Path

import pytest

from app.services.pin import FILE, PinPad, PinRefused


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.vault.recall", lambda _name: None)
    monkeypatch.setattr("app.services.vault.keep", lambda _name, _text: False)


@pytest.mark.parametrize(
    "left",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"null",
        b'"salt"',
        b"[" * 9_000,
        b'{"salt": 3, "digest": "x"}',
        json.dumps({"salt": "zz", "digest": "x"}).encode(),
    ],
)
def test_a_damaged_file_is_no_pin_and_another_one_leads_out(tmp_path: Path, left: bytes) -> None:
    (tmp_path / FILE).write_bytes(left)
    pad = PinPad(tmp_path)
    assert not pad.is_set()
    for _ in range(5):
        with pytest.raises(PinRefused) as said:
            pad.check("2468")
        assert said.value.code == "gone", "not: wrong, with so many tries left"
    PinPad(tmp_path).set("1357")  # ``huiqian pin set`` in another process
    pad.check("1357")


def test_a_digest_that_is_no_digest_is_only_wrong(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(json.dumps({"salt": "00", "digest": "é"}), encoding="utf-8")
    with pytest.raises(PinRefused) as said:
        PinPad(tmp_path).check("2468")
    assert said.value.code == "wrong"


def test_a_draft_left_by_a_power_cut_changes_nothing(tmp_path: Path) -> None:
    pad = PinPad(tmp_path)
    pad.set("2468")
    (tmp_path / FILE).with_suffix(".new").write_bytes(b"{half")
    pad.check("2468")
    pad.set("1357")
    pad.check("1357")
    assert not (tmp_path / FILE).with_suffix(".new").exists()
