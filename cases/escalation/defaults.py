"""The ladders and rules every county begins with (domain: 四级递进 and 三色管理; the platform's own choice, a county may be stricter).

All ladders of one kind of clock have the same steps in the same order; a colour only changes how far apart they lie, who is told, who answers. So a
case whose colour changes goes on with its next step, and none is climbed twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cases.limits import clock_name

KIND: Final = "dispute"
NONE: Final = "none"
"""The code of the ladder without steps."""
ARTICLE: Final = "平台约定：四级递进、超期升级"
BY_COLOUR: Final = "平台约定：四级递进、三色管理"
COLOUR_NAMES: Final[Mapping[str, str]] = {"": "", "yellow": "（黄色）", "red": "（红色）"}
_H, _F, _B, _T, _C, _CITY, _L = "handler", "first_receiver", "body", "township", "county", "city", "leader"
_OFFICE: Final = (_H, _F, _B)


@dataclass(frozen=True)
class Step:
    """A step: so many working days from the limit; `answer` working days to answer, None where nobody has to."""

    ground: str
    offset: int
    told: tuple[str, ...]
    to_level: str = ""
    answer: int | None = None


def _warn(days: int, *told: str) -> Step:
    return Step("warn", -days, (*_OFFICE, *told))


def _overdue(level: str, answer: int, *told: str) -> Step:
    return Step("overdue", 0, (_H, _B, *told), level, answer)


def _climb(days: int, level: str, answer: int, *told: str) -> Step:
    return Step("climb", days, told, level, answer)


Steps = tuple[Step, ...]

_MEDIATION: Final[Mapping[str, Steps]] = {
    "": (_warn(3), _overdue("township", 2, _T), _climb(3, "county", 2, _T, _C), _climb(7, "city", 3, _C, _CITY)),
    "yellow": (_warn(5, _T), _overdue("township", 1, _T, _C), _climb(1, "county", 1, _T, _C), _climb(3, "city", 2, _C, _CITY)),
    "red": (_warn(5, _T, _C, _L), _overdue("county", 1, _T, _C, _L), _climb(1, "city", 1, _C, _CITY, _L), _climb(3, "city", 1, _C, _CITY, _L)),
}
_ACCEPTANCE: Final[Mapping[str, Steps]] = {
    "": (_warn(1), _overdue("township", 1, _T), _climb(2, "county", 2, _T, _C)),
    "yellow": (_warn(1, _T), _overdue("township", 1, _T), _climb(1, "county", 1, _T, _C)),
    "red": (_warn(1, _T, _C), _overdue("county", 1, _T, _C, _L), _climb(1, "city", 1, _C, _CITY, _L)),
}
_PERFORMANCE: Final[Mapping[str, Steps]] = {"": (_warn(3), _overdue("township", 3, _T), _climb(10, "county", 3, _T, _C))}
_FOLLOW_UP: Final[Mapping[str, Steps]] = {"": (_warn(2), _overdue("township", 3, _T), _climb(5, "county", 3, _T, _C))}
_COURT: Final[Mapping[str, Steps]] = {"": (_warn(1), _overdue("county", 2, _C))}
_SUPERVISION: Final[Mapping[str, Steps]] = {
    "": (_warn(1), _overdue("county", 1, _T, _C), _climb(2, "city", 2, _C, _CITY)),
    "red": (_warn(1, _T), _overdue("county", 1, _T, _C, _L), _climb(1, "city", 1, _C, _CITY, _L)),
}
_PLAN: Final[Mapping[str, Steps]] = {"": (_warn(1, _L), _overdue("county", 1, _C, _L), _climb(1, "city", 1, _C, _CITY, _L))}
_REVIEW: Final[Mapping[str, Steps]] = {
    "": (_warn(1), _overdue("township", 1, _T), _climb(2, "county", 1, _T, _C)),
    "red": (_warn(1, _L), _overdue("county", 1, _C, _L), _climb(1, "city", 1, _C, _CITY, _L)),
}
_VILLAGE: Final[Mapping[str, Steps]] = {
    "": (_warn(1), _overdue("township", 1, _T), _climb(7, "county", 2, _T, _C), _climb(22, "city", 3, _C, _CITY)),
    "yellow": (_warn(1, _T), _overdue("township", 1, _T), _climb(3, "county", 1, _T, _C), _climb(10, "city", 2, _C, _CITY)),
    "red": (_warn(1, _T, _L), _overdue("county", 1, _T, _C, _L), _climb(2, "city", 1, _C, _CITY, _L), _climb(5, "city", 1, _C, _CITY, _L)),
}
_TOWNSHIP: Final[Mapping[str, Steps]] = {
    "": (_warn(2), _overdue("county", 2, _T, _C), _climb(15, "city", 3, _C, _CITY)),
    "yellow": (_warn(2, _C), _overdue("county", 1, _T, _C), _climb(7, "city", 2, _C, _CITY)),
    "red": (_warn(2, _C, _L), _overdue("county", 1, _T, _C, _L), _climb(2, "city", 1, _C, _CITY, _L)),
}
_COUNTY: Final[Mapping[str, Steps]] = {
    "": (_warn(3), _overdue("city", 3, _C, _CITY)),
    "yellow": (_warn(5), _overdue("city", 2, _C, _CITY)),
    "red": (_warn(5, _L, _CITY), _overdue("city", 1, _C, _CITY, _L)),
}
_CITY_LEVEL: Final[Mapping[str, Steps]] = {"": (_warn(5), _overdue("city", 3, _CITY)), "red": (_warn(10, _CITY, _L), _overdue("city", 1, _CITY, _L))}

LADDERS: Final[Mapping[str, Mapping[str, Steps]]] = {
    "dispute.accept": _ACCEPTANCE,
    "dispute.mediate": _MEDIATION,
    "dispute.mediate_delegated": _MEDIATION,
    "dispute.mediate_entrusted": _MEDIATION,
    "dispute.mediate_entrusted_summary": _MEDIATION,
    "dispute.transfer_response": _ACCEPTANCE,
    "dispute.performance": _PERFORMANCE,
    "dispute.follow_up": _FOLLOW_UP,
    "dispute.court_accept": _COURT,
    "dispute.court_confirm": _COURT,
    "case.supervision": _SUPERVISION,
    "case.plan": _PLAN,
    "case.review": _REVIEW,
    "level.village": _VILLAGE,
    "level.township": _TOWNSHIP,
    "level.county": _COUNTY,
    "level.city": _CITY_LEVEL,
}
"""Steps by kind of clock and colour; an empty colour serves those without a ladder of their own."""

NAMES: Final[Mapping[str, str]] = {"case.supervision": "督办答复", "case.plan": "制定一案一策", "case.review": "定期研判"}
ATTEMPTS: Final = (("village", 3, "township"), ("township", 3, "county"), ("county", 1, "city"), ("city", 1, "court"))
"""Level, tries that failed there, where the case climbs then (as 江阴 does; the way to court by 人民调解法 26)."""
ATTEMPTS_ANSWERED: Final = 2
"""Working days to answer."""


def write_ladders(apps: Any) -> None:
    """Fill the tables of ladders and of rules by attempts; what is there already stays."""
    ladders = apps.get_model("cases", "Ladder").objects
    ladders.get_or_create(code=NONE, defaults={"kind": "", "clock_kind": "", "name": "不升级"})
    steps = apps.get_model("cases", "LadderStep")
    for code, fields, found in _rows():
        ladder, made = ladders.get_or_create(code=code, defaults=fields)
        if made:
            steps.objects.bulk_create(steps(ladder_id=ladder.pk, step=number, **_columns(step)) for number, step in enumerate(found, start=1))
    rules = apps.get_model("cases", "AttemptRule").objects
    for level, tries, to_level in ATTEMPTS:
        rules.get_or_create(kind=KIND, level=level, area=None, defaults={"tries": tries, "to_level": to_level, "answer_within": ATTEMPTS_ANSWERED})


def _rows() -> Iterator[tuple[str, dict[str, Any], Steps]]:
    for clock_kind, colours in LADDERS.items():
        name = NAMES.get(clock_kind) or clock_name(clock_kind)
        for colour, found in colours.items():
            fields = {"kind": KIND, "clock_kind": clock_kind, "colour": colour, "name": name + COLOUR_NAMES[colour]}
            yield f"{clock_kind}.{colour or 'any'}", fields | {"article": BY_COLOUR if colour else ARTICLE}, found


def _columns(step: Step) -> dict[str, Any]:
    return {
        "ground": step.ground,
        "offset": step.offset,
        "unit": "working_day",
        "to_level": step.to_level,
        "told": list(dict.fromkeys(step.told)),
        "answer_within": step.answer,
    }
