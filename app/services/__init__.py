"""What people do (the verbs) and the world outside: ledger, documents, signing, badges, sync."""
