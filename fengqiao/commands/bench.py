"""``manage.py bench``: what pages cost over 10,000, 100,000 or 1,000,000 cases."""

from bench.main import main

__all__ = ["main"]
