"""Fill the category lists and the table of days off."""

from django.db import migrations

from cases.daysoff import seed_days_off
from cases.seeds import categories, moj_types

YEARS = range(2020, 2028)


def fill(apps, schema_editor):
    moj_type, category, day_off = (apps.get_model("cases", name) for name in ("MojType", "Category", "DayOff"))
    moj_type.objects.bulk_create(moj_type(seq=seq, name=name) for seq, name in moj_types())
    category.objects.bulk_create(category(code=row.code, name=row.name, parent_id=row.parent_code, moj_type_id=row.moj_type) for row in categories())
    day_off.objects.bulk_create(
        day_off(date=row.date, kind=row.kind, name=row.name, source=row.source, provisional=row.provisional) for row in seed_days_off(YEARS)
    )


def empty(apps, schema_editor):
    for name in ("DayOff", "Category", "MojType"):
        apps.get_model("cases", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunPython(fill, empty)]
