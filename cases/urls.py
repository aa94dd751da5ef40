"""Addresses of what every kind of case has."""

from django.urls import include, path

from cases import converters  # noqa: F401  (gives addresses their `<case:number>`)
from cases.views import bulk, days_off, ladders, notices, saved, webhooks
from cases.views import colour_rules as rules_pages
from cases.views.act import act_page
from cases.views.attachments import attachment
from cases.views.case import case_page, connections
from cases.views.person_reads import person_reads
from cases.views.risk import look_back_paper, risk
from cases.views.still_here import still_here
from cases.views.supervision import order_paper, supervision

cases = [
    path("system/days-off/", days_off.days_off, name="days_off"),
    path("system/days-off/enter/", days_off.enter, name="days_off_enter"),
    path("system/ladders/", ladders.ladders, name="ladders"),
    path("system/ladders/<int:pk>/", ladders.ladder, name="ladder"),
    path("system/ladders/attempts/<slug:level>/", ladders.attempts, name="ladder_attempts"),
    path("system/colour-rules/", rules_pages.colour_rules, name="colour_rules"),
    path("system/colour-rules/<slug:code>/", rules_pages.colour_rule, name="colour_rule"),
    path("system/supervision-grounds/", rules_pages.grounds, name="supervision_grounds"),
    path("system/supervision-grounds/<slug:code>/", rules_pages.ground, name="supervision_ground"),
    path("system/person-reads/", person_reads, name="person_reads"),
    path("system/webhooks/", webhooks.webhooks, name="webhooks"),
    path("system/webhooks/new/", webhooks.new, name="webhook_new"),
    path("system/webhooks/<int:pk>/", webhooks.edit, name="webhook"),
    path("system/webhooks/<int:pk>/secret/", webhooks.secret, name="webhook_secret"),
    path("system/webhooks/<int:pk>/test/", webhooks.test, name="webhook_test"),
    path("system/deliveries/", webhooks.deliveries, name="deliveries"),
    path("system/deliveries/handle/", webhooks.handle_deliveries, name="handle_deliveries"),
    path("notices/", notices.notices, name="notices"),
    path("notices/bell/", notices.bell, name="bell"),
    path("notices/bell/list/", notices.bell_list, name="bell_list"),
    path("notices/choices/", notices.choices, name="notice_choices"),
    path("notices/read/", notices.read_all, name="read_notices"),
    path("notices/<int:pk>/open/", notices.open_notice, name="open_notice"),
    path("notices/<int:pk>/read/", notices.read_notice, name="read_notice"),
    path("cases/<case:number>/", case_page, name="detail"),
    path("cases/<case:number>/connections/", connections, name="connections"),
    path("cases/<case:number>/risk/", risk, name="risk"),
    path("cases/<case:number>/papers/look-backs/<int:pk>/", look_back_paper, name="look_back_paper"),
    path("supervision/", supervision, name="supervision"),
    path("supervision/<int:order>/paper/", order_paper, name="order_paper"),
    path("cases/<case:number>/acts/<slug:act>/", act_page, name="act"),
    path("cases/<case:number>/files/<int:pk>/", attachment, name="attachment"),
    path("disputes/bulk/", bulk.bulk, name="bulk"),
    path("disputes/bulk/<uuid:token>/", bulk.done, name="bulk_done"),
    path("disputes/bulk/<uuid:token>/undo/", bulk.undo, name="bulk_undo"),
    path("still-here/", still_here, name="still_here"),
    path("views/", saved.save_view, name="save_view"),
    path("views/<uuid:token>/", saved.open_view, name="saved_view"),
    path("views/<uuid:token>/rename/", saved.rename_view, name="rename_view"),
    path("views/<uuid:token>/remove/", saved.remove_view, name="remove_view"),
]

urlpatterns = [path("", include((cases, "cases")))]
