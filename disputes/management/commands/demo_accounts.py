"""`manage.py demo_accounts`: who can sign in to look around."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.core.management.base import BaseCommand

from disputes.demo.people import shown_accounts


class Command(BaseCommand):
    """Prints role, name, username and password of the demo accounts, one per role."""

    help = "print the demo accounts, one per role"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """The table, with columns that line up although Chinese letters are twice as wide."""
        rows = [("角色", "姓名", "用户名", "密码"), *shown_accounts()]
        widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
        for row in rows:
            self.stdout.write("  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip())


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
