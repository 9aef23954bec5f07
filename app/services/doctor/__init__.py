"""The doctor: looks at everything a meeting needs on this machine and says what to do next (issue 2, item 2).

Nothing is imported here: the Qt process needs only ``probe``, and shall not pay for the ledger.
"""
