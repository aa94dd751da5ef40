"""What the case page shows of a dispute."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.pages import KindPages, add_kind_pages
from disputes.states import KIND
from disputes.steps import steps_of
from disputes.views.connections import connections
from disputes.views.file import panels

add_kind_pages(
    KIND,
    KindPages(
        related=("area", "organisation", "handler", "first_receiver", "category", "moj_type", "committee__organisation", "parent"),
        steps=steps_of,
        panels=panels,
        panels_template="disputes/panels.html",
        connections=connections,
        words={"register": _("登记"), "import_ledger": _("台账导入"), "lapse_confirmation": _("司法确认期限届满")},
    ),
)
