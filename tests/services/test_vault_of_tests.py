"""What the tests keep stays in the test: no real key ring is asked, whatever else was imported."""

import os
import subprocess
import sys

import keyring
import keyring.backend
from keyring.backends import null

from app.services import vault


class Tempting(keyring.backend.KeyringBackend):
    """The best back end there is, if only being defined were enough."""

    priority = 99.0

    def get_password(self, service: str, username: str) -> str | None:
        return f"{service} {username}"

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep nothing."""


def test_no_key_ring_is_asked_by_a_test() -> None:
    assert isinstance(keyring.get_keyring(), null.Keyring)
    assert not vault.keep("device-of-a-test", "secret")
    assert vault.recall("device-of-a-test") is None


def test_nor_by_a_process_it_starts() -> None:
    asked = "import keyring; print(type(keyring.get_keyring()).__module__)"
    said = subprocess.run(
        (sys.executable, "-c", asked), env=os.environ, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "keyring.backends.null"
