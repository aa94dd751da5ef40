"""Addresses of ledgers, included by `disputes.urls` in the namespace `disputes`."""

from django.urls import path, re_path

from disputes.views import ledger

urlpatterns = [
    path("disputes/import/", ledger.ledger_import, name="ledger_import"),
    re_path(r"^disputes/import/template\.(?P<file_format>xlsx|csv)$", ledger.ledger_template, name="ledger_template"),
    path("disputes/import/<uuid:token>/", ledger.ledger_detail, name="ledger_detail"),
    path("disputes/import/<uuid:token>/columns/", ledger.ledger_columns, name="ledger_columns"),
    path("disputes/import/<uuid:token>/decide/", ledger.ledger_decide, name="ledger_decide"),
    re_path(r"^disputes/import/(?P<token>[0-9a-f-]{36})/errors\.(?P<file_format>xlsx|csv)$", ledger.ledger_errors, name="ledger_errors"),
    path("disputes/export/", ledger.export, name="export"),
]
