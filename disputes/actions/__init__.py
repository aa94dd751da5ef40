"""What can be done to a dispute: every write is one function here."""
