"""Committees, mediators, their area, trade and conflicts of interest."""
