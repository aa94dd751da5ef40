"""Files of an area and months: the ministry's table, the report as DOCX and PDF. Made when asked for, kept nowhere."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from reports.documents.files import make_file
from reports.models import FileFormat
from reports.statistics.choice import BadPeriod, period_of
from reports.views.statistics import place_asked


@never_cache
@login_required
@require_GET
def download(request: HttpRequest, code: str, file_format: str) -> HttpResponse:
    """The file; 404 for an area that is not one's to see, for an unknown format."""
    place = place_asked(request, code)
    if place is None or file_format not in FileFormat.values:
        raise Http404
    try:
        period = period_of(request.GET, today=timezone.localdate())
    except BadPeriod as error:
        context = {"place": place, "problem": str(error), "asked": request.GET.dict()}
        return render(request, "reports/statistics.html", context, status=400)
    made = make_file(place.area, period, file_format, now=timezone.now())
    disposition = content_disposition_header(as_attachment=True, filename=made.name) or "attachment"
    return HttpResponse(made.content, content_type=made.media_type, headers={"Content-Disposition": disposition})
