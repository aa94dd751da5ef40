"""Measures what a page costs, at any number of cases. `python3 manage.py bench`; docs/bench.md says how and what was found."""
