"""The Celery application. Tasks live in ``<app>/tasks.py``; what runs by the clock stands in ``BEAT`` below."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging, worker_process_init

from fengqiao.bootstrap.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.settings")

app = Celery("fengqiao")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def every(schedule: crontab | float, task: str, *, expires: float) -> dict[str, Any]:
    """One line of the schedule. ``expires`` (seconds): a run that nobody took by then is dropped, the next one does its work."""
    return {"task": task, "schedule": schedule, "options": {"expires": expires}}


BEAT: dict[str, dict[str, Any]] = {}
app.conf.beat_schedule = BEAT


@setup_logging.connect
def use_django_logging(**_: object) -> None:
    """Keep Django's LOGGING: without a receiver Celery would set up its own."""
    from logging.config import dictConfig

    from django.conf import settings

    dictConfig(settings.LOGGING)


@worker_process_init.connect
def end_with_the_worker(**_: object) -> None:
    """A pool process does not outlive its worker, however that one ends."""
    die_with_parent()
