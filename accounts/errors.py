"""Why an act of administration was not done."""


class NotAllowedError(Exception):
    """A rule forbids it; the text says why, and `field` names the field of the form it is about ("" for the whole)."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message, self.field = message, field
