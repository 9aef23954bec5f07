"""What a rehearsal leaves behind: the folded meeting, the findings of every step, the sealed papers and the bundle."""

import shutil
from pathlib import Path
from typing import Any

import msgspec

from app.services.bundle import write_bundle
from app.services.desk.desk import Desk, View
from app.services.rehearsal.playing import Outcome


def write_results(outcome: Outcome, desk: Desk, out: Path) -> None:
    """Write meeting.json, findings.json, the sealed PDFs and, if the record is closed, the bundle into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    if not desk.ledger.entries(outcome.meeting):
        return
    view = desk.view(outcome.meeting)
    _write(out / "meeting.json", msgspec.json.format(msgspec.json.encode(_plain(view)), indent=1), outcome)
    findings = msgspec.json.format(msgspec.json.encode(outcome.played), indent=1)
    _write(out / "findings.json", findings, outcome)
    if view.m.seal is None:
        return
    for file in view.m.seal.files:
        _write(out / f"{file.id}.pdf", desk.ledger.blob(file.sha256), outcome)
    target = out / f"{outcome.meeting}.huiqian"
    made = write_bundle(desk.ledger, outcome.meeting, target)
    outcome.files.append(made)


def _plain(view: View) -> dict[str, Any]:
    """The folded meeting as JSON-ready values; a pair that keys a table becomes ``a/b``."""
    return {"stage": view.stage.value, "meeting": _keys(msgspec.to_builtins(view.m, str_keys=False))}


def _keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {"/".join(map(str, k)) if isinstance(k, tuple) else str(k): _keys(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_keys(v) for v in value]
    if isinstance(value, set):
        return sorted(value)
    return value


def _write(path: Path, data: bytes, outcome: Outcome) -> None:
    part = path.with_suffix(path.suffix + ".part")
    part.write_bytes(data)
    shutil.move(part, path)
    outcome.files.append(path)
