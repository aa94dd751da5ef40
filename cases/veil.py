"""The one way in which what was written about a case is shown: names of its persons and personal numbers masked (个人信息保护法 51).

Pages, printed papers before they are unmasked, the API and exported ledgers all go through a `Veil`. Texts are stored as they were typed,
but for the title, which every list shows and which therefore is masked at birth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

from cases.identifiers import replace_personal_numbers
from cases.masking import mask_id, mask_name, mask_names_in, mask_personal_number, mask_phone
from cases.models import Party, PartyKind

_ASIDE: Final = re.compile(r"[（(][^（()）]*[）)]")
_BETWEEN: Final = re.compile(r"[、，,；;/|\s]+")
_SHORTEST_NUMBER: Final = 5
"""A shorter number stands in every text by chance."""


@dataclass(frozen=True)
class Veil:
    """What is masked in the texts of one case: names of persons, and document and telephone numbers with what is shown in their place.

    Identity and mobile numbers are masked wherever they stand, whosoever they are.
    """

    names: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()

    def over(self, text: str) -> str:
        """The text as it may be shown. Masking it once more changes nothing."""
        if not text:
            return text
        for pattern, masked in self._patterns:
            text = pattern.sub(partial(_put, masked), text)
        return mask_names_in(replace_personal_numbers(text, mask_personal_number), self.names)

    def hides(self, text: str) -> bool:
        """Whether anything of the text is masked."""
        return self.over(text) != text

    def masks_in(self, text: str) -> list[str]:
        """The masks of this case that stand in a text: it was taken from what is shown, not from what was written."""
        shown = {*(mask_name(name) for name in self.names if len(name.strip()) > 1), *(masked for _number, masked in self.numbers)}
        return sorted((mask for mask in shown if mask in text), key=text.index)

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        known = sorted(self.numbers, key=lambda pair: -len(pair[0]))
        return [(_in_text(number), masked) for number, masked in known]


NOTHING: Final = Veil()
"""Knows nobody; identity and mobile numbers are masked all the same."""


def veil_of(parties: Iterable[Any]) -> Veil:
    """The veil of these parties: rows or inputs with `name`, `kind`, `representative`, `id_number` and `phone`.

    The name of an organisation is public; who speaks for it is a person.
    """
    names: dict[str, None] = {}
    numbers: dict[str, str] = {}
    for party in parties:
        for name in names_of(party.name, party.kind, party.representative):
            names[name] = None
        if party.kind != PartyKind.ORGANISATION:
            numbers |= {number: mask(number) for number, mask in ((party.id_number, mask_id), (party.phone, mask_phone)) if number}
    return Veil(tuple(names), tuple((number, mask) for number, mask in numbers.items() if len(number) >= _SHORTEST_NUMBER))


def veil_of_case(case_id: int) -> Veil:
    """The veil of a case by its key, in one statement."""
    return veil_of(Party.objects.filter(case_id=case_id).order_by("id"))


def names_of(name: str, kind: str, representative: str) -> list[str]:
    """The names of persons that a party brings: its own where it is a person, and those who speak for it (several may stand in one field)."""
    spoken = _BETWEEN.split(_ASIDE.sub("", representative or ""))
    own = [] if kind == PartyKind.ORGANISATION else [name]
    return [each.strip() for each in (*own, *spoken) if each.strip()]


def _put(masked: str, _found: re.Match[str]) -> str:
    return masked


def _in_text(number: str) -> re.Pattern[str]:
    """The number as people write it, with blanks and hyphens anywhere, and not as a part of a longer one."""
    pieces = "[ -]?".join(map(re.escape, re.sub(r"[ -]", "", number)))
    return re.compile(rf"(?<![0-9A-Za-z]){pieces}(?![0-9A-Za-z])", re.IGNORECASE)
