"""Addresses of the roster."""

from django.urls import include, path

from mediators import views

mediators = [
    path("mediators/", views.mediators, name="list"),
    path("mediators/<int:pk>/", views.mediator, name="mediator"),
    path("committees/", views.committees, name="committees"),
    path("committees/<int:pk>/", views.committee, name="committee"),
]

urlpatterns = [path("", include((mediators, "mediators")))]
