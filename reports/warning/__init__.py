"""Early warning: unusual counts, repeated parties, mediations that failed, key fields (docs/early-warning.md)."""
