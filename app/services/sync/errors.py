"""What can go wrong on the way to the central node, each with a stable code (DESIGN.md 3.6)."""

WORLD = frozenset(
    {"sync.offline", "sync.timeout", "sync.cut", "sync.half_answer", "sync.busy", "sync.server_fault"}
)
"""Codes that go away by themselves; all others are for people."""


class SyncError(Exception):
    """The world (network, node, clock) was wrong; nothing recorded is lost and it may be tried again.

    Codes: ``sync.`` + offline, timeout, cut, half_answer, bad_answer, bad_certificate, bad_url, wrong_node_key,
    node_key_changed, bad_receipt, bad_word, bad_package, clock, busy, server_fault, refused. With ``refused`` the detail
    ``problem`` is the node's own code and ``detail`` its Chinese sentence. ``details`` are the facts of the case.
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details: dict[str, str] = {key: str(value) for key, value in details.items()}

    def __str__(self) -> str:
        return " ".join([self.code, *(f"{key}={value}" for key, value in self.details.items())])

    @property
    def problem(self) -> str:
        """The node's code of a refusal, empty otherwise."""
        return self.details.get("problem", "") if self.code == "sync.refused" else ""
