"""Numbers that pass their checks and belong to nobody."""

import datetime as dt

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def id_number(seq: int, *, region: str = "611002", born: dt.date = dt.date(1970, 1, 1)) -> str:
    """An identity number of 18 characters with a right check character (GB 11643): another one for each `seq` below 999,000."""
    day, order = divmod(seq, 999)
    body = f"{region}{born + dt.timedelta(days=day):%Y%m%d}{order + 1:03d}"
    return body + _CHECK[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True)) % 11]


def mobile(seq: int) -> str:
    """A mobile number: another one for each `seq`."""
    return f"139{seq % 100_000_000:08d}"
