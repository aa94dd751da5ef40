"""Indexes that the monthly figures, and the lists behind them, are read by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disputes", "0006_moves_of_taking_up_again")]

    operations = [
        migrations.AddIndex(model_name="dispute", index=models.Index(fields=["accepted_at"], name="dispute_accepted")),
        migrations.AddIndex(
            model_name="agreement",
            index=models.Index(condition=models.Q(("superseded_at__isnull", True)), fields=["reached_on"], name="agreement_reached"),
        ),
        migrations.AddIndex(
            model_name="agreementitem",
            index=models.Index(condition=models.Q(("performed_on__isnull", False)), fields=["performed_on"], name="item_performed"),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(condition=models.Q(("done_on__isnull", False)), fields=["done_on"], name="follow_up_done"),
        ),
        migrations.AddIndex(model_name="judicialconfirmation", index=models.Index(fields=["applied_on"], name="confirmation_applied")),
        migrations.AddIndex(
            model_name="judicialconfirmation",
            index=models.Index(condition=models.Q(("decided_on__isnull", False)), fields=["decided_on"], name="confirmation_decided"),
        ),
    ]
