"""Acts on the reports of months."""
