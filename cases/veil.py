"""The one way in which what was written about a case is shown: names of its persons and personal numbers masked (个人信息保护法 51).

Pages, printed papers before they are unmasked, the API and exported ledgers all go through a `Veil`. Texts are stored as they were typed,
but for the title, which every list shows and which therefore is masked at birth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from cases.identifiers import replace_personal_numbers
from cases.masking import mask_id, mask_name, mask_names_in, mask_personal_number, mask_phone
from cases.models import Party, PartyKind

_ASIDE: Final = re.compile(r"[（(][^（()）]*[）)]")
_BETWEEN: Final = re.compile(r"[、，,；;/|\s]+")
_RUN: Final = re.compile(r"[0-9０-９A-Za-z](?:[ \t　-]?[0-9０-９A-Za-z]){4}")
"""Where no such run stands, there is no number to mask."""
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
        if _RUN.search(text):
            if self._known is not None:
                text = self._known.sub(self._mask_of, text)
            text = replace_personal_numbers(text, mask_personal_number)
        return mask_names_in(text, self.names) if any(name in text for name in self.names) else text

    def hides(self, text: str) -> bool:
        """Whether anything of the text is masked."""
        return self.over(text) != text

    def masks_in(self, text: str) -> list[str]:
        """The masks of this case that stand in a text: it was taken from what is shown, not from what was written."""
        shown = {*(mask_name(name) for name in self.names if len(name.strip()) > 1), *(masked for _number, masked in self.numbers)}
        return sorted((mask for mask in shown if mask in text), key=text.index)

    @cached_property
    def _masks(self) -> dict[str, str]:
        return {_bare(number): masked for number, masked in self.numbers}

    @cached_property
    def _known(self) -> re.Pattern[str] | None:
        """The numbers as people write them, with blanks and hyphens anywhere, and not as parts of longer ones."""
        spaced = ["[ -]?".join(map(_either_case, number)) for number in sorted(self._masks, key=len, reverse=True)]
        return re.compile(rf"(?<![0-9A-Za-z])(?:{'|'.join(spaced)})(?![0-9A-Za-z])") if spaced else None

    def _mask_of(self, found: re.Match[str]) -> str:
        return self._masks[_bare(found.group())]


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


def _bare(number: str) -> str:
    return re.sub(r"[ -]", "", number).upper()


def _either_case(character: str) -> str:
    return f"[{character}{character.lower()}]" if character.isalpha() else re.escape(character)
