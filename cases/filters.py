"""What every list of cases can be filtered by. Page, API and export use the same set; a bad value is an error, never ignored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import django_filters as df
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _l

from accounts.actor import Actor
from accounts.choices import organisations_in
from accounts.models import Organisation
from accounts.scope import Scope
from cases.blind_index import id_index, phone_index
from cases.daycount import SHANGHAI, end_of_day, local_day
from cases.escalation.stopping import waiting
from cases.filter_form import FilterForm, number_in
from cases.models import Case, Channel, Colour, Party, Transfer, TransferState, Urge
from cases.models.case_indexes import due_key
from cases.paging import COUNT_CAP, COUNT_CAP_SEARCHED, ORDERS, PAGE_SIZE, Order, Page, page_of
from cases.risk_filters import LACKS, lacking, led_by, supervised
from cases.searching import searched_parts
from cases.visibility import conditions, handed_to, in_area, one_of, parts, union_of

OPEN_CHOICES = [("yes", _l("未结")), ("all", _l("全部")), ("closed", _l("已结"))]
OVERDUE_CHOICES = [("overdue", _l("已超期")), ("today", _l("今天到期")), ("week", _l("本周到期"))]
SEARCHING = frozenset({"q", "person"})
"""Filters that look at texts and parties row by row."""
SUNDAY = 6


_FORMS: dict[type, Any] = {}
"""The class of the form by class of filters."""


class BadFilter(ValueError):
    """Filters that cannot be used: reasons by field name."""

    def __init__(self, reasons: Mapping[str, Sequence[Any]]) -> None:
        self.reasons: dict[str, list[str]] = {field: [str(text) for text in texts] for field, texts in reasons.items()}
        super().__init__("；".join(text for texts in self.reasons.values() for text in texts))


class AnyOf(df.MultipleChoiceFilter):
    """One of several values, as one `IN`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, distinct=False, **kwargs)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Narrow to rows with one of the values."""
        return qs.filter(**{f"{self.field_name}__in": list(value)}) if value else qs


class YesNo(df.TypedChoiceFilter):
    """`true` or `false`, and nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, choices=[("true", _l("是")), ("false", _l("否"))], coerce=lambda value: value == "true", **kwargs)


