"""Where a script's package comes from: a file beside it, or a sample of the program's own."""

from pathlib import Path

from app.services.intake.package_file import MAX_BYTES, encode_package, read_bytes, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.services.rehearsal.script import ScriptError


def package_bytes(name: str, folder: Path) -> bytes:
    """The bytes of the signed package.

    Raises:
        ScriptError: no such sample.
        IntakeError: no such file, or too large.

    """
    if name.startswith("sample:"):
        try:
            package = sample_package(name=name.removeprefix("sample:"))
        except (LookupError, FileNotFoundError) as bad:
            raise ScriptError("script.no_sample", name=name) from bad
        return encode_package(sign_package(package, sample_key()))
    return read_bytes(folder / name, MAX_BYTES)
