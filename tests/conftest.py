"""For every test: no key ring, neither that of the person who runs the tests nor one that another test made up.

Said before anything imports ``keyring``: it takes the best back end that is *defined* when it is first asked, and test files
that define one of their own for their fixtures are all imported before the first test runs. Processes that a test starts
inherit it.
"""

import os

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