class ScopedFilter(df.ModelChoiceFilter):
    """A row chosen by its key among those in the actor's scope; one outside is answered like one that does not exist."""

    def __init__(self, *args: Any, rows: Callable[[Scope], QuerySet[Any]], model: type[Any], **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(*args, queryset=model._default_manager.none(), widget=forms.NumberInput, **kwargs)

    def get_queryset(self, _request: Any) -> QuerySet[Any]:
        """The rows that may be chosen; none where nothing was chosen, for every list is made with this filter and few use it."""
        parent = getattr(self, "parent", None)
        return self.rows(parent.actor.scope) if parent is not None and self.is_chosen else self.queryset

    @property
    def is_chosen(self) -> bool:
        """Whether a value stands in the parameters."""
        parent = self.parent
        return bool(parent.form_prefix) or any(parent.data.get(name) for name, each in parent.filters.items() if each is self)


class CaseFilter(df.FilterSet):
    """Filters on what every case has.

    Args:
        data: the parameters as in the address.
        actor: whose eyes are used; choices and results lie in this scope.
        now: the moment that "overdue" is measured at (aware).
    """

    q = df.CharFilter(label=_l("搜索"), method="keep", max_length=50, help_text=_l("编号、名称、地点、当事人姓名；两个字即可"))
    person = df.CharFilter(label=_l("证件号或电话"), method="filter_person", max_length=40, help_text=_l("完整号码，精确查找"))
    open = df.ChoiceFilter(label=_l("是否结案"), method="keep", choices=OPEN_CHOICES, help_text=_l("不填时只列未结；按搜索、状态或结果查时列全部"))
    overdue = df.ChoiceFilter(label=_l("期限"), method="filter_overdue", choices=OVERDUE_CHOICES)
    waiting = df.ChoiceFilter(label=_l("待我办理"), method="filter_waiting", choices=[("me", _l("待我办理"))])
    colour = AnyOf(label=_l("风险等级"), choices=Colour.choices)
    channel = AnyOf(label=_l("来源"), choices=Channel.choices)
    category = df.CharFilter(label=_l("事件类别"), method="filter_category", max_length=4, help_text=_l("类别代码，含其下级"))
    area = df.CharFilter(label=_l("区划"), method="filter_area", max_length=16, help_text=_l("区划代码，含其下级"))
    organisation = ScopedFilter(label=_l("承办单位"), model=Organisation, rows=organisations_in)
    handler = df.CharFilter(label=_l("承办人"), method="filter_handler", max_length=19, help_text=_l("me 本人，nobody 无人承办，或用户编号"))
    received_from = df.DateFilter(label=_l("登记自"), method="filter_received_from")
    received_to = df.DateFilter(label=_l("登记至"), method="filter_received_to")
    occurred_from = df.DateFilter(label=_l("发生自"), field_name="occurred_on", lookup_expr="gte")
    occurred_to = df.DateFilter(label=_l("发生至"), field_name="occurred_on", lookup_expr="lte")
    due_from = df.DateFilter(label=_l("到期自"), method="filter_due_from")
    due_to = df.DateFilter(label=_l("到期至"), method="filter_due_to")
    people_min = df.NumberFilter(label=_l("涉及人数不少于"), field_name="people_count", lookup_expr="gte", min_value=1, max_value=100_000)
    confidential = YesNo(label=_l("保密"), method="filter_confidential")
    urged = YesNo(label=_l("有未答复的催办"), method="filter_urged")
    escalated = YesNo(label=_l("有待答复的升级"), method="filter_escalated")
    supervised = YesNo(label=_l("督办中"), method="filter_supervised")
    led = df.ChoiceFilter(label=_l("包案领导"), method="filter_led", choices=[("me", _l("我包案"))])
    lacks = df.ChoiceFilter(label=_l("缺少"), method="filter_lacks", choices=LACKS)
    transferring = YesNo(label=_l("移送待签收"), method="filter_transferring")
    order = df.ChoiceFilter(label=_l("排序"), method="keep", choices=[(order.code, order.label) for order in ORDERS.values()])

    kind: ClassVar[str] = ""

    class Meta:
        form = FilterForm

    def __init__(self, data: Any = None, *, actor: Actor, now: dt.datetime, prefix: str | None = None) -> None:
        self.actor, self.now = actor, now
        everything = Case.objects.get_queryset()
        super().__init__({} if data is None else data, everything.filter(kind=self.kind) if self.kind else everything, prefix=prefix)

    def get_form_class(self) -> Any:
        """The class of the form: made once for all lists in which nothing is chosen by scope, as nearly all are."""
        if any(isinstance(each, ScopedFilter) and each.is_chosen for each in self.filters.values()):
            return super().get_form_class()
        made = _FORMS.get(type(self))
        if made is None:
            made = _FORMS[type(self)] = super().get_form_class()
        return made

    @property
    def form(self) -> Any:
        """The form, which knows whose eyes are used."""
        form = super().form
        form.bind_to(self.actor, self.now)
        return form

    @property
    def cleaned(self) -> dict[str, Any]:
        """The values of all filters.

        Raises:
            BadFilter: a value cannot be used.
        """
        if not self.is_valid():
            raise BadFilter(self.form.errors)
        values: dict[str, Any] = self.form.cleaned_data
        return values

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that were set, by name, with their cleaned values, for the page's chips. Raises `BadFilter`."""
        values = {**self.cleaned, "category": self.data.get("category", "")}
        return {name: value for name, value in values.items() if name in self.data and value not in (None, "", []) and name != "order"}

    @property
    def chosen_order(self) -> Order:
        """The order asked for, newest first by default. Raises `BadFilter`."""
        return ORDERS[self.cleaned["order"] or "newest"]

    @property
    def parts(self) -> list[Q]:
        """The ways in which a case of the list can be visible, each with the search in it. Raises `BadFilter`.

        A whole document or telephone number is also looked up by its keyed index: as ways of their own, because each is then served by its index.
        """
        text = self.cleaned["q"]
        if not text:
            return conditions(self.actor.scope)
        visible = parts(self.actor.scope)
        number = number_in(text, today=local_day(self.now))
        by_number = [part.condition & of_person(number) for part in visible] if number else []
        return [*searched_parts(visible, text), *by_number]

    @property
    def narrowed(self) -> QuerySet[Any]:
        """The cases that pass the filters, before `parts`: for the paginator, which reads part by part. Raises `BadFilter`."""
        wanted = self.cleaned["open"]
        found = self.filter_queryset(self.queryset.all())
        return found if wanted == "all" else found.filter(closed_at__isnull=wanted == "yes")

    @property
    def qs(self) -> QuerySet[Any]:
        """The cases of the list that the actor may see, in no order. Raises `BadFilter`."""
        return self.narrowed.filter(union_of(self.parts))

    @property
    def count_cap(self) -> int:
        """How far to count: less far where rows have to be looked at one by one. Raises `BadFilter`."""
        return COUNT_CAP_SEARCHED if set(self.chosen) & SEARCHING else COUNT_CAP

    def page(self, *, load: Callable[[Sequence[int]], Any], after: str | None = None, size: int = PAGE_SIZE, counted: bool = True) -> Page[Any]:
        """A page of the list that the actor may see. Raises `BadFilter`, and `BadCursor` for a cursor that is not of this list."""
        return page_of(self.narrowed, self.parts, after=after, size=size, order=self.chosen_order, load=load, counted=counted, cap=self.count_cap)

    # --- one filter each ----------------------------------------------------------------------------------------------

    def keep(self, queryset: QuerySet[Any], _name: str, _value: Any) -> QuerySet[Any]:
        """Filters that work elsewhere: search, open or closed, order."""
        return queryset

    def filter_person(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Cases of a person, by the keyed index of a whole document or telephone number."""
        return queryset.filter(of_person(value))

    def filter_overdue(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Past their limit, or due later today, or due later this week (up to Sunday, Asia/Shanghai)."""
        keyed = queryset.annotate(_due=due_key()).filter(closed_at__isnull=True)
        if value == "overdue":
            return keyed.filter(_due__lte=self.now)
        return keyed.filter(_due__gt=self.now, _due__lte=end_of_day(last_day(value, self.now)))

    def filter_waiting(self, queryset: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """Waiting for the actor to do something."""
        return queryset.filter(self.waiting_for(self.actor), closed_at__isnull=True)

    def filter_category(self, queryset: QuerySet[Any], _name: str, value: list[str]) -> QuerySet[Any]:
        """Of a category or of those under it."""
        return queryset.filter(category_id__in=value)

    def filter_area(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """In the subtree of an area."""
        return queryset.filter(in_area(value))

    def filter_handler(self, queryset: QuerySet[Any], _name: str, value: int | str) -> QuerySet[Any]:
        """Of a handler, of oneself, of nobody."""
        if value == "nobody":
            return queryset.filter(handler__isnull=True)
        return queryset.filter(handler_id=self.actor.user.pk if value == "me" else int(value))

    def filter_received_from(self, queryset: QuerySet[Any], _name: str, value: dt.date) -> QuerySet[Any]:
        """Registered on that day (Asia/Shanghai) or later."""
        return queryset.filter(received_at__gte=dt.datetime.combine(value, dt.time(), SHANGHAI))

    def filter_received_to(self, queryset: QuerySet[Any], _name: str, value: dt.date) -> QuerySet[Any]:
        """Registered on that day (Asia/Shanghai) or earlier."""
        return queryset.filter(received_at__lt=end_of_day(value))

    def filter_due_from(self, queryset: QuerySet[Any], _name: str, value: dt.date) -> QuerySet[Any]:
        """Due on that day (whose 24:00 is the next midnight, Asia/Shanghai) or later."""
        start = dt.datetime.combine(value, dt.time(), SHANGHAI)
        return queryset.annotate(_due=due_key()).filter(_due__gt=start, due_at__isnull=False, closed_at__isnull=True)

    def filter_due_to(self, queryset: QuerySet[Any], _name: str, value: dt.date) -> QuerySet[Any]:
        """Due on that day or earlier."""
        return queryset.annotate(_due=due_key()).filter(_due__lte=end_of_day(value), closed_at__isnull=True)

    def filter_confidential(self, queryset: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        """Confidential cases, which show only to their officers and are therefore few; or all others."""
        return queryset.filter(handed_to(self.actor.user.pk) if value else Q(), confidential=value)

    def filter_urged(self, queryset: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        """With an urge that waits for an answer, or without."""
        waits = Exists(open_urges().filter(case_id=OuterRef("pk")))
        return queryset.filter(waits if value else ~waits)

    def filter_escalated(self, queryset: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        """With an escalation that waits for an answer, or without."""
        waits = Exists(waiting(case_id=OuterRef("pk")))
        return queryset.filter(waits if value else ~waits)

    def filter_supervised(self, queryset: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        """Under an order of supervision that is not done, or not."""
        return queryset.filter(supervised() if value else ~supervised())

    def filter_led(self, queryset: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        """With the actor as leader in charge."""
        return queryset.filter(led_by(self.actor.user.pk))

    def filter_lacks(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """That lack what their colour asks for."""
        return queryset.filter(lacking(value, self.now))

    def filter_transferring(self, queryset: QuerySet[Any], _name: str, value: bool) -> QuerySet[Any]:
        """On the way to another body, or not."""
        pending = Exists(Transfer.objects.filter(case_id=OuterRef("pk"), state=TransferState.PENDING))
        return queryset.filter(pending if value else ~pending)

    @classmethod
    def waiting_for(cls, actor: Actor) -> Q:
        """Open cases that wait for this actor: handled by the user, on their way to the own body, or urged there. Kinds add their own."""
        mine = Q(handler_id=actor.user.pk)
        sent = Transfer.objects.filter(case_id=OuterRef("pk"), state=TransferState.PENDING, to_organisation__in=actor.scope.organisation_ids)
        urged = Exists(open_urges().filter(case_id=OuterRef("pk"))) & Q(organisation_id__in=actor.scope.organisation_ids)
        return mine | Q(Exists(sent)) | Q(urged)


def last_day(span: str, now: dt.datetime) -> dt.date:
    """The last day of "today" or of "week" (Sunday) at a moment, Asia/Shanghai."""
    today = local_day(now)
    return today if span == "today" else today + dt.timedelta(days=SUNDAY - today.weekday())


def of_person(number: str) -> Q:
    """Cases of anybody that have a party with this document or telephone number, by the keyed index; the caller narrows to what may be seen."""
    return one_of(Party.objects.filter(Q(id_index=id_index(number)) | Q(phone_index=phone_index(number))).order_by().values("case_id"))


def open_urges() -> QuerySet[Urge]:
    """Urges that wait for an answer."""
    return Urge.objects.filter(answered_at__isnull=True, recalled_at__isnull=True)
