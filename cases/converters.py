"""Parts of addresses. Import this module where an address with `<case:number>` stands."""

from django.urls import register_converter


class CaseNumberConverter:
    """The number of a case: letters, digits and hyphens. Anything else is no address, and never reaches the database."""

    regex = r"[A-Za-z0-9-]{1,32}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(CaseNumberConverter, "case")
