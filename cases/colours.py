"""Risk colours (三色管理): the table of rules, who set which threshold, and what the rules say of a case, each with its reason.

What a rule looks at is in `Grounds` under its code; words, thresholds and colour are data (`cases.ColourRule`, `cases.ColourRuleSetting`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from django.core.cache import cache
from django.utils.translation import gettext as _

from accounts.models.area import CODE_LENGTH, Level
from cases.models import Colour, ColourRule, ColourRuleSetting

_KEY = "cases.colours.v1"
_SECONDS: Final = 3600
RANK: Final[Mapping[str, int]] = {Colour.BLUE: 0, Colour.YELLOW: 1, Colour.RED: 2}
REVIEW_DAYS: Final[Mapping[str, int]] = {Colour.RED: 1, Colour.YELLOW: 7}
"""After how many calendar days a case is reviewed again (研判): red daily, yellow weekly, blue not."""
_COUNTY: Final = CODE_LENGTH[Level.COUNTY]


def is_lower(colour: str, than: str) -> bool:
    """Whether a risk colour is a lower one."""
    return RANK[Colour(colour)] < RANK[Colour(than)]


@dataclass(frozen=True)
class Rule:
    """A rule as it is in force for one county."""

    code: str
    colour: str
    name: str
    words: tuple[str, ...]
    threshold: Decimal | None
    unit: str
    active: bool = True


@dataclass(frozen=True)
class Grounds:
    """What is known of a case that rules look at. Counts of cases are those that the reader may see."""

    text: str = ""
    people: int = 0
    amount: Decimal | None = None
    failed_sessions: int = 0
    units: int = 0
    overdue: int = 0
    party_cases: int = 0
    police_cases: int = 0
    petition_cases: int = 0


_NUMBER: Final[Mapping[str, str]] = {
    "collective": "people",
    "many_people": "people",
    "amount": "amount",
    "failed_sessions": "failed_sessions",
    "units": "units",
    "overdue": "overdue",
    "repeated_parties": "party_cases",
    "police_cases": "police_cases",
    "petition_cases": "petition_cases",
}
"""Which of the grounds a rule with a threshold counts."""


@dataclass(frozen=True)
class Advice:
    """A risk colour and why."""

    colour: Colour
    reasons: tuple[str, ...]


def rules(area: str = "") -> list[Rule]:
    """The rules in force for the county in which an area lies, in their order; without an area those that hold everywhere.

    Cached until somebody changes one (`forget`).
    """
    county = area[:_COUNTY] if len(area) >= _COUNTY else ""
    defaults, settings = _tables()
    return [_in_force(rule, settings, county) for rule in defaults]


def forget() -> None:
    """A rule was changed: the next reader sees it."""
    cache.delete(_KEY)


def advise(grounds: Grounds, area: str = "") -> Advice:
    """The colour that the rules of an area's county speak for, with the reasons of the highest colour that any of them speaks for."""
    spoken = [(rule, reason) for rule in rules(area) if rule.active and (reason := _reason(rule, grounds))]
    for colour in (Colour.RED, Colour.YELLOW):
        if reasons := tuple(reason for rule, reason in spoken if rule.colour == colour):
            return Advice(colour, reasons)
    return Advice(Colour.BLUE, (_("未见风险词，人数和金额均在一般范围"),))


Settings = Mapping[tuple[str, str], tuple[Decimal | None, list[str], bool]]


def _tables() -> tuple[Sequence[Rule], Settings]:
    found: tuple[Sequence[Rule], Settings] | None = cache.get(_KEY)
    if found is None:
        found = _defaults(), _settings()
        cache.set(_KEY, found, _SECONDS)
    return found


def _defaults() -> list[Rule]:
    rows = ColourRule.objects.filter(active=True).order_by("seq", "code")
    return [Rule(row.code, row.colour, row.name, tuple(row.words), row.threshold, row.unit) for row in rows]


def _settings() -> Settings:
    newest = ColourRuleSetting.objects.order_by("rule_id", "area_id", "-id").distinct("rule_id", "area_id")
    return {(row.rule_id, row.area_id or ""): (row.threshold, row.words, row.active) for row in newest}


def _in_force(rule: Rule, settings: Settings, county: str) -> Rule:
    setting = settings.get((rule.code, county)) or settings.get((rule.code, ""))
    if setting is None:
        return rule
    threshold, words, active = setting
    return replace(rule, threshold=threshold, words=tuple(words), active=active)


def _reason(rule: Rule, grounds: Grounds) -> str:
    """Why the rule speaks; empty where it does not. A rule with words and a threshold asks for both."""
    word = next((word for word in rule.words if word in grounds.text), "")
    if rule.words and not word:
        return ""
    if rule.threshold is None:
        return _("%(label)s（“%(word)s”）") % {"label": rule.name, "word": word} if word else ""
    value = getattr(grounds, _NUMBER[rule.code]) if rule.code in _NUMBER else None
    if value is None or value < rule.threshold:
        return ""
    facts = {"label": rule.name, "word": word, "value": plain(value), "threshold": plain(rule.threshold), "unit": rule.unit}
    if word:
        return _("%(label)s（“%(word)s”，现 %(value)s %(unit)s，达到 %(threshold)s %(unit)s）") % facts
    return _("%(label)s达到 %(threshold)s %(unit)s（现 %(value)s %(unit)s）") % facts


def plain(number: Any) -> str:
    """A number without a needless fraction."""
    whole = Decimal(number)
    return str(int(whole)) if whole == int(whole) else f"{whole:.2f}"


def words_of(text: str) -> list[str]:
    """Words as a person lists them: by line, comma or enumeration comma; each once, in order."""
    for mark in "，,；;\n\r\t 、":
        text = text.replace(mark, "、")
    return list(dict.fromkeys(word for word in text.split("、") if word))


def joined(words: Iterable[str]) -> str:
    """Words as a person lists them."""
    return "、".join(words)
