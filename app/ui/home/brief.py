"""How a meeting stands, in one line: folded off the GUI thread, kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ui.home.stagewords import stage_word
from app.ui.widgets import State

if TYPE_CHECKING:
    from app.services.desk.desk import View
    from app.ui.shell.due import Due


@dataclass(frozen=True, slots=True)
class Brief:
    """Stage word with its shape, the answer in one line with its shape, what is not sent, and what is due first."""

    word: str
    word_state: State
    answer: str
    state: State
    unsent: int
    due: Due | None = None


def brief_of(view: View) -> Brief:
    """Say how a meeting stands."""
    from app.ui.shell.answer import answer_of  # all checks come with it: not before the list is on the screen
    from app.ui.shell.due import most_urgent

    word, word_state = stage_word(view.stage)
    answer = answer_of(view)
    line = "：".join(text for text in (answer.text, answer.sub) if text)
    return Brief(word, word_state, line, answer.state, view.unsent, most_urgent(view.case))
