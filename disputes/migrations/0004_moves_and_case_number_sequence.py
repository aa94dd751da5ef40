"""The lawful moves, and the sequence that case numbers come from."""

from django.db import migrations

from disputes.moves import remove_moves, write_moves


class Migration(migrations.Migration):
    dependencies = [("disputes", "0003_ledger_progress_and_exports"), ("cases", "0002_categories_and_days_off")]

    operations = [
        migrations.RunPython(write_moves, remove_moves),
        migrations.RunSQL("CREATE SEQUENCE disputes_case_number AS bigint", "DROP SEQUENCE disputes_case_number"),
    ]
