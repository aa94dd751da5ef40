"""Acts on a case of any kind."""
