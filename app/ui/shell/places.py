"""The screen on which a finding is resolved, by check and by where the meeting stands. Pure; the words stay in findings.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.terms import Stage

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.models.finding import Finding

PREPARE, CHECKIN, REVIEW, VERDICT, SIGN, SEAL, REPORT = (
    "prepare",
    "checkin",
    "review",
    "verdict",
    "sign",
    "seal",
    "report",
)

_NO_WORDS = {"C17": PREPARE, "C54": SEAL, "C64": REPORT, "C65": REPORT}
"""Records (R) ask nobody to do anything; this is where they can be looked at."""

_BEFORE_THE_DAY = frozenset({Stage.NEW, Stage.PREPARED})
_SIGNING = {"C45": VERDICT, "C47": SIGN, "C74": SIGN}
"""Once the content is fixed: what is written is opened again, or confirmed, on the signing screen."""


def screen_of(one: Finding, stage: Stage, go: str, here: str, locked: Collection[str] = ()) -> str:
    """The screen that resolves a finding.

    Args:
        one: the finding.
        stage: where the meeting stands.
        go: the screen findings.toml names, "" for none.
        here: the screen of the present stage, to fall back on.
        locked: screens one cannot go to now.

    """
    if stage in _BEFORE_THE_DAY:
        return PREPARE
    if stage is Stage.SIGNING and one.check in _SIGNING:
        return _SIGNING[one.check]
    found = go or _NO_WORDS.get(one.check, here)
    return here if found in locked else found
