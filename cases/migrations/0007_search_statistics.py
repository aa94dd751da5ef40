"""Keep statistics of 5,000 words of the search column instead of 1,000.

A word that is not among them is taken to be half as frequent as the rarest that is. With 1,000 words the planner expected 1,500 matches in
1,000,000 cases for a word that none has, and walked the whole list to find them (2.5 s); with 5,000 it asks the index (5 ms).
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_idempotency_keys")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE cases_case ALTER COLUMN search SET STATISTICS 500",
            "ALTER TABLE cases_case ALTER COLUMN search SET STATISTICS -1",
        ),
    ]
