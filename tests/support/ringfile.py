"""A key ring for a process of its own: what it keeps lies in a file the test can spoil."""

from pathlib import Path

MODULE = """
import json, os, time
from pathlib import Path
from keyring.backend import KeyringBackend

class Ring(KeyringBackend):
    priority = 5

    def _kept(self):
        if os.environ.get("RING_HANGS"):
            time.sleep(600)
        file = Path(os.environ["RING_FILE"])
        return json.loads(file.read_text()) if file.exists() else {}

    def get_password(self, service, username):
        return self._kept().get(f"{service} {username}")

    def set_password(self, service, username, password):
        kept = {**self._kept(), f"{service} {username}": password}
        Path(os.environ["RING_FILE"]).write_text(json.dumps(kept))
"""


def ring_environment(folder: Path) -> dict[str, str]:
    """The environment of a process that has this key ring; it keeps in ``folder``/ring.json."""
    (folder / "ring_of_a_test.py").write_text(MODULE)
    return {
        "PYTHONPATH": str(folder),
        "PYTHON_KEYRING_BACKEND": "ring_of_a_test.Ring",
        "RING_FILE": str(folder / "ring.json"),
    }
