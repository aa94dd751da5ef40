"""The ladders and rules that every county begins with; what was handed over is a row beside the step it belongs to."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

from cases.escalation.defaults import write_ladders


def fill(apps: Any, _schema_editor: Any) -> None:
    """Ladders and rules."""
    write_ladders(apps)


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_notice_parcels")]

    operations = [
        migrations.AddField(
            model_name="attemptrule",
            name="unswept",
            field=models.BooleanField(default=True, help_text="规则有变，尚未核对过已有的调解不成记录"),
        ),
        migrations.RemoveConstraint(model_name="escalation", name="escalation_of_clock_once"),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(
                fields=["clock", "step", "due_at"],
                condition=Q(clock__isnull=False) & ~Q(ground="handed_over"),
                name="escalation_of_clock_once",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
