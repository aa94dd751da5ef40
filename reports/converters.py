"""Parts of addresses. Import this module where an address with `<area:code>` stands."""

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


register_converter(AreaCodeConverter, "area")
