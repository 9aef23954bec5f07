"""The verbs: the only way to add facts. ``Desk.do(meeting, request, by)`` decides, refuses with a reason, or appends."""
