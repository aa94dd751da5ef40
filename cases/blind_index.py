"""The blind indexes of a party: what stands beside the encrypted numbers, so that an exact number can be found.

Every writer and every reader of `id_index` and `phone_index` makes them here: spaces and hyphens dropped, letters in capitals.
"""

from cases.crypto import cipher

_DROPPED = str.maketrans("", "", " \u3000-－")


def id_index(number: str | None) -> bytes | None:
    """The index of a document number, or None where there is none."""
    return _index(number, "party.id_number")


def phone_index(number: str | None) -> bytes | None:
    """The index of a telephone number, or None where there is none."""
    return _index(number, "party.phone")


def _index(number: str | None, purpose: str) -> bytes | None:
    plain = (number or "").translate(_DROPPED).upper()
    return cipher().index(plain, purpose) if plain else None
