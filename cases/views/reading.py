"""How every page finds its case: by number, through what the person may see, as the kind it is."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts.actor import actor_of
from cases.acts import registry
from cases.models import Case
from cases.pages import pages_of


def find_case(request: HttpRequest, number: str) -> Case:
    """The case of that number. Raises `Http404` where there is none, and where it lies outside what this person may see."""
    actor = actor_of(request)
    for kind in registry.kinds():
        found: Case | None = kind.model.objects.visible_to(actor).select_related(*pages_of(kind.code).related).filter(number=number).first()
        if found is not None:
            return found
    raise Http404(_("没有这个案件，或者它不在您的管辖范围内。"))
