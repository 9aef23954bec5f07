"""What is wrong with a file that came in: where, what, and the numbers a sentence about it needs. No sentences here."""

from collections.abc import Iterable
from typing import ClassVar

from msgspec import Struct


class IntakeProblem(Struct, frozen=True):
    """One fault of a file.

    ``where`` is a JSON path (``$.people[3].name``) or a cell of a roster (``专家!D5``; a whole sheet: ``专家``).
    ``code`` is a key of ``resources/wording/intake.toml``; ``args`` fill its sentence.
    """

    where: str
    code: str
    args: dict[str, str] = {}


def unique(problems: Iterable[IntakeProblem]) -> tuple[IntakeProblem, ...]:
    """Each problem once, in the order of its first appearance."""
    return tuple({(x.where, x.code, *sorted(x.args.items())): x for x in problems}.values())


class IntakeError(Exception):
    """A file was refused. ``code`` names the reason, ``problems`` all faults found, in file order.

    The program is not at fault and nothing was taken from the file (DESIGN.md 3.6, 3.7).
    """

    family: ClassVar[str] = "intake"

    def __init__(self, code: str, problems: Iterable[IntakeProblem] = (), **args: object) -> None:
        self.code = code
        self.problems = tuple(problems)
        self.details = {key: str(value) for key, value in args.items()}
        super().__init__(code, self.details, self.problems)
