"""Several devices at one venue without the internet: join code, pinned TLS, exchange of chains, exchange by file (EC-19)."""
