"""Leaves are found by the pages they stand in; only sums keep a tree of their keys."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_key_fields")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE reports_cell DROP CONSTRAINT reports_cell_pkey",
            "ALTER TABLE reports_cell ADD PRIMARY KEY (fill_id, grain, area, kind, category, moj_type, channel, body)",
        ),
        migrations.AddConstraint(
            model_name="cell",
            constraint=models.UniqueConstraint(
                fields=["fill", "grain", "area", "kind", "category", "moj_type", "channel", "body"],
                condition=models.Q(("grain__gt", 0)),
                name="cell_sum_once",
            ),
        ),
        migrations.AddIndex(
            model_name="cell",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, condition=models.Q(("grain", 0)), fields=["fill", "area"], name="cell_leaf", pages_per_range=4
            ),
        ),
    ]
