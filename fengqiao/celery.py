"""The Celery application. Tasks live in ``<app>/tasks.py``; what runs by the clock stands in ``BEAT`` below."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging, worker_init, worker_process_init

from fengqiao.bootstrap.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.settings")

app = Celery("fengqiao")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def every(schedule: crontab | float, task: str, *, expires: float) -> dict[str, Any]:
    """One line of the schedule. ``expires`` (seconds): a run that nobody took by then is dropped, the next one does its work."""
    return {"task": task, "schedule": schedule, "options": {"expires": expires}}


BEAT: dict[str, dict[str, Any]] = {
    "take up ledgers": every(60.0, "disputes.tasks.sweep_ledgers", expires=50),
    "let what is overdue climb": every(180.0, "cases.tasks.escalate", expires=170),
    "tell of what climbed": every(60.0, "cases.tasks.tell_of_escalations", expires=50),
    "compute clocks anew": every(60.0, "cases.tasks.recompute_clocks", expires=50),
    "fill open months": every(600.0, "reports.tasks.fill_open_months", expires=590),
    "count what climbed": every(600.0, "reports.tasks.count_climbs", expires=590),
    "mail monthly reports": every(crontab(minute="*/15"), "reports.tasks.mail_reports", expires=800),
    "close months": every(crontab(hour=0, minute=20), "reports.tasks.close_months", expires=3600),
    "find early warnings": every(crontab(hour=1, minute=10), "reports.tasks.find_warnings", expires=3600),
    "forget idempotency keys": every(crontab(minute=40), "cases.tasks.sweep_idempotency_keys", expires=1800),
    "let windows for confirmation lapse": every(crontab(minute="*/10"), "disputes.tasks.lapse_confirmations", expires=540),
    "remove old drafts": every(crontab(hour=3, minute=40), "disputes.tasks.remove_drafts", expires=3600),
    "deliver notices": every(20.0, "cases.tasks.deliver_notices", expires=15),
    "remove old notices": every(crontab(hour=4, minute=10), "cases.tasks.remove_old_notices", expires=3600),
    "remove orphan files": every(crontab(hour=3, minute=20), "cases.tasks.remove_orphan_files", expires=3600),
}
app.conf.beat_schedule = BEAT


@setup_logging.connect
def use_django_logging(**_: object) -> None:
    """Keep Django's LOGGING: without a receiver Celery would set up its own."""
    from logging.config import dictConfig

    from django.conf import settings

    dictConfig(settings.LOGGING)


@worker_init.connect
def take_back_lost_tasks(**_: object) -> None:
    """Queue again at once what a killed worker held, where the launcher says that no other worker is there."""
    if os.environ.get("FENGQIAO_ONLY_WORKER") == "1":
        requeue_unacknowledged()


def requeue_unacknowledged() -> int:
    """Put every delivered but unacknowledged task back into its queue; returns how many. Only while no worker runs."""
    with app.connection_for_read() as connection:
        channel: Any = connection.default_channel
        with channel.conn_or_acquire() as client:
            tags = [tag.decode() if isinstance(tag, bytes) else tag for tag in client.zrange(channel.unacked_index_key, 0, -1)]
        for tag in tags:
            channel.qos.restore_by_tag(tag)
    return len(tags)


@worker_process_init.connect
def end_with_the_worker(**_: object) -> None:
    """A pool process does not outlive its worker, however that one ends."""
    die_with_parent()
