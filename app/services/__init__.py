"""What people do, and the world outside: verbs, ledger, intake, documents, signing, sync, rehearsal."""
