"""Cameras that a test plugs in and pulls out by hand; which pictures come is the sink's matter."""

from PySide6.QtCore import QObject, Signal


class Plugs(QObject):
    """As `app.ui.scan.lens.Lens`, without hardware; the camera "front" has a lamp."""

    changed = Signal()
    failed = Signal(str)

    def __init__(self, *there: str) -> None:
        super().__init__()
        self.there = list(there)
        self.open_now = ""
        self.torch: bool | None = None

    def cameras(self) -> tuple[tuple[str, str], ...]:
        return tuple((id_, f"Camera {id_}") for id_ in self.there)

    def open(self, camera: str) -> None:
        self.open_now = camera

    def close(self) -> None:
        self.open_now = ""

    def has_torch(self) -> bool:
        return self.open_now == "front"

    def set_torch(self, on: bool) -> None:  # noqa: FBT001 - a switch
        self.torch = on

    def put(self, *there: str) -> None:
        self.there = list(there)
        self.changed.emit()
