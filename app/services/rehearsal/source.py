"""Where a script's package comes from: a file beside it, or a sample of the program's own."""

from pathlib import Path

from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.services.rehearsal.script import ScriptError


def package_bytes(name: str, folder: Path) -> bytes:
    """The bytes of the signed package.

    Raises:
        ScriptError: no such file or sample.

    """
    if name.startswith("sample:"):
        try:
            package = sample_package(name=name.removeprefix("sample:"))
        except (LookupError, FileNotFoundError) as bad:
            raise ScriptError("script.no_sample", name=name) from bad
        return encode_package(sign_package(package, sample_key()))
    try:
        return (folder / name).read_bytes()
    except OSError as bad:
        raise ScriptError("script.no_package", path=name, detail=bad.strerror or "") from bad
