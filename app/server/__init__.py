"""The central node: HTTP over the same models and the same ledger."""
