"""A small fixed tree of real areas: two counties whose subtrees are disjoint."""

from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.models import Area
from accounts.models.area import CODE_LENGTH, LEVEL_OF_LENGTH

TREE: dict[str, str] = {
    "6110": "商洛市",
    "611002": "商州区",
    "611002001": "城关街道",
    "611002001001": "东店子社区居委会",
    "611002001002": "东关社区居委会",
    "611002002": "大赵峪街道",
    "611002002001": "童河社区居委会",
    "611022": "丹凤县",
    "611022101": "庾岭镇",
    "611022101200": "街坊村委会",
    "611022101201": "窑沟村委会",
}
"""Name by code, parents first."""

_LENGTHS = sorted(CODE_LENGTH.values())


def parent_code(code: str) -> str | None:
    """The code one level up, or None for a city."""
    shorter = [length for length in _LENGTHS if length < len(code)]
    return code[: shorter[-1]] if shorter else None


class AreaFactory(DjangoModelFactory[Area]):
    """The area of a code, with all that it lies in; one that is there already is used."""

    class Meta:
        model = Area
        django_get_or_create = ("code",)

    code = "611002001001"
    name = factory.LazyAttribute(lambda self: TREE.get(self.code, f"区划{self.code}"))
    level = factory.LazyAttribute(lambda self: LEVEL_OF_LENGTH[len(self.code)])
    path_name = factory.LazyAttribute(lambda self: _path_name(self.code, self.name))
    sort_key = factory.LazyAttribute(lambda self: self.code)

    @classmethod
    def _create(cls, model_class: type[Area], *args: Any, **kwargs: Any) -> Area:
        above = parent_code(kwargs["code"])
        if above and "parent" not in kwargs:
            kwargs["parent"] = AreaFactory.create(code=above)
        area: Area = super()._create(model_class, *args, **kwargs)
        return area


def area_tree() -> dict[str, Area]:
    """The whole tree, by code."""
    return {code: AreaFactory.create(code=code) for code in TREE}


def _path_name(code: str, name: str) -> str:
    above = parent_code(code)
    names = []
    while above and len(above) > CODE_LENGTH["city"]:
        names.append(TREE.get(above, f"区划{above}"))
        above = parent_code(above)
    return " ".join([*reversed(names), name])
