"""Pages of cases of any kind."""
