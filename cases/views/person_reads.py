"""Who read whose personal data, for the security auditor (个人信息保护法 54; GB/T 22239 audit)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.paging import RecordPage, newest
from accounts.views.access import requires
from cases.actions.unmask import READ_LABELS
from cases.forms.person_reads import PersonReadFilterForm
from cases.masking import mask_name
from cases.models import PersonRead


@never_cache
@requires("system.person_reads")
def person_reads(request: HttpRequest) -> HttpResponse:
    """Reads, newest first. A search is posted, so that no document number stands in an address or a log; names are shown masked."""
    asked = request.POST if request.method == "POST" else None
    form = PersonReadFilterForm(asked if asked is not None else {})
    page: RecordPage[PersonRead] = RecordPage([], None)
    if form.is_valid():
        reads = PersonRead.objects.filter(form.conditions()).select_related("user", "case")
        page = newest(reads, below=(asked or request.GET).get("below", ""))
    rows = [(read, mask_name(read.person_name), _labels(read)) for read in page.rows]
    return render(request, "cases/person_reads.html", {"form": form, "page": page, "rows": rows})


def _labels(read: PersonRead) -> str:
    """What was read, by the labels under which it was asked for."""
    return "、".join(str(READ_LABELS.get(column, column)) for column in read.fields.split(","))
