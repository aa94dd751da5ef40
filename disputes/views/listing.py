"""What table, board and calendar of disputes share: the filters as in the address, what is set as chips, the choices offered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.actor import Actor, actor_of
from accounts.models import Area, User
from accounts.models.area import CODE_LENGTH
from cases.filters import BadFilter
from cases.held import PERSON, masked_number
from cases.models import Category
from cases.paging import DUE, NEWEST
from disputes.filters import DisputeFilter

NOT_FILTERS = ("after", "cols", "month", "saved", "name", "shared", "csrfmiddlewaretoken")
"""Parameters that belong to some page and filter nothing."""
OWN_LABELS = {"after": _l("翻页"), "cols": _l("显示列"), "month": _l("月份")}
NAMED = 10
"""So many parameters that do not exist are named, each by so many characters at most."""
NAME_SHOWN = 40
IN_THE_FORM = frozenset(
    {
        "q", "open", "overdue", "waiting", "colour", "channel", "category", "area", "handler", "received_from", "received_to",
        "occurred_from", "occurred_to", "due_from", "due_to", "people_min", "urged", "escalated", "transferring", "order", "state", "outcome",
        "supervised", "led", "lacks", "moj_type", "amount_min", "amount_max",
    }
)  # fmt: skip
"""Filters that have a control in the filter form; others that stand in the address are carried along."""
GROUP = 2
"""Digits of a group of categories; the categories of the chosen group are offered under it."""
_DEPTH = {length: depth for depth, length in enumerate(sorted(CODE_LENGTH.values()))}


@dataclass(frozen=True)
class Chip:
    """A filter that is set: its words, and the query string without it."""

    text: str
    without: str


@dataclass
class Listing:
    """A list as somebody asks for it."""

    request: HttpRequest
    actor: Actor
    now: dt.datetime
    filter: DisputeFilter
    errors: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest, own: Collection[str] = ()) -> Listing:
        """Read the address. `own` are the page's own parameters; any other that is no filter is an error, as a value that cannot be used is.

        What cannot be used is told in `errors`, by parameter, and nothing is listed.
        """
        actor, now = actor_of(request), timezone.now()
        data, errors = request.GET.copy(), {}
        for name, values in request.GET.lists():
            unknown = name not in own and name not in DisputeFilter.base_filters
            if unknown:
                errors[name] = [_("没有这个参数。")]
            elif name in own and name != "cols" and len(values) > 1:
                errors[name] = [_("只能给一个值。")]
            if unknown or name in own or not any(values):
                del data[name]
        found = cls(request, actor, now, DisputeFilter(data, actor=actor, now=now), errors)
        try:
            found.filter.cleaned  # noqa: B018  (read for its errors)
        except BadFilter as error:
            found.errors |= error.reasons
        return found

    @property
    def query(self) -> QueryDict:
        """The filters as they stand in the address, without the page's own parameters."""
        data: QueryDict = self.filter.data
        return data

    def query_with(self, **changed: str | list[str]) -> str:
        """The filters as a query string with some of them set otherwise; an empty value takes a filter off."""
        query = self.query.copy()
        for name, value in changed.items():
            query.setlist(name, [value] if isinstance(value, str) else value)
            if not any(query.getlist(name)):
                del query[name]
        return query.urlencode()

    @cached_property
    def chips(self) -> list[Chip]:
        """What is set, each with the way to take it off."""
        return [] if self.errors else [chip for name, value in self.filter.chosen.items() for chip in self._chips_of(name, value)]

    def context(self) -> dict[str, Any]:
        """For the template."""
        return {
            "listing": self,
            "now": self.now,
            "errors": [(self._named(name), texts) for name, texts in list(self.errors.items())[:NAMED]],
            "mended": self._mended(),
            "orders": self._orders(),
            "chips": self.chips,
            "query": self.query.urlencode(),
            "carried": [(name, value) for name, values in self.query.lists() if name not in IN_THE_FORM for value in values],
            "typed": self.query,
            "states_chosen": self.query.getlist("state"),
            "colours_chosen": self.query.getlist("colour"),
            "channels_chosen": self.query.getlist("channel"),
            "choices": self._choices(),
        }

    def _choices(self) -> dict[str, Any]:
        form = self.filter.form
        named = ("state", "colour", "channel", "overdue", "open", "outcome", "lacks")
        return {name: [choice for choice in form.fields[name].choices if choice[0]] for name in named} | {
            "order": [choice for choice in form.fields["order"].choices if choice[0]],
            "area": self._areas(),
            "category": self._categories(),
        }

    def _areas(self) -> list[tuple[str, str]]:
        """The own areas, what lies right under the chosen one (or under the own), and the way up: never a long list."""
        chosen = self.query.get("area", "")
        prefixes = self.actor.scope.area_prefixes
        ways = {chosen[:length] for length in (4, 6, 9, 12) if length <= len(chosen)} | set(prefixes)
        parents = {chosen} if chosen else set(prefixes)
        rows = Area.objects.filter(code__in=ways) | Area.objects.filter(parent_id__in=parents)
        inside = [row for row in rows.order_by("code") if self.actor.scope.covers_area(row.code)]
        top = min((_DEPTH[len(row.code)] for row in inside), default=0)
        return [(row.code, "　" * (_DEPTH[len(row.code)] - top) + row.short_name) for row in inside]

    def _categories(self) -> list[tuple[str, str]]:
        chosen = self.query.get("category", "")[:GROUP]
        rows = Category.objects.filter(parent__isnull=True) | Category.objects.filter(parent_id=chosen)
        return [(row.code, row.name if len(row.code) == GROUP else f"　{row.name}") for row in rows.order_by("code")]

    def _chips_of(self, name: str, value: Any) -> Iterator[Chip]:
        several = value if isinstance(value, (list, tuple)) else [value]
        for each in several:
            text = f"{self._label(name)}：{self._word(name, each)}"
            yield Chip(text, self._without(name, str(each) if len(several) > 1 else None))

    def _orders(self) -> list[tuple[str, str, bool]]:
        """The orders as one-click choices: words, query string, whether it is the present one. Only what is open has a limit to sort by."""
        present, cols = self.query.get("order") or NEWEST.code, self.request.GET.getlist("cols")
        opened = "yes" if self.query.get("open") == "yes" else ""
        return [
            (_("最新登记"), self.query_with(order="", cols=cols), present == NEWEST.code),
            (_("临近时限"), self.query_with(order=DUE.code, open=opened, cols=cols), present == DUE.code),
        ]

    def _mended(self) -> str:
        """The query string without what cannot be used."""
        left = self.request.GET.copy()
        for name in self.errors:
            left.pop(name, None)
        return left.urlencode()

    def _named(self, name: str) -> str:
        """A parameter of the address, by its words and its name."""
        label, shown = self._label(name), name[:NAME_SHOWN]
        return shown if label == name else f"{label}（{shown}）"

    def _label(self, name: str) -> str:
        if name in OWN_LABELS:
            return str(OWN_LABELS[name])
        known = self.filter.form.fields.get(name)
        return str(known.label) if known is not None and known.label else name

    def _word(self, name: str, value: Any) -> str:
        """A value in words; a number of a person masked."""
        if name == PERSON:
            return masked_number(str(value))
        if name == "area":
            return str(Area.objects.filter(pk=value).first() or value)
        if name == "category":
            return str(Category.objects.filter(pk=value).first() or value)
        if name == "handler":
            fixed = {"me": _("本人"), "nobody": _("无人承办")}
            return fixed.get(value) or str(User.objects.filter(pk=value).first() or value)
        if isinstance(value, bool):
            return _("是") if value else _("否")
        words = dict(getattr(self.filter.form.fields.get(name), "choices", None) or ())
        return str(words.get(value, value))

    def _without(self, name: str, value: str | None) -> str:
        left = self.request.GET.copy()
        left.pop("after", None)
        left.setlist(name, [] if value is None else [each for each in left.getlist(name) if each != value])
        return left.urlencode()
