"""The key fields with their first settings."""

from typing import Any

from django.db import migrations

from reports.warning.seeds import fill_key_fields


def fill(apps: Any, _schema: Any) -> None:
    """Write them; taking back removes nothing, for settings are kept."""
    fill_key_fields(apps)


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("reports", "0004_early_warnings")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
