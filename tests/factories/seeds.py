"""The tables that migrations fill, filled again where a transactional test before has emptied them."""

from django.apps import apps

from cases.daysoff import seed_days_off
from cases.escalation.defaults import write_ladders
from cases.models import Category, DayOff, MojType, Move
from cases.seeds import categories, moj_types
from cases.seeds_supervision import fill_supervision
from disputes.moves import write_moves
from reports.warning.seeds import fill_key_fields


def fill_tables() -> None:
    """Lawful moves, both category lists, days off from 2020 to 2027, grounds of supervision, colour rules, ladders, key fields.

    For tests in a browser: there Django's own serialized rollback does not see that the rows are gone, because Playwright's event loop gives
    the test another database connection object than the one the rows were kept with.
    """
    if not Move.objects.exists():
        write_moves(apps, None)
    fill_supervision(apps)
    write_ladders(apps)
    fill_key_fields(apps)
    if not Category.objects.exists():
        MojType.objects.bulk_create(MojType(seq=seq, name=name) for seq, name in moj_types())
        Category.objects.bulk_create(
            Category(code=row.code, name=row.name, parent_id=row.parent_code, moj_type_id=row.moj_type) for row in categories()
        )
    if not DayOff.objects.exists():
        DayOff.objects.bulk_create(
            DayOff(date=row.date, kind=row.kind, name=row.name, source=row.source, provisional=row.provisional)
            for row in seed_days_off(range(2020, 2028))
        )
