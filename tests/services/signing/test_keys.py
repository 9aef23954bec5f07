"""Keys: where they lie, and that one home never signs with another home's key."""

import hashlib
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.errors
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backends import fail, null

from app.services.signing.keys import (
    DeviceKey,
    KeyFault,
    NodeKey,
    device_id,
    find_device_key,
    home_of_key,
    load_device_key,
    load_node_key,
    pack,
    unpack,
    verify,
)


class Vault(keyring.backend.KeyringBackend):
    """A keyring that works, in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no types there
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.secrets[service, username]


@pytest.fixture
def vault() -> Iterator[Vault]:
    before = keyring.get_keyring()
    working = Vault()
    keyring.set_keyring(working)
    yield working
    keyring.set_keyring(before)


@pytest.fixture(params=[fail.Keyring, null.Keyring], ids=["no keyring", "null keyring"])
def bare_server(request: pytest.FixtureRequest) -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(request.param())
    yield
    keyring.set_keyring(before)


def test_in_the_keyring_nothing_secret_lies_in_the_home(vault: Vault, tmp_path: Path) -> None:
    key = load_device_key(tmp_path)
    assert not key.insecure_store
    assert load_device_key(tmp_path).id == key.id
    (secret,) = vault.secrets.values()
    assert all(secret.encode() not in file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.usefixtures("bare_server")
def test_without_a_keyring_a_private_file_and_a_flag(tmp_path: Path) -> None:
    key = load_device_key(tmp_path)
    assert key.insecure_store
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = load_device_key(tmp_path)
    assert (again.id, again.insecure_store) == (key.id, True)
    assert verify(key.public, again.sign(b"x"), b"x")


@pytest.mark.usefixtures("vault")
def test_device_and_node_are_two_keys(tmp_path: Path) -> None:
    device, node = load_device_key(tmp_path), load_node_key(tmp_path)
    assert device.public != node.public
    assert device.id == device_id(device.public) == "d-" + hashlib.sha256(device.public).hexdigest()[:16]
    assert node.kid == "n-" + hashlib.sha256(node.public).hexdigest()[:16]


@pytest.mark.usefixtures("bare_server")
def test_a_copied_home_gets_a_key_of_its_own(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    first = load_device_key(here)
    shutil.copytree(here, there)
    assert load_device_key(there).id != first.id
    assert load_device_key(here).id == first.id


def test_a_keyring_that_lost_the_key_is_a_fault_not_a_new_device(vault: Vault, tmp_path: Path) -> None:
    load_device_key(tmp_path)
    vault.secrets.clear()
    with pytest.raises(KeyFault):
        load_device_key(tmp_path)


def test_who_only_looks_finds_a_key_and_makes_none(vault: Vault, tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy"
    home.mkdir()
    assert find_device_key(home) is None
    assert home_of_key(home) == ""
    assert (list(home.iterdir()), vault.secrets) == ([], {})
    made = load_device_key(home)
    found = find_device_key(home)
    assert found is not None
    assert (found.id, found.insecure_store, home_of_key(home)) == (made.id, False, str(home))
    shutil.copytree(home, copy)
    assert find_device_key(copy) is None
    assert home_of_key(copy) == str(home)
    assert len(vault.secrets) == 1
    vault.secrets.clear()
    with pytest.raises(KeyFault):
        find_device_key(home)


@pytest.mark.usefixtures("bare_server")
def test_a_damaged_key_file_is_a_fault(tmp_path: Path) -> None:
    load_device_key(tmp_path)
    (file,) = tmp_path.iterdir()
    good = file.read_text()
    for bad in ("{}", good[:-5], good.replace('"secret":"', '"secret":"AAAA'), good.replace("d-", "d-0")):
        file.write_text(bad)
        with pytest.raises(KeyFault):
            load_device_key(tmp_path)


def test_a_seed_always_gives_the_same_device() -> None:
    assert DeviceKey.in_memory(b"s" * 32).id == DeviceKey.in_memory(b"s" * 32).id
    assert DeviceKey.in_memory().id != DeviceKey.in_memory().id


@settings(deadline=None)
@given(st.binary(), st.binary(min_size=1), st.binary(max_size=70))
def test_only_the_right_signature_fits(data: bytes, other: bytes, junk: bytes) -> None:
    key = NodeKey.in_memory(b"k" * 32)
    signature = key.sign(data)
    assert verify(key.public, signature, data)
    assert not verify(key.public, signature, data + other)
    assert not verify(key.public, junk, data)
    assert not verify(junk, signature, data)


@settings(deadline=None)
@given(st.binary(), st.text())
def test_base64_has_one_form(raw: bytes, text: str) -> None:
    assert unpack(pack(raw)) == raw
    found = unpack(text)
    assert found is None or pack(found) == text
    assert unpack(pack(raw) + "\n") is None
