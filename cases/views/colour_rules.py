"""Settings: the rules of risk colours with their history, and grounds of supervision."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor, actor_of
from accounts.models import Area
from accounts.signin.events import address_of
from accounts.views.access import requires
from cases.actions.colour_rules import GROUNDS, RULES, place_of, save_ground, set_rule
from cases.colours import rules
from cases.errors import ActError, NotGranted, Refused
from cases.forms.colour_rules import GroundForm, RuleForm
from cases.models import ColourRule, ColourRuleSetting, SupervisionGround
from cases.people import prefixes

_HISTORY = 30


@requires(RULES)
def colour_rules(request: HttpRequest) -> HttpResponse:
    """The rules as they are in force where this person works, and what was changed there."""
    place = _place(actor_of(request))
    here = Q(area__isnull=True) | Q(area=place)
    history = ColourRuleSetting.objects.filter(here).select_related("rule", "area", "by")[:_HISTORY]
    return render(request, "cases/colour_rules.html", {"place": place, "rules": rules(place.pk if place else ""), "history": history})


@requires(RULES)
def colour_rule(request: HttpRequest, code: str) -> HttpResponse:
    """Set one rule."""
    actor = actor_of(request)
    place = _place(actor)
    rule = get_object_or_404(ColourRule, pk=code, active=True)
    present = next(each for each in rules(place.pk if place else "") if each.code == code)
    form = RuleForm(request.POST or None, rule=present)
    if request.method == "POST" and form.is_valid():
        try:
            set_rule(rule=rule, by=actor, at=timezone.now(), address=address_of(request), **form.values())
        except Refused as refused:
            _tell(form, refused)
        else:
            messages.success(request, _("已保存，随即按新规则提示。"))
            return redirect("cases:colour_rules")
    return render(request, "cases/colour_rule.html", {"form": form, "rule": present, "place": place})


@requires(GROUNDS)
def grounds(request: HttpRequest) -> HttpResponse:
    """The grounds in use here, and adding one of one's own."""
    actor = actor_of(request)
    place = _place(actor)
    form = GroundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            save_ground(ground=None, by=actor, at=timezone.now(), address=address_of(request), **form.cleaned_data)
        except Refused as refused:
            _tell(form, refused)
        else:
            messages.success(request, _("已增加督办事由。"))
            return redirect("cases:supervision_grounds")
    local = Q(area__isnull=True) | (Q(area_id__in=prefixes(place.pk)) if place else Q())
    rows = SupervisionGround.objects.filter(local).select_related("area")
    own = {row.pk for row in rows if row.code.startswith("L") and row.area_id == (place.pk if place else None)}
    return render(request, "cases/supervision_grounds.html", {"form": form, "rows": rows, "own": own, "place": place})


@requires(GROUNDS)
def ground(request: HttpRequest, code: str) -> HttpResponse:
    """Change one of one's own grounds, or take it out of use."""
    actor = actor_of(request)
    row = get_object_or_404(SupervisionGround, pk=code)
    first = {"name": row.name, "article": row.article, "active": row.active}
    form = GroundForm(request.POST or None, initial=first)
    place = _place(actor)
    if row.area_id != (place.pk if place else None) or not row.code.startswith("L"):
        raise Http404(_("这项督办事由不能在这里修改。"))
    if request.method == "POST" and form.is_valid():
        try:
            save_ground(ground=row, by=actor, at=timezone.now(), address=address_of(request), **form.cleaned_data)
        except Refused as refused:
            _tell(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("cases:supervision_grounds")
    return render(request, "cases/supervision_ground.html", {"form": form, "row": row})


def _place(actor: Actor) -> Area | None:
    """For where this person sets rules; 403 for one who works below a county."""
    try:
        return place_of(actor)
    except NotGranted as error:
        raise PermissionDenied(error.message) from error


def _tell(form: Form, error: ActError) -> None:
    reasons = error.reasons if isinstance(error, Refused) else {"": [error.message]}
    for field, texts in reasons.items():
        for text in texts:
            form.add_error(field if field in form.fields else None, text)
