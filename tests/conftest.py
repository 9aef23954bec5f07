"""For every test: no key ring, neither that of the person who runs the tests nor one that another test made up.

Said before anything imports ``keyring``: it takes the best back end that is *defined* when it is first asked, and test files
that define one of their own for their fixtures are all imported before the first test runs. Processes that a test starts
inherit it.

What importing and collecting made (a million objects) is set aside from the collector: the window's tests collect after each of
them, and looked at all of it every time.
"""

import gc
import os

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"


def pytest_collection_finish() -> None:
    """Set aside what lives until the end anyway."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Give it back, so that libraries that look for leaks at the end of a process find none."""
    gc.unfreeze()
