"""The one error of a script."""


class ScriptError(Exception):
    """The script cannot be read or played: ``code`` and where, for exit code 2.

    Codes: ``script.too_large script.unreadable script.not_text script.syntax script.alias script.too_deep script.shape
    script.unknown_verb script.change script.value script.other_pack`` and what else resources/wording/errors.toml says.
    """

    def __init__(self, code: str, **args: str) -> None:
        super().__init__(code, args)
        self.code = code
        self.args_ = args
