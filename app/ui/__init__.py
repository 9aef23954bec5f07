"""What people see. Qt lives only here: theme, widgets, screens; never a database or a socket."""
