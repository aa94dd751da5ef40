"""A task whose worker was killed is taken up again."""

import os
from typing import Any
from uuid import uuid4

import pytest
from kombu import Connection

from fengqiao.celery import app, requeue_unacknowledged
from fengqiao.testing import database_of, own_redis_url

pytestmark = pytest.mark.xdist_group("broker")


def test_a_task_that_a_killed_worker_held_is_queued_again() -> None:
    url = os.environ["REDIS_URL"]
    name = f"test-{uuid4().hex}"
    app.send_task("nobody.knows", args=[7], queue=name)
    with Connection(url) as lost:
        queue = lost.SimpleQueue(name)
        message = queue.get(timeout=5)  # taken, never acknowledged: the connection drops
        assert message.headers["task"] == "nobody.knows"
        channel: Any = lost.default_channel
        channel.qos._delivered.clear()  # as when the process is killed: it gives nothing back itself
    assert requeue_unacknowledged() >= 1
    assert requeue_unacknowledged() == 0
    with Connection(url) as living:
        message = living.SimpleQueue(name).get(timeout=5)
        assert message.headers["task"] == "nobody.knows"
        message.ack()


def test_the_broker_waits_longer_than_the_longest_task() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit


def test_every_task_of_the_schedule_exists_and_expires() -> None:
    app.loader.import_default_modules()
    for name, entry in app.conf.beat_schedule.items():
        assert entry["task"] in app.tasks, name
        assert entry["options"]["expires"] > 0, name


@pytest.mark.parametrize(("worker", "database"), [("", 0), ("gw0", 1), ("gw14", 15), ("gw15", 1)])
def test_parallel_test_processes_have_redis_databases_of_their_own(worker: str, database: int) -> None:
    assert database_of(worker) == database
    assert own_redis_url("redis://:p@127.0.0.1:1/0", worker) == f"redis://:p@127.0.0.1:1/{database}"
