"""The camera at the door is remembered; nonsense about it does not cost the other settings."""

import json
from pathlib import Path

import pytest

from app.services.settings import Settings, load, save


def test_camera_and_mirror_come_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    chosen = Settings(scheme="dark", node="https://node.example", camera="/dev/video2", mirror=False)
    save(path, chosen)
    assert load(path) == chosen


def test_settings_of_an_earlier_version_have_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"version": 1, "scheme": "dark", "keep_days": 9}))
    assert load(path) == Settings(scheme="dark", keep_days=9, camera="", mirror=True)


@pytest.mark.parametrize(
    "wrong", [{"camera": 3}, {"camera": "x" * 1001}, {"mirror": "yes"}, {"mirror": None}]
)
def test_nonsense_about_the_camera_leaves_the_rest(tmp_path: Path, wrong: dict[str, object]) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"scheme": "dark", "camera": "a", "mirror": False} | wrong))
    assert load(path) == Settings(scheme="dark")
