"""The command line, one file per command. Exit codes: 0 done, 1 refused by a rule or broken evidence, 2 bad usage or input."""

DONE = 0
REFUSED = 1
UNREADABLE = 2
