"""``manage.py bench``: what pages and jobs cost over 10,000 to 5,000,000 cases."""

from bench.main import main

__all__ = ["main"]
