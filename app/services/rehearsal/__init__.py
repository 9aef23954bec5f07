"""Plays a meeting script through the same verbs as the screen (issue: ``huiqian rehearse``)."""

from app.services.rehearsal.player import Failure, Outcome, play
from app.services.rehearsal.script import Script, ScriptError, read_script

__all__ = ["Failure", "Outcome", "Script", "ScriptError", "play", "read_script"]
