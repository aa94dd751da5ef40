"""Parts of addresses. Import this module where an address with `<area:code>` stands."""

import datetime as dt

from django.urls import register_converter


class AreaCodeConverter:
    """The code of an area: 4 to 16 digits. Anything else is no address, and never reaches the database."""

    regex = r"[0-9]{4,16}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


class MonthConverter:
    """A month as `2026-10`, read into its first day."""

    regex = r"20[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> dt.date:
        """The first day."""
        return dt.date.fromisoformat(f"{value}-01")

    def to_url(self, value: dt.date) -> str:
        """Year and month."""
        return f"{value:%Y-%m}"


register_converter(AreaCodeConverter, "area")
register_converter(MonthConverter, "month")
