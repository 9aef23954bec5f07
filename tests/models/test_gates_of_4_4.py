"""The braces of rules.md 4.4: which checks of level B or O (C32: by pair of roles) each pack asks at each gate."""

from collections.abc import Iterator

import pytest

from app.models.stages import GATES
from app.models.terms import Level
from app.services.packs import load_pack

PACKS = ("national", "xinjiang", "changji", "qingdao", "nanning", "zhengzhou")
AUTONOMOUS = {
    "T05": "C01–C03 C08–C15 C18–C21 C24–C28 C30–C37",
    "T14": "C33 C42–C44 C46 C48",
    "T16": "C02 C19 C34 C39 C40 C47",
    "T19": "C19 C34 C39 C40 C50 C52 C53",
    "T24": "C60",
    "T30": "C60",
}
COMMON = {"T01": "C03 C15 C18", "T03": "C10", "T14": "C33 C42–C44 C48"}
LENIENT = COMMON | {"T16": "C19 C34 C40 C47", "T19": "C19 C34 C40 C50 C52", "T24": "", "T30": ""}
ON_PAPER = COMMON | {
    "T16": "C02 C19 C34 C39 C40 C47",
    "T19": "C19 C34 C39 C40 C50–C52",
    "T24": "C60",
    "T30": "C60 C61",
}
BRACES: dict[str, dict[str, str]] = {
    "national": LENIENT | {"T05": "C01 C03 C08–C15 C18 C19 C21 C24–C28 C31–C36"},
    "xinjiang": COMMON | AUTONOMOUS,
    "changji": COMMON | AUTONOMOUS,
    "qingdao": ON_PAPER | {"T05": "C01–C03 C07–C15 C18 C19 C21 C23–C28 C31–C37"},
    "nanning": ON_PAPER | {"T05": "C01–C03 C07–C19 C21 C22 C24–C28 C31–C37 C68"},
    "zhengzhou": LENIENT
    | {
        "T05": "C01–C03 C08–C15 C18 C19 C21 C24–C28 C31–C37",
        "T16": "C02 C19 C34 C40 C47",
    },
}
OF_THE_OWNER = frozenset({"xinjiang", "changji"})
"""T06 is T05 and, where the owner verifies, C29."""


def spelt_out(text: str) -> set[str]:
    """``C08–C10`` → C08 C09 C10."""
    return {check for part in text.split() for check in _range(part)}


def _range(part: str) -> Iterator[str]:
    first, _, last = part.partition("–")
    yield from (f"C{number:02d}" for number in range(int(first[1:]), int((last or first)[1:]) + 1))


def asked(pack: str, transition: str) -> set[str]:
    """What the gate of this pack can be stopped by."""
    rules = load_pack(pack, allow_draft=True)
    stopping = {Level.BLOCK, Level.OVERRIDE}
    return {id_ for id_ in GATES[transition] if id_ == "C32" or rules.check(id_).level in stopping}


@pytest.mark.parametrize("pack", PACKS)
def test_each_gate_asks_what_4_4_says(pack: str) -> None:
    braces = BRACES[pack]
    more = {"C29"} if pack in OF_THE_OWNER else set()
    wanted = {transition: spelt_out(text) for transition, text in braces.items()}
    wanted["T06"] = wanted["T05"] | more
    assert {transition: asked(pack, transition) for transition in wanted} == wanted
