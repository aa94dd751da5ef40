"""Addresses of accounts."""

from django.urls import include, path

from accounts.views import looking, organisations, postings, records, system, users

own = [
    path("switch/", looking.switch, name="switch"),
    path("text-size/", looking.text_size, name="text_size"),
    path("system/users/", users.listing, name="users"),
    path("system/users/new/", users.create, name="user_new"),
    path("system/users/<int:pk>/", users.edit, name="user"),
    path("system/users/<int:pk>/unlock/", users.unlock, name="user_unlock"),
    path("system/users/<int:pk>/password/", users.reset_password, name="user_password"),
    path("system/users/<int:pk>/second-factors/", users.remove_second_factors, name="user_second_factors"),
    path("system/users/<int:user_pk>/postings/new/", postings.add, name="posting_new"),
    path("system/users/<int:user_pk>/postings/<int:pk>/", postings.edit, name="posting"),
    path("system/users/<int:user_pk>/postings/<int:pk>/end/", postings.end, name="posting_end"),
    path("system/organisations/", organisations.listing, name="organisations"),
    path("system/organisations/new/", organisations.create, name="organisation_new"),
    path("system/organisations/<int:pk>/", organisations.edit, name="organisation"),
    path("system/areas/", organisations.areas, name="areas"),
    path("system/areas/<str:code>/", organisations.areas, name="area"),
    path("system/sign-ins/", records.sign_ins, name="sign_ins"),
    path("system/events/", records.events, name="events"),
]

urlpatterns = [
    path("system/", system.index, name="system"),
    path("", include((own, "accounts"))),
]
