"""Why an act of administration was not done."""

from collections.abc import Callable


class NotAllowedError(Exception):
    """A rule forbids it; the text says why, and `field` names the field of the form it is about ("" for the whole)."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message, self.field = message, field

    def retell(self, tell: Callable[[str], str]) -> None:
        """Say it in another language."""
        self.message = tell(self.message)
        self.args = (self.message,)
