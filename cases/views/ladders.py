"""Settings: by which steps cases of a county climb."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor, actor_of
from accounts.models import Area
from accounts.signin.events import address_of
from accounts.views.access import requires
from cases.actions.ladders import ACT, county_of, own_or_default, restore_ladder, set_attempts, set_ladder
from cases.errors import NotGranted, Refused
from cases.escalation.cards import names
from cases.escalation.levels import RANK
from cases.forms.ladders import AttemptsForm, LadderForm
from cases.models import AttemptRule, Ground, Ladder, LadderStep


@dataclass(frozen=True)
class Line:
    """A ladder as it is in force in a county: the one for all, or the county's own."""

    default: Ladder
    own: Ladder | None
    steps: list[str]


@requires(ACT)
def ladders(request: HttpRequest) -> HttpResponse:
    """All ladders and rules as they are in force in the county."""
    county = _county(actor_of(request))
    defaults = list(Ladder.objects.filter(area__isnull=True, active=True).exclude(clock_kind="").prefetch_related("steps").order_by("pk"))
    mine = Ladder.objects.filter(area=county, active=True).prefetch_related("steps").select_related("changed_by")
    own = {(each.kind, each.clock_kind, each.colour): each for each in mine}
    lines = [_line(each, own.get((each.kind, each.clock_kind, each.colour))) for each in defaults]
    rules = sorted(_rules(county), key=lambda pair: RANK[pair[0].level])
    return render(request, "cases/ladders.html", {"county": county, "lines": lines, "rules": rules})


@requires(ACT)
def ladder(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the steps of one ladder for the county, or go back to those for all."""
    actor = actor_of(request)
    default = get_object_or_404(Ladder.objects.exclude(clock_kind=""), pk=pk, area__isnull=True, active=True)
    present = own_or_default(default, _county(actor))
    if "restore" in request.POST:
        return _restored(request, default)
    form = LadderForm(request.POST or None, lawful=default, present=present)
    if request.method == "POST" and form.is_valid():
        try:
            set_ladder(
                default=default, by=actor, at=timezone.now(), steps=form.steps(), reason=form.cleaned_data["reason"], address=address_of(request)
            )
        except Refused as refused:
            _tell(form, refused)
        else:
            messages.success(request, _("已保存，在走的期限随即按新阶梯升级。"))
            return redirect("cases:ladders")
    return render(request, "cases/ladder.html", {"form": form, "ladder": default, "own": present.pk != default.pk})


@requires(ACT)
def attempts(request: HttpRequest, level: str) -> HttpResponse:
    """Set after how many failed tries at a level the county's cases climb."""
    actor = actor_of(request)
    county = _county(actor)
    lawful = get_object_or_404(AttemptRule, kind="dispute", level=level, area__isnull=True)
    present = dict(_rules(county))[lawful]
    form = AttemptsForm(request.POST or None, lawful=lawful, present=present)
    if request.method == "POST" and form.is_valid():
        try:
            set_attempts(level=level, by=actor, at=timezone.now(), address=address_of(request), **form.cleaned_data)
        except Refused as refused:
            _tell(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("cases:ladders")
    return render(request, "cases/ladder_attempts.html", {"form": form, "rule": lawful})


def _restored(request: HttpRequest, default: Ladder) -> HttpResponse:
    try:
        restore_ladder(default=default, by=actor_of(request), at=timezone.now(), address=address_of(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("已恢复默认阶梯。"))
    return redirect("cases:ladders")


def _rules(county: Area) -> list[tuple[AttemptRule, AttemptRule]]:
    """The rule for all and the one in force, by level."""
    found = {rule.level: rule for rule in AttemptRule.objects.filter(kind="dispute", area=county)}
    return [(rule, found.get(rule.level, rule)) for rule in AttemptRule.objects.filter(kind="dispute", area__isnull=True)]


def _line(default: Ladder, own: Ladder | None) -> Line:
    return Line(default, own, [_step(step) for step in (own or default).steps.all()])


def _step(step: LadderStep) -> str:
    facts = {"days": abs(step.offset), "ground": step.get_ground_display(), "told": "、".join(names(step.told))}
    if step.ground == Ground.WARN:
        return _("%(ground)s：提前 %(days)d 个工作日，告知%(told)s") % facts
    facts |= {"level": step.get_to_level_display(), "answer": step.answer_within or 0}
    when = _("到期即升至%(level)s") if step.ground == Ground.OVERDUE else _("超期后 %(days)d 个工作日升至%(level)s")
    return _("%(when)s，%(answer)d 个工作日内答复，告知%(told)s") % (facts | {"when": when % facts})


def _county(actor: Actor) -> Area:
    """403 for one who works at no county's centre."""
    try:
        return county_of(actor)
    except NotGranted as error:
        raise PermissionDenied(error.message) from error


def _tell(form: Form, error: Refused) -> None:
    for field, texts in error.reasons.items():
        for text in texts:
            form.add_error(field if field in form.fields else None, text)
