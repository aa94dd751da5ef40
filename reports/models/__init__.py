"""Models of reports, one file per noun."""
