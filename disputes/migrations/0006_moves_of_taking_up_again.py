"""A dispute that was never accepted is registered again when it is taken up again."""

from django.db import migrations

from disputes.moves import write_moves


class Migration(migrations.Migration):
    dependencies = [("disputes", "0005_list_indexes")]

    operations = [migrations.RunPython(write_moves, migrations.RunPython.noop)]
