"""The acts on a dispute."""
