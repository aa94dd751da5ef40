"""Forms that name the input of the acts on a dispute."""
