"""Addresses of the API of disputes, under `/api/v1/`."""

from django.urls import include, path

from cases import converters  # noqa: F401  (gives addresses their `<case:number>`)
from cases.api.acts import act_paths
from cases.api.risk import SupervisionView
from disputes.api import views
from disputes.states import KIND

of_dispute = [
    path("", views.DisputeView.as_view(), name="dispute"),
    path("parties/", views.DisputePartiesView.as_view(), name="dispute_parties"),
    path("events/", views.DisputeEventsView.as_view(), name="dispute_events"),
    path("attachments/", views.DisputeAttachmentsView.as_view(), name="dispute_attachments"),
    path("attachments/<int:pk>/content/", views.DisputeAttachmentContentView.as_view(), name="dispute_attachment"),
    path("risk/", views.DisputeRiskView.as_view(), name="dispute_risk"),
    path("acts/", views.DisputeOpenActsView.as_view(), name="dispute_acts"),
    *act_paths(KIND, views.DisputeActView),
]

urlpatterns = [
    path("desk/", views.DeskView.as_view(), name="desk"),
    path("disputes/", views.DisputesView.as_view(), name="disputes"),
    path("supervision/", SupervisionView.as_view(), name="supervision"),
    path("disputes/doubles/", views.DoublesView.as_view(), name="doubles"),
    path("disputes/<case:number>/", include(of_dispute)),
]
