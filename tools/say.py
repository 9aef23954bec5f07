"""Words to the person at the terminal: every message in Chinese and in English."""


class SetupError(Exception):
    """The set-up cannot go on; ``str(error)`` is what the person reads, next step included."""


def both(chinese: str, english: str) -> str:
    """Return the same message in both languages, Chinese first, one line each."""
    return f"{chinese}\n{english}"


def say(chinese: str, english: str) -> None:
    """Print a message in both languages at once, so that it stands before a child's output."""
    print(both(chinese, english), flush=True)
