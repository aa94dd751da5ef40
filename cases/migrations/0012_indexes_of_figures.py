"""Indexes that the monthly figures are counted by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_ladders")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(models.F("concluded_at"), name="case_concluded"),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(condition=models.Q(("stopped_at__isnull", False)), fields=["stopped_at"], name="clock_stopped"),
        ),
    ]
