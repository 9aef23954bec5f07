"""A domain refusal: the world was wrong, not we (DESIGN.md 3.6). A code, its clause, what stands in the way."""

from app.models.finding import Finding


class Refusal(Exception):  # noqa: N818  a refusal is an answer, not an error of ours
    """The verb did nothing but record that it was refused.

    Attributes:
        code: stable code; the sentence is in resources/wording/refusals.toml.
        args_: values of the sentence.
        clause: the clause that decides.
        findings: open findings that stop the transition.

    """

    def __init__(
        self, code: str, *, clause: str = "", findings: tuple[Finding, ...] = (), **args: str
    ) -> None:
        super().__init__(code, args)
        self.code = code
        self.clause = clause
        self.findings = findings
        self.args_ = args
