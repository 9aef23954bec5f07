"""What people see. Qt lives only here."""
