"""Addresses of disputes."""

from django.urls import include, path

from disputes import pages  # noqa: F401  (gives the kind its pages)
from disputes.ledger import urls as ledger
from disputes.views import desk, intake, lists, papers, places, transfers

disputes = [
    path("disputes/", lists.table, name="list"),
    path("disputes/board/", lists.board_page, name="board"),
    path("disputes/calendar/", lists.calendar_page, name="calendar"),
    path("disputes/new/", intake.intake, name="intake"),
    path("disputes/new/hints/", intake.hints, name="intake_hints"),
    path("disputes/new/discard/", intake.discard, name="discard_draft"),
    path("disputes/new/areas/", places.areas, name="areas"),
    path("cases/<case:number>/receivers/", places.receivers, name="receivers"),
    path("cases/<case:number>/receiving-areas/", places.receiving_areas, name="receiving_areas"),
    path("disputes/transfers/", transfers.transfers, name="transfers"),
    path("cases/<case:number>/papers/agreement/", papers.agreement_paper, name="agreement_paper"),
    path("cases/<case:number>/papers/notice/", papers.notice_paper, name="notice_paper"),
    path("cases/<case:number>/papers/sessions/<int:session>/", papers.session_paper, name="session_paper"),
    *ledger.urlpatterns,
]

urlpatterns = [path("", desk.desk, name="desk"), path("search/", desk.search, name="search"), path("", include((disputes, "disputes")))]
